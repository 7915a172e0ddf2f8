import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel, EmotionReading, SentimentReading } from "@headway-jobs/ports/conversation-analysis";
import type { WordReading } from "../text/read-words.ts";
import type { Deviations } from "../voice/usual-voice.ts";
import { voiceArousal, voiceDominance, voiceLogits } from "../voice/voice-evidence.ts";
import { logitsOf, softmax } from "./softmax-model.ts";
import weights from "./weights.generated.json" with { type: "json" };
import { wordFeatures } from "./word-features.ts";

export interface Feeling {
  readonly emotion: EmotionReading;
  readonly sentiment: SentimentReading;
  /** The likeliest label. */
  readonly label: EmotionLabel;
}

/** Valence, arousal and dominance of each feeling, −1…1 (Russell & Mehrabian 1977). */
const COORDINATES: Readonly<Record<EmotionLabel, readonly [valence: number, arousal: number, dominance: number]>> = {
  joy: [0.81, 0.51, 0.46],
  sadness: [-0.63, -0.27, -0.33],
  anger: [-0.51, 0.59, 0.25],
  fear: [-0.64, 0.6, -0.43],
  surprise: [0.4, 0.67, -0.13],
  disgust: [-0.6, 0.35, 0.11],
  neutral: [0, 0, 0],
};
/** Words in a language that the lexicon does not know say nothing, so they spread the reading this wide. */
const UNKNOWN_TEMPERATURE = 3;
/** Words that a recogniser was unsure of count for less, down to this share. */
const LEAST_TRUST = 0.5;

export interface Heard {
  readonly words: WordReading;
  readonly deviations: Deviations;
  readonly asrConfidence: number;
  readonly languageKnown: boolean;
}

/** Emotion and sentiment of one utterance: fitted models over its words, with the voice's evidence added to the emotion's logits. */
export function readFeeling({ words, deviations, asrConfidence, languageKnown }: Heard): Feeling {
  const features = languageKnown ? wordFeatures(words) : wordFeatures(SILENT);
  const trust = LEAST_TRUST + (1 - LEAST_TRUST) * clamp(asrConfidence, 0, 1);
  const temperature = weights.emotion.temperature * (languageKnown ? 1 : UNKNOWN_TEMPERATURE);
  const voice = voiceLogits(deviations);
  const byWords = discounted(logitsOf(weights.emotion.weights, features), weights.emotion.weights, trust);
  const chances = softmax(byWords.map((logit, at) => logit / temperature + (voice[at] ?? 0)));
  const distribution = rounded(chances);
  const label = EMOTION_LABELS.reduce((best, one) => (distribution[one] > distribution[best] ? one : best), "neutral");
  const sentiment = readSentiment(features, words, languageKnown, trust);
  return {
    emotion: {
      distribution,
      scores: affectOf(distribution, sentiment.polarity, deviations),
      confidence: distribution[label],
    },
    sentiment,
    label,
  };
}

const SILENT: WordReading = {
  tokens: [],
  feelings: { joy: 0, sadness: 0, anger: 0, fear: 0, surprise: 0, disgust: 0 },
  positive: 0,
  negative: 0,
  negatedPositive: 0,
  negatedNegative: 0,
  negations: 0,
  exclamations: 0,
  questions: 0,
  shouted: 0,
  knownShare: 0,
  markers: {
    negator: [],
    amplifier: [],
    downtoner: [],
    hedge: [],
    booster: [],
    commissive: [],
    discourse: [],
    opinion: [],
    thanks: [],
    apology: [],
    repair: [],
    filler: [],
    positive: [],
    negative: [],
  },
};

/** Evidence is what differs from the bias alone; unsure words keep a share of it. */
function discounted(logits: readonly number[], rows: readonly (readonly number[])[], trust: number): number[] {
  return logits.map((logit, at) => {
    const bias = rows[at]?.[0] ?? 0;
    return bias + (logit - bias) * trust;
  });
}

/** Chances with four digits whose sum is still 1: what is lost in rounding goes to the likeliest. */
function rounded(chances: readonly number[]): Record<EmotionLabel, number> {
  const tenThousandths = chances.map((chance) => Math.round(chance * 1e4));
  const top = tenThousandths.indexOf(Math.max(...tenThousandths));
  tenThousandths[top] = (tenThousandths[top] ?? 0) + 1e4 - tenThousandths.reduce((sum, chance) => sum + chance, 0);
  return Object.fromEntries(EMOTION_LABELS.map((label, at) => [label, (tenThousandths[at] ?? 0) / 1e4])) as Record<
    EmotionLabel,
    number
  >;
}

/** Valence also follows the words' polarity: the feelings' coordinates know no degrees. Arousal and dominance also follow the voice. */
export function affectOf(
  distribution: Readonly<Record<EmotionLabel, number>>,
  polarity: number,
  deviations: Deviations,
): EmotionReading["scores"] {
  const [valence, arousal, dominance] = [0, 1, 2].map((axis) =>
    EMOTION_LABELS.reduce((sum, label) => sum + distribution[label] * (COORDINATES[label][axis] ?? 0), 0),
  ) as [number, number, number];
  return {
    valence: unit(0.5 * valence + 0.45 * polarity),
    arousal: unit(0.55 * arousal + 0.55 * voiceArousal(deviations)),
    dominance: unit(0.6 * dominance + 0.35 * voiceDominance(deviations)),
  };
}

function readSentiment(
  features: readonly number[],
  words: WordReading,
  languageKnown: boolean,
  trust: number,
): SentimentReading {
  if (!languageKnown || words.tokens.length === 0) return { label: "neutral", polarity: 0, subjectivity: 0 };
  const { weights: rows, temperature } = weights.sentiment;
  const logits = discounted(logitsOf(rows, features), rows, trust);
  const [negative = 0, neutral = 0, positive = 0] = softmax(logits.map((logit) => logit / temperature));
  const label = neutral >= positive && neutral >= negative ? "neutral" : positive > negative ? "positive" : "negative";
  return { label, polarity: short(positive - negative), subjectivity: subjectivityOf(words) };
}

/** Share of words that judge or feel rather than state, saturating: one strong judgement in a short sentence makes it subjective. */
function subjectivityOf({ markers, tokens, feelings }: WordReading): number {
  const felt = Object.values(feelings).reduce((sum, amount) => sum + amount, 0);
  const judging =
    markers.positive.length + markers.negative.length + felt + markers.opinion.length + 0.5 * markers.amplifier.length;
  return short(1 - Math.exp((-4 * judging) / Math.max(6, tokens.length)));
}

function unit(value: number): number {
  return short(clamp(0.5 + 0.5 * value, 0, 1));
}

function short(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
