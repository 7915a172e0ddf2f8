import type { ClientError } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";

/** What went wrong and what to do about it; empty for nothing. */
export function sentenceOf(error: ClientError | null): string {
  if (error === null) return "";
  // The message of a refused input names the field already.
  const advice = error.code === "INVALID_INPUT" ? "" : adviceOf(error.code, "console");
  return [error.message, advice].filter(Boolean).join(" ");
}
