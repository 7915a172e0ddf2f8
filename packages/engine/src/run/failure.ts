import { HeadwayError } from "@headway-jobs/contract";
import type { ErrorCode, ProviderWords } from "@headway-jobs/contract";
import { diskError } from "../artifacts/disk.ts";
import { storable } from "../db/storable.ts";

/** A failure as it is stored and shown. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** What the provider that failed said itself. */
  readonly provider?: ProviderWords;
}

/** A job's failure as its owner sees it. Messages of unexpected errors may hold paths or worse and stay in the log. */
export function failureOf(error: unknown): Failure {
  const coded = diskError(error);
  if (coded instanceof HeadwayError) return failureOfCode(coded);
  return { code: "INTERNAL", message: "The job failed because of an internal error." };
}

/** The parts of an expected failure that are kept: at a replay the workflow meets the same ones. */
export function failureOfCode({ code, message, provider }: HeadwayError): Failure {
  return { code, message: storable(message), ...(provider === undefined ? {} : { provider: storableWords(provider) }) };
}

function storableWords({ name, message, ...status }: ProviderWords): ProviderWords {
  return { name: storable(name), message: storable(message), ...status };
}
