import type { WordReading } from "../text/read-words.ts";

/** What the fitted models look at, by name and in this order; the order is part of the weights. */
export const FEATURES = [
  "bias",
  "joy",
  "sadness",
  "anger",
  "fear",
  "surprise",
  "disgust",
  "strongest feeling is joy",
  "strongest feeling is sadness",
  "strongest feeling is anger",
  "strongest feeling is fear",
  "strongest feeling is surprise",
  "strongest feeling is disgust",
  "positive",
  "negative",
  "negated positive",
  "negated negative",
  "exclamation",
  "question",
  "amplifier",
  "hedge",
  "thanks",
  "apology",
  "negation",
  "I",
  "you with a negative value",
  "shouted",
  "short",
] as const;

const FELT = ["joy", "sadness", "anger", "fear", "surprise", "disgust"] as const;

/** One number 0–1 for each of `FEATURES`. Sums saturate: the third insult adds less than the first. */
export function wordFeatures(reading: WordReading): readonly number[] {
  const { feelings, markers, tokens } = reading;
  const strongest = FELT.reduce((best, label) => (feelings[label] > feelings[best] ? label : best), FELT[0]);
  const has = (words: readonly string[]): boolean => tokens.some(({ word }) => words.includes(word));
  return [
    1,
    ...FELT.map((label) => saturated(feelings[label])),
    ...FELT.map((label) => (label === strongest && feelings[label] > 0 ? 1 : 0)),
    saturated(reading.positive / 2),
    saturated(reading.negative / 2),
    saturated(reading.negatedPositive / 2),
    saturated(reading.negatedNegative / 2),
    reading.exclamations > 0 ? 1 : 0,
    reading.questions > 0 ? 1 : 0,
    saturated(markers.amplifier.length),
    saturated(markers.hedge.length),
    markers.thanks.length > 0 ? 1 : 0,
    markers.apology.length > 0 ? 1 : 0,
    saturated(reading.negations),
    has(["i", "i'm", "i've", "my", "me"]) ? 1 : 0,
    has(["you", "you're", "your", "you've"]) && reading.negative > reading.positive ? 1 : 0,
    reading.shouted > 0 ? 1 : 0,
    tokens.length <= 3 ? 1 : 0,
  ];
}

function saturated(amount: number): number {
  return 1 - Math.exp(-Math.max(0, amount));
}
