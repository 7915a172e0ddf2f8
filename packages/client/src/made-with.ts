import type { JobResource, ProviderExam } from "@headway-jobs/contract";

interface Used {
  readonly name?: unknown;
  readonly calls?: unknown;
  readonly failed_calls?: unknown;
  readonly exam?: ProviderExam;
}

/**
 * The providers whose answers a job was made with (`local/whisper-base-int8`, `apertium`), each with what this machine's exam found for it, where it was
 * measured. One that only failed is none of them.
 */
export function madeWith({ usage }: Pick<JobResource, "usage">): readonly string[] {
  const { providers } = usage;
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((provider: Used | null) => {
    if (typeof provider?.name !== "string" || onlyFailed(provider)) return [];
    const { name, exam } = provider;
    return exam === undefined ? name : `${name} (${examWords(exam)})`;
  });
}

/** Servers of earlier versions do not count failed calls. */
const onlyFailed = ({ calls = 1, failed_calls: failed = 0 }: Used): boolean =>
  typeof calls === "number" && typeof failed === "number" && failed > 0 && failed >= calls;

/** "11 % word errors [en] in this machine's exam of 2026-12-01". */
export function examWords(exam: ProviderExam): string {
  return `${figureOf(exam)} in this machine's exam of ${exam.measured_at.slice(0, 10)}`;
}

function figureOf(exam: ProviderExam): string {
  const { language, word_error_rate: wordErrors, heard_by: ear, diarization_error_rate: speakerErrors, chrf } = exam;
  if (speakerErrors !== undefined) return `${percent(speakerErrors)} speaker errors (DER)`;
  if (chrf !== undefined) return `chrF ${chrf.toFixed(0)} of 100 [${language}]`;
  if (wordErrors === undefined) return `speed alone [${language}]`;
  return `${percent(wordErrors)} word errors [${language}]${ear === undefined ? "" : ` as heard by ${ear}`}`;
}

/** Small shares with one digit more: 0.4 % is not 0 %. */
function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}
