import { HeadwayError } from "@headway/contract";
import type { ErrorCode } from "@headway/contract";
import { diskError } from "../artifacts/disk.ts";
import { storable } from "../store/storable.ts";

/** How a job's failure is told to its owner. Messages of unexpected errors may hold paths or worse and stay in the log. */
export function failureOf(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  const coded = diskError(error);
  if (coded instanceof HeadwayError) return { code: coded.code, message: storable(coded.message) };
  return { code: "INTERNAL", message: "The job failed because of an internal error." };
}
