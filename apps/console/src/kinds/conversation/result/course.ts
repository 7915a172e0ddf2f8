import type { ConversationView } from "../conversation-view.ts";

export const MEASURES = { valence: "Mood", arousal: "Energy" } as const;
export type Measure = keyof typeof MEASURES;

export interface Course {
  /** Seconds, rising: the middle of each utterance. */
  readonly atS: readonly number[];
  /** One list for each speaker; null where another speaks. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** A measure of each speaker over time, as a chart draws it. */
export function courseOf({ utterances, speakers }: ConversationView, measure: Measure): Course {
  const read = utterances
    .flatMap(({ speaker, startS, endS, feeling }) =>
      feeling === null ? [] : [{ speaker, atS: (startS + endS) / 2, value: feeling[measure] }],
    )
    .toSorted((a, b) => a.atS - b.atS);
  return {
    atS: read.map(({ atS }) => atS),
    values: speakers.map((speaker) => read.map((one) => (one.speaker === speaker ? one.value : null))),
  };
}
