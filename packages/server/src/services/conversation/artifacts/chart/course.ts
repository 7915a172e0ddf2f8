import type { MomentCategory } from "@headway-jobs/ports/conversation-analysis";

/** What the chart shows of a conversation. Times are seconds, readings 0–1. */
export interface Course {
  readonly durationS: number;
  readonly readings: readonly Reading[];
  readonly moments: readonly { readonly category: MomentCategory; readonly atS: number }[];
  readonly phases: readonly { readonly name: string; readonly startS: number; readonly endS: number }[];
}

/** One utterance. */
export interface Reading {
  readonly speaker: string;
  readonly startS: number;
  readonly endS: number;
  readonly valence: number;
  readonly arousal: number;
  readonly confidence: number;
}

/** Speakers in the order in which they are first heard; the last ones share a lane when there are very many. */
export function speakersOf({ readings }: Course): string[] {
  return [...new Set(readings.map(({ speaker }) => speaker))];
}

export const middleS = ({ startS, endS }: Reading): number => (startS + endS) / 2;

/** Width of the look around a moment: a fortieth of the conversation, but no less than a few sentences. */
const SHORTEST_LOOK_S = 5;
const LOOKS = 40;
/** Beyond it a weight is nothing to be seen. */
const FARTHEST_LOOKS = 4;

/**
 * The readings of one speaker as a calm line: at each utterance the mean of those around it, weighted by nearness in time and by confidence, so that a
 * single doubtful reading does not swing it.
 */
export function smoothed(
  readings: readonly Reading[],
  value: (reading: Reading) => number,
  durationS: number,
): { readonly atS: number; readonly value: number }[] {
  const lookS = Math.max(SHORTEST_LOOK_S, durationS / LOOKS);
  return readings.map((center) => {
    let [sum, weights] = [0, 0];
    for (const reading of readings) {
      const distance = (middleS(reading) - middleS(center)) / lookS;
      if (Math.abs(distance) > FARTHEST_LOOKS) continue;
      const weight = Math.exp(-(distance ** 2) / 2) * (0.2 + reading.confidence);
      sum += weight * value(reading);
      weights += weight;
    }
    return { atS: middleS(center), value: sum / weights };
  });
}

/** How far the axis reaches on each side of the neutral middle: to the outermost reading, but never so near that noise looks like drama. */
export function reachOf(values: readonly number[]): number {
  return Math.min(0.5, Math.max(0.2, ...values.map((value) => Math.abs(value - 0.5) * 1.15)));
}
