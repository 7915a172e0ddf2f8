import type { SentSegment } from "./sent-segment.ts";
import { unreadable } from "./sent-segment.ts";

/** An encoder's padding, and captions that stay a moment longer. */
const TOLERANCE_S = 3;
const MIN_COVERAGE = 0.3;

/** Throws INVALID_INPUT when the transcript is longer than the recording: it belongs to another one. Null = the length is not known yet. */
export function requireFit(segments: readonly SentSegment[], durationS: number | null): void {
  if (durationS === null) return;
  const endS = lastEndS(segments);
  if (endS <= durationS + TOLERANCE_S) return;
  throw unreadable(
    `it ends at ${clock(endS)}, but the recording ends at ${clock(durationS)}; send the transcript of this recording`,
  );
}

/** What is odd about a transcript that ends long before its recording; null when nothing is. */
export function fitWarning(segments: readonly SentSegment[], durationS: number): string | null {
  const endS = lastEndS(segments);
  if (durationS - endS <= TOLERANCE_S || endS >= durationS * MIN_COVERAGE) return null;
  return `The transcript ends at ${clock(endS)} of a recording of ${clock(durationS)}: what comes after it was not analysed.`;
}

const lastEndS = (segments: readonly SentSegment[]): number => Math.max(0, ...segments.map(({ endS }) => endS));

const clock = (atS: number): string => `${Math.floor(atS / 60)}:${String(Math.floor(atS % 60)).padStart(2, "0")} min`;
