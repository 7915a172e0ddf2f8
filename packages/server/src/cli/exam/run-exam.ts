import { basename } from "node:path";
import type { ProviderExam } from "@headway-jobs/contract";
import { examRecordings, type RecordingSet } from "./exam-recordings.ts";
import { examSentences } from "./exam-sentences.ts";
import { type ExamFindings, type ExamSetup, NOTHING_FOUND } from "./exam-setup.ts";
import { examTranslation, type ParallelSet } from "./exam-translation.ts";

type Capability = ProviderExam["capability"];

/** What is examined. A set that is not given is not measured, which the findings say. */
export interface ExamPlan {
  readonly capabilities: ReadonlySet<Capability>;
  /** Of the known sentences. */
  readonly language: string;
  /** How many of the known sentences and of the parallel set are used. */
  readonly sentences: number;
  readonly recordings: RecordingSet | null;
  readonly parallel: ParallelSet | null;
}

/** Examines the providers in force, one part after the other. A part that fails is a remark; the signal's reason is thrown. */
export async function runExam(setup: ExamSetup, plan: ExamPlan): Promise<ExamFindings> {
  const { capabilities, language, recordings, parallel, sentences } = plan;
  const wants = (...some: readonly Capability[]): boolean => some.some((one) => capabilities.has(one));
  let findings = NOTHING_FOUND;
  const add = async (what: string, part: () => Promise<ExamFindings>): Promise<void> => {
    const found = await part().catch((error: unknown): ExamFindings => {
      setup.signal.throwIfAborted();
      return { ...NOTHING_FOUND, remarks: [`${what}: not run. ${sentenceOf(error)}`] };
    });
    findings = {
      results: [...findings.results, ...found.results.filter((one) => capabilities.has(one.capability))],
      details: [...findings.details, ...found.details.filter((one) => capabilities.has(one.capability))],
      remarks: [...findings.remarks, ...found.remarks],
    };
  };
  // A recogniser that people's recordings examine is not examined with a voice as well: that figure would take the place of the better one.
  if (wants("voice") || (wants("ear") && recordings === null))
    await add("voice and ear", async () => withoutEar(await examSentences(setup, language, sentences), recordings));
  if (wants("ear", "speakers") && recordings !== null) await add("recordings", () => examRecordings(setup, recordings));
  if (wants("speakers") && recordings === null) await add("speakers", () => Promise.reject(new Error(NO_RECORDINGS)));
  if (wants("translation")) {
    const few = parallel === null ? null : { ...parallel, sentences: parallel.sentences.slice(0, sentences) };
    await add("translation", () =>
      few === null ? Promise.reject(new Error(NO_PARALLEL)) : examTranslation(setup, few),
    );
  }
  return findings;
}

const NO_RECORDINGS = "Name a folder of recordings with references: --recordings FOLDER.";
const NO_PARALLEL = "Name a file with sentences and their translations, separated by a tab: --parallel FILE.";

function withoutEar(found: ExamFindings, recordings: RecordingSet | null): ExamFindings {
  if (recordings === null) return found;
  return { ...found, results: found.results.filter(({ capability }) => capability !== "ear") };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The name of a set in results: that of its file or folder. */
export function setName(path: string): string {
  return basename(path).slice(0, 100) || "set";
}
