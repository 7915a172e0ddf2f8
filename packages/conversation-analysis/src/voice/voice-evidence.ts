import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import { type Cue, CUES, type Deviations } from "./usual-voice.ts";

/**
 * The direction in which each feeling moves each cue of the voice, −1…1: Juslin & Laukka 2003, table 11, and Scherer 2003, table 2, where they agree; 0 where
 * studies contradict each other. Signs are theirs; that all count alike is our choice, as no labelled sound stands behind it.
 */
const DIRECTIONS: Readonly<Record<EmotionLabel, Readonly<Partial<Record<Cue, number>>>>> = {
  joy: { pitch: 1, "pitch spread": 1, level: 0.5, rate: 0.7, brightness: 0.3, pauses: -0.3, roughness: -0.3 },
  sadness: { pitch: -0.8, "pitch spread": -0.8, level: -1, rate: -1, brightness: -0.8, pauses: 1, roughness: 0.3 },
  anger: { pitch: 0.6, "pitch spread": 0.4, level: 1, rate: 0.7, brightness: 1, pauses: -0.5, roughness: 0.5 },
  fear: { pitch: 1, "pitch spread": -0.5, level: -0.2, rate: 0.8, brightness: -0.2, roughness: 0.3 },
  surprise: { pitch: 0.9, "pitch spread": 1, level: 0.2, rate: 0.2, "final rise": 0.7 },
  disgust: { pitch: -0.5, level: 0.1, rate: -0.5, roughness: 0.4 },
  neutral: {},
};

/** How much of a label's logit one standard deviation in all its cues moves: enough to decide when words are silent, not to outvote clear words. */
const GAIN = 0.3;
/** The usual wobble of a calm voice is no evidence. */
const DEAD_ZONE = 0.5;

/** Arousal by voice: the cues on which meta-analyses agree, with their usual weights. */
const AROUSAL: Readonly<Partial<Record<Cue, number>>> = {
  pitch: 0.3,
  level: 0.3,
  rate: 0.2,
  brightness: 0.15,
  "pitch spread": 0.15,
  pauses: -0.1,
};

/** What the voice adds to each label's logit, in the order of EMOTION_LABELS. */
export function voiceLogits(deviations: Deviations): readonly number[] {
  const quieted = Object.fromEntries(CUES.map((cue) => [cue, beyond(deviations[cue])])) as Record<Cue, number>;
  const stirred = Math.sqrt(CUES.reduce((sum, cue) => sum + quieted[cue] ** 2, 0) / CUES.length);
  return EMOTION_LABELS.map((label) => {
    if (label === "neutral") return -GAIN * stirred;
    return GAIN * CUES.reduce((sum, cue) => sum + (DIRECTIONS[label][cue] ?? 0) * quieted[cue], 0);
  });
}

/** −1…1 relative to the speaker's usual. */
export function voiceArousal(deviations: Deviations): number {
  return Math.tanh(CUES.reduce((sum, cue) => sum + (AROUSAL[cue] ?? 0) * deviations[cue], 0) / 1.5);
}

/** Firmness: louder, brighter, falling at the end; −1…1. */
export function voiceDominance(deviations: Deviations): number {
  const { level, brightness, pauses } = deviations;
  return Math.tanh((0.4 * level + 0.3 * brightness - 0.3 * deviations["final rise"] - 0.2 * pauses) / 1.5);
}

function beyond(deviation: number): number {
  return Math.sign(deviation) * Math.max(0, Math.abs(deviation) - DEAD_ZONE);
}
