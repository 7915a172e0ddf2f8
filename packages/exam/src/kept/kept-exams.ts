import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXAM_CAPABILITIES, type ProviderExam } from "@headway-jobs/contract";
import { z } from "zod";

const count = z.number().min(0);
const keptSchema = z.object({ kept: count, expected: count });

/** What was measured of one provider. Rates are computed from the counts. */
export const examResultSchema = z.object({
  capability: z.enum(EXAM_CAPABILITIES),
  /** As `usage.providers` of a job names it; `built-in` for the separation of speakers without a model. */
  provider: z.string().max(200),
  /** `en`; a pair is `en>es`. */
  language: z.string().max(40),
  set: z.string().max(200),
  /** Recordings or sentences. */
  items: count,
  measured_at: z.string(),
  /** Of Headway. */
  version: z.string(),
  word_errors: z.object({ errors: count, words: count }).optional(),
  /** A recogniser that heard the sentences of a voice. */
  heard_by: z.string().max(200).optional(),
  cp_word_errors: z.object({ errors: count, words: count }).optional(),
  diarization: z
    .object({ speech_s: count, missed_s: count, false_s: count, confused_s: count, collar_s: count })
    .optional(),
  chrf: count.optional(),
  kept: z.object({ names: keptSchema, numbers: keptSchema, placeholders: keptSchema }).optional(),
  /** Seconds of work a second of sound, or words a second. Other work on the machine makes both worse. */
  real_time_factor: count.optional(),
  words_per_second: count.optional(),
  /** Largest memory of the programs and models that ran; null where the system does not say it. */
  memory_mb: count.nullable(),
});
export type ExamResult = z.infer<typeof examResultSchema>;

const fileSchema = z.object({ results: z.array(z.unknown()) });

/** What `headway exam` has found, the newest result of each provider. */
export interface KeptExams {
  readonly results: readonly ExamResult[];
  /** Why the results that were kept cannot be read; null when they can, or there are none. */
  readonly problem: string | null;
  /** For a provider as `usage.providers` names it; no member when it was never measured. */
  of(provider: string): { readonly exam?: ProviderExam };
}

/** The results in the data folder. None where the file cannot be read: the figures are an addition to the results of jobs, which must not fail for them. */
export async function readKeptExams(dataDir: string): Promise<KeptExams> {
  const { results, problem } = await readResults(dataDir);
  return {
    results,
    problem,
    of(provider) {
      const found = results.find((one) => one.provider === provider);
      return found === undefined ? {} : { exam: wireExamOf(found) };
    },
  };
}

/** Adds results; each takes the place of the one of the same capability, provider and language. The file is replaced as a whole. */
export async function keepExams(dataDir: string, added: readonly ExamResult[]): Promise<void> {
  const keyOf = ({ capability, provider, language }: ExamResult): string =>
    JSON.stringify([capability, provider, language]);
  const replaced = new Set(added.map(keyOf));
  // The newest first, so that a provider that was measured in several languages shows the last one.
  const results = [...added, ...(await readResults(dataDir)).results.filter((one) => !replaced.has(keyOf(one)))];
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const part = join(dataDir, `.exam-${process.pid}.part`);
  try {
    await writeFile(part, `${JSON.stringify({ results }, null, 2)}\n`);
    await rename(part, fileIn(dataDir));
  } finally {
    await rm(part, { force: true });
  }
}

/** The part of a result that stands beside a provider's name on the wire. */
export function wireExamOf(result: ExamResult): ProviderExam {
  const { capability, language, set, measured_at, word_errors: words, diarization, chrf, heard_by, items } = result;
  return {
    capability,
    language,
    set,
    measured_at,
    ...(words === undefined ? {} : { word_error_rate: rateOf(words), words: words.words }),
    ...(heard_by === undefined ? {} : { heard_by }),
    ...(diarization === undefined
      ? {}
      : { diarization_error_rate: diarizationRateOf(diarization), speech_seconds: diarization.speech_s }),
    ...(chrf === undefined ? {} : { chrf, sentences: items }),
  };
}

/** A share, to four digits; 0 of nothing. */
export function rateOf({ errors, words }: { readonly errors: number; readonly words: number }): number {
  return words === 0 ? 0 : rounded(errors / words);
}

/** DER, to four digits; 0 of nothing. */
export function diarizationRateOf(sums: NonNullable<ExamResult["diarization"]>): number {
  const { speech_s: speechS, missed_s: missedS, false_s: falseS, confused_s: confusedS } = sums;
  return speechS === 0 ? 0 : rounded((missedS + falseS + confusedS) / speechS);
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

const fileIn = (dataDir: string): string => join(dataDir, "exam.json");

async function readResults(dataDir: string): Promise<Omit<KeptExams, "of">> {
  let text: string;
  try {
    text = await readFile(fileIn(dataDir), "utf8");
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { results: [], problem: isAbsent ? null : "exam.json in the data folder cannot be read" };
  }
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { results: [], problem: "exam.json in the data folder is not what an exam writes" };
  const results = parsed.data.results.flatMap((one) => examResultSchema.safeParse(one).data ?? []);
  const lost = parsed.data.results.length - results.length;
  const problem = lost === 0 ? null : `exam.json in the data folder has ${lost} results of another version`;
  return { results, problem };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
