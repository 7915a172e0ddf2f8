import { ERRORS } from "@headway-jobs/contract";
import { expectedError } from "../problem.ts";

/** Whether reading a log again cannot help: the job was removed, for example. A store that is unavailable or busy is tried again. */
export function isFinal(error: unknown): boolean {
  const { code, retryable } = expectedError(error);
  return !retryable && ERRORS[code].status < 500;
}
