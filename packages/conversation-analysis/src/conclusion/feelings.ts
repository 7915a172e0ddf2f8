import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";

/** Chance from which a feeling is reported as felt. */
const CLEAR = 0.6;

function likeliest({ analysis }: ReadUtterance): EmotionLabel {
  return EMOTION_LABELS.reduce((best, label) =>
    analysis.emotion.distribution[label] > analysis.emotion.distribution[best] ? label : best,
  );
}

/** Whether a feeling other than calm shows clearly. */
export function strongFeelings(one: ReadUtterance): boolean {
  const label = likeliest(one);
  return label !== "neutral" && label !== "surprise" && one.analysis.emotion.distribution[label] >= CLEAR;
}

/** How whoever felt most began and ended: "B showed anger at [00:06] and ended in joy at [00:49]". */
export function courseOfFeelings(read: readonly ReadUtterance[], mark: (seconds: number) => string): string {
  const felt = read.filter(strongFeelings);
  const [start] = felt;
  if (start === undefined) return "no strong feeling showed in the words or the voice";
  const count = (speaker: string): number => felt.filter(({ utterance }) => utterance.speaker === speaker).length;
  const who = felt.reduce(
    (most, { utterance }) => (count(utterance.speaker) > count(most) ? utterance.speaker : most),
    start.utterance.speaker,
  );
  const theirs = felt.filter(({ utterance }) => utterance.speaker === who);
  const [first, last] = [theirs[0] ?? start, theirs.at(-1) ?? start];
  const [from, to] = [likeliest(first), likeliest(last)];
  const at = ({ utterance }: ReadUtterance): string => mark(utterance.startS);
  if (theirs.length === 1) return `${who} showed ${from} at ${at(first)}`;
  if (from === to) return `${who} showed ${from} ${theirs.length} times between ${at(first)} and ${at(last)}`;
  const better = last.analysis.emotion.scores.valence - first.analysis.emotion.scores.valence;
  return `${who} went from ${from} at ${at(first)} to ${to} at ${at(last)}${better > 0.15 ? ", so for the better" : better < -0.15 ? ", so for the worse" : ""}`;
}
