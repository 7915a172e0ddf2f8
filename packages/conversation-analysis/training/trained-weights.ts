import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { SoftmaxModel } from "../src/emotion/softmax-model.ts";
import { FEATURES, wordFeatures } from "../src/emotion/word-features.ts";
import { readWords } from "../src/text/read-words.ts";
import { type Example, fitSoftmax } from "./fit.ts";
import { type LabelledUtterance, polarityLabel, readLabelledSet } from "./labelled-set.ts";

const POLARITIES = ["negative", "neutral", "positive"] as const;
/** Strength of the L2 penalty, chosen by five-fold cross-validation on the training part. */
const PENALTY = 0.003;

/** What the training part teaches, its confidence set by the calibration part: a model over EMOTION_LABELS and one over negative, neutral, positive. */
export function trainedWeights(): {
  readonly features: readonly string[];
  readonly emotion: SoftmaxModel;
  readonly sentiment: SoftmaxModel;
} {
  const training = examplesOf(readLabelledSet("train"));
  const heldOut = examplesOf(readLabelledSet("calibration"));
  return {
    features: FEATURES,
    emotion: fitSoftmax(training.emotion, heldOut.emotion, EMOTION_LABELS.length, PENALTY),
    sentiment: fitSoftmax(training.sentiment, heldOut.sentiment, POLARITIES.length, PENALTY),
  };
}

function examplesOf(labelled: readonly LabelledUtterance[]): { emotion: Example[]; sentiment: Example[] } {
  const read = labelled.map((one) => ({ ...one, features: wordFeatures(readWords(one.text)) }));
  return {
    emotion: read.map(({ features, emotion }) => ({ features, class: EMOTION_LABELS.indexOf(emotion) })),
    sentiment: read.map(({ features, polarity }) => ({ features, class: POLARITIES.indexOf(polarityLabel(polarity)) })),
  };
}
