import { diarizationRateOf, type ExamResult, rateOf } from "../../packages/exam/src/kept/kept-exams.ts";
import { table } from "../../packages/server/src/cli/table.ts";

/** One line of the exam: what a provider reached on a set. */
export interface ExamRow {
  readonly capability: string;
  readonly provider: string;
  readonly set: string;
  readonly items: number;
  /** Shares from 0 to 1, except chrF (0–100); by the names of METRICS. */
  readonly figures: Readonly<Record<string, number>>;
  /** How many words the word errors are of. */
  readonly words?: number;
  /** Not compared: they depend on what else the machine does. */
  readonly speed: string;
  readonly memoryMb: number | null;
}

/** Each figure: whether more of it is better, and by how much it may be worse than the baseline. Of a small set, two words may be. */
export const METRICS: Readonly<Record<string, { readonly better: "more" | "less"; readonly tolerance: number }>> = {
  "word errors": { better: "less", tolerance: 0.03 },
  cpWER: { better: "less", tolerance: 0.05 },
  DER: { better: "less", tolerance: 0.03 },
  "missed speech": { better: "less", tolerance: 0.03 },
  "false speech": { better: "less", tolerance: 0.03 },
  chrF: { better: "more", tolerance: 1 },
  "names kept": { better: "more", tolerance: 0.03 },
  "numbers kept": { better: "more", tolerance: 0.03 },
  "placeholders kept": { better: "more", tolerance: 0.001 },
};

/** A result of `headway exam` as a row. */
export function rowOf(result: ExamResult): ExamRow {
  const { word_errors: words, cp_word_errors: cp, diarization, chrf, kept, heard_by: ear } = result;
  const { real_time_factor: factor, words_per_second: perSecond } = result;
  const keptShares = Object.entries(kept ?? {}).flatMap(([what, { kept: count, expected }]) =>
    expected === 0 ? [] : [[`${what} kept`, round(count / expected)] as const],
  );
  return {
    capability: result.capability,
    provider: result.provider,
    set: ear === undefined ? result.set : `${result.set}, heard by ${ear}`,
    items: result.items,
    ...(words === undefined ? {} : { words: words.words }),
    figures: {
      ...(words === undefined ? {} : { "word errors": rateOf(words) }),
      ...(cp === undefined ? {} : { cpWER: rateOf(cp) }),
      ...(diarization === undefined || diarization.speech_s === 0 ? {} : { DER: diarizationRateOf(diarization) }),
      ...(chrf === undefined ? {} : { chrF: chrf }),
      ...Object.fromEntries(keptShares),
    },
    speed:
      perSecond !== undefined ? `${perSecond} words/s` : factor === undefined ? "" : `${factor.toFixed(2)} × real time`,
    memoryMb: result.memory_mb,
  };
}

/** All rows as one table. */
export function rowsTable(rows: readonly ExamRow[]): string {
  const cells = rows.map(({ capability, provider, set, items, figures, speed, memoryMb }) => [
    capability,
    provider,
    set,
    String(items),
    Object.entries(figures)
      .map(([name, value]) => `${name} ${name === "chrF" ? value.toFixed(1) : `${(value * 100).toFixed(1)} %`}`)
      .join(", "),
    speed,
    memoryMb === null ? "" : `${memoryMb} MB`,
  ]);
  return table(["FOR", "PROVIDER", "MEASURED ON", "ITEMS", "RESULT", "SPEED", "MEMORY"], cells, (_style, text) => text);
}

export const round = (value: number): number => Math.round(value * 10_000) / 10_000;
