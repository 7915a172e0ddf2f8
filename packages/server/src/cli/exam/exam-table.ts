import type { ExamResult } from "@headway-jobs/exam/kept/kept-exams";
import { diarizationRateOf, rateOf } from "@headway-jobs/exam/kept/kept-exams";
import { table } from "../table.ts";
import type { Paint } from "../terminal.ts";

/** All results as one table; those of parts of a set are below the whole, indented. */
export function examTable(results: readonly ExamResult[], details: readonly ExamResult[], paint: Paint): string {
  const rows = results.flatMap((result) => {
    const own = details.filter((one) => one.capability === result.capability && one.provider === result.provider);
    return [rowOf(result, ""), ...(own.length < 2 ? [] : own.map((one) => rowOf(one, "  ")))];
  });
  return table(["FOR", "PROVIDER", "MEASURED ON", "ITEMS", "RESULT", "SPEED", "MEMORY"], rows, paint);
}

function rowOf(result: ExamResult, indent: string): readonly string[] {
  const { capability, provider, set, language, items, memory_mb: memoryMb } = result;
  const isPart = indent !== "";
  return [
    isPart ? "" : capability,
    isPart ? "" : provider,
    `${indent}${set}${isPart || language === "mul" ? "" : ` (${language})`}`,
    String(items),
    figuresOf(result),
    speedOf(result),
    isPart ? "" : memoryMb === null ? "unknown" : `${memoryMb} MB`,
  ];
}

/** The figures in words: "11 % word errors of 343 words". */
function figuresOf(result: ExamResult): string {
  const { word_errors: words, heard_by: ear, cp_word_errors: cp, diarization, chrf, kept } = result;
  const parts = [
    words === undefined ? [] : `${percent(rateOf(words))} word errors of ${words.words}`,
    diarization === undefined ? [] : `${percent(diarizationRateOf(diarization))} DER of ${diarization.speech_s} s`,
    cp === undefined ? [] : `${percent(rateOf(cp))} cpWER of ${cp.words}`,
    ear === undefined ? [] : `heard by ${ear}`,
    chrf === undefined ? [] : `chrF ${chrf.toFixed(1)}`,
    kept === undefined
      ? []
      : Object.entries(kept).flatMap(([what, one]) =>
          one.expected === 0 ? [] : `${one.kept} of ${one.expected} ${what} kept`,
        ),
  ];
  return parts.flat().join(", ") || "no errors counted";
}

function speedOf({ real_time_factor: factor, words_per_second: words }: ExamResult): string {
  if (words !== undefined) return `${words} words/s`;
  return factor === undefined ? "" : `${factor.toFixed(2)} × real time`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
