import { type PolarityLabel, polarityLabel } from "./labelled-set.ts";
import type { Judged } from "./measure.ts";

/** VADER's own cut: its authors call what lies between −0.05 and 0.05 neutral. */
const NEUTRAL_BELOW = 0.05;

export interface Vader {
  polarity_scores(text: string): { readonly compound: number };
}

/** What VADER (Hutto & Gilbert 2014) says of the same utterances. */
export function vaderPairs(
  judged: readonly Judged[],
  vader: Vader,
): { wanted: PolarityLabel; given: PolarityLabel; score: number }[] {
  return judged.map(({ wanted }) => {
    const score = vader.polarity_scores(wanted.text).compound;
    const given = Math.abs(score) < NEUTRAL_BELOW ? "neutral" : score > 0 ? "positive" : "negative";
    return { wanted: polarityLabel(wanted.polarity), given, score };
  });
}
