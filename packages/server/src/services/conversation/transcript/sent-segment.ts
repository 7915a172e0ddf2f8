import { HeadwayError } from "@headway-jobs/contract";

/** A stretch of a transcript that came with its recording. Times are seconds. */
export interface SentSegment {
  readonly startS: number;
  readonly endS: number;
  readonly text: string;
  /** As the transcript names who speaks; null when it does not. */
  readonly speaker: string | null;
}

export function unreadable(why: string): HeadwayError {
  const message = `The transcript cannot be read: ${why}.`;
  return new HeadwayError("INVALID_INPUT", message, {
    errors: [{ loc: ["body", "transcript"], msg: message, type: "value_error" }],
  });
}
