import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "../src/create-analysis.ts";
import {
  type LabelledUtterance,
  type PolarityLabel,
  polarityLabel,
  readLabelledSet,
  type SetPart,
} from "./labelled-set.ts";

export interface Judged {
  readonly wanted: LabelledUtterance;
  readonly label: EmotionLabel;
  readonly confidence: number;
  readonly polarity: PolarityLabel;
  readonly polarityScore: number;
}

/** Reads every utterance of a part of the labelled set as a conversation of its own, without sound. */
export function judge(part: SetPart): Judged[] {
  return readLabelledSet(part).map((wanted) => {
    const { emotion, sentiment } = createAnalysis({ conversationId: "measured" }).add({
      utteranceId: "measured_utt_0000",
      speaker: "Speaker_0",
      startS: 0,
      endS: 3,
      text: wanted.text,
      words: [],
      asrConfidence: 1,
      prosody: null,
    });
    const label = EMOTION_LABELS.reduce((best, one) =>
      emotion.distribution[one] > emotion.distribution[best] ? one : best,
    );
    return {
      wanted,
      label,
      confidence: emotion.confidence,
      polarity: sentiment.label,
      polarityScore: sentiment.polarity,
    };
  });
}

export interface LabelFigures {
  readonly count: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of each label, over pairs of wanted and given. */
export function figuresByLabel<L extends string>(
  labels: readonly L[],
  pairs: readonly { readonly wanted: L; readonly given: L }[],
): Record<L, LabelFigures> {
  return Object.fromEntries(
    labels.map((label) => {
      const hits = pairs.filter(({ wanted, given }) => wanted === label && given === label).length;
      const count = pairs.filter(({ wanted }) => wanted === label).length;
      const given = pairs.filter((pair) => pair.given === label).length;
      const precision = given === 0 ? 0 : hits / given;
      const recall = count === 0 ? 0 : hits / count;
      const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      return [label, { count, precision, recall, f1 }];
    }),
  ) as Record<L, LabelFigures>;
}

export function accuracyOf(pairs: readonly { readonly wanted: string; readonly given: string }[]): number {
  return pairs.filter(({ wanted, given }) => wanted === given).length / pairs.length;
}

export function macroF1(figures: Readonly<Record<string, LabelFigures>>): number {
  const all = Object.values(figures);
  return all.reduce((sum, { f1 }) => sum + f1, 0) / all.length;
}

/** Always answering the label that the training part has most of. */
export function majorityAccuracy(judged: readonly Judged[]): number {
  const train = readLabelledSet("train");
  const most = EMOTION_LABELS.reduce((best, label) =>
    train.filter(({ emotion }) => emotion === label).length > train.filter(({ emotion }) => emotion === best).length
      ? label
      : best,
  );
  return judged.filter(({ wanted }) => wanted.emotion === most).length / judged.length;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
}

/** How often the likeliest label was right, by stated confidence. */
export function reliability(judged: readonly Judged[]): ReliabilityBin[] {
  const edges = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001];
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1] ?? 1;
    const inside = judged.filter(({ confidence }) => confidence >= from && confidence < to);
    const count = inside.length;
    return {
      from,
      to: Math.min(1, to),
      count,
      meanConfidence: count === 0 ? 0 : inside.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      accuracy: count === 0 ? 0 : inside.filter(({ label, wanted }) => label === wanted.emotion).length / count,
    };
  });
}

/** Expected calibration error: the mean distance between stated and found, weighted by how often it was stated (Naeini et al. 2015). */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce(
    (sum, { count, meanConfidence, accuracy }) => sum + (count / all) * Math.abs(meanConfidence - accuracy),
    0,
  );
}

export function polarityPairs(judged: readonly Judged[]): { wanted: PolarityLabel; given: PolarityLabel }[] {
  return judged.map(({ wanted, polarity }) => ({ wanted: polarityLabel(wanted.polarity), given: polarity }));
}

/** Pearson's correlation of the given polarity with the wanted one. */
export function polarityCorrelation(judged: readonly { readonly wanted: number; readonly given: number }[]): number {
  const [wanted, given] = [judged.map((one) => one.wanted), judged.map((one) => one.given)];
  const [mw, mg] = [mean(wanted), mean(given)];
  const products = judged.map((one) => (one.wanted - mw) * (one.given - mg));
  const spread = (values: readonly number[], middle: number): number =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return mean(products) / (spread(wanted, mw) * spread(given, mg));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
