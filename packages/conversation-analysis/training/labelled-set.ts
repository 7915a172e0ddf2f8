import { EMOTION_LABELS } from "@headway-jobs/contract";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";

/** One utterance of the labelled set, `EMOTION POLARITY TEXT` a line. */
export interface LabelledUtterance {
  readonly emotion: EmotionLabel;
  /** −1…1. */
  readonly polarity: number;
  readonly text: string;
}

/** `train` fits the weights, `calibration` their temperature, the tests are only ever measured: everyday talk, feelings that are implied rather than named, and calm talk about bad and good things. */
export type SetPart = "train" | "calibration" | "everyday-test" | "implied-test" | "factual-test";

export type PolarityLabel = "positive" | "negative" | "neutral";

/** What is weaker than this in either direction counts as neutral. */
const NEUTRAL_BELOW = 0.15;

export function readLabelledSet(part: SetPart): readonly LabelledUtterance[] {
  const file = readFileSync(join(import.meta.dirname, "labelled", `${part}-emotion.txt`), "utf8");
  return file
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, emotion, polarity, text] = /^(\w+) (-?[\d.]+) (.+)$/.exec(line) ?? [];
      const label = EMOTION_LABELS.find((known) => known === emotion);
      if (label === undefined || text === undefined) throw new Error(`not a labelled utterance: ${line}`);
      return { emotion: label, polarity: Number(polarity), text };
    });
}

export function polarityLabel(polarity: number): PolarityLabel {
  if (Math.abs(polarity) < NEUTRAL_BELOW) return "neutral";
  return polarity > 0 ? "positive" : "negative";
}
