import type { ConversationAnalysis, EmotionReading } from "../analysis/analysis.ts";
import type { Stability } from "../told.ts";
import type { Told } from "../telling.ts";
import type { Utterance } from "../utterance.ts";

/** Turns after which a speaker's usual way of speaking is known well enough to say what is unusual. */
const USUAL_AFTER = 3;

/** Live, the first readings of a speaker are provisional: they rest on words and on a voice that was never heard before. */
export function stabilityOf({ speaker, prosody }: Utterance, told: readonly Told[]): Stability {
  if (prosody === null) return "final";
  const before = told.filter(({ utterance }) => utterance.speaker === speaker).length;
  return before < USUAL_AFTER ? "provisional" : "final";
}

/** Provisional readings once more, by one who has heard the whole conversation; by utterance. */
export function settledEmotions(
  told: readonly Told[],
  analyse: () => ConversationAnalysis,
): ReadonlyMap<string, EmotionReading> {
  const provisional = told.filter(({ stability }) => stability === "provisional");
  if (provisional.length === 0) return new Map();
  const informed = analyse();
  for (const { utterance } of told) informed.add(utterance);
  return new Map(provisional.map(({ utterance }) => [utterance.utteranceId, informed.add(utterance).emotion]));
}
