import type { ClientError } from "@headway/client";

/** What went wrong and what to do about it; empty for nothing. */
export function sentenceOf(error: ClientError | null): string {
  if (error === null) return "";
  // Its advice is for whoever writes requests by hand.
  const advice = error.code === "INVALID_INPUT" ? "" : error.advice;
  return [error.message, advice].filter(Boolean).join(" ");
}
