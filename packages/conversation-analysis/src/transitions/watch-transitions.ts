import type {
  Affect,
  AffectState,
  EmotionLabel,
  EmotionReading,
  Transition,
} from "@headway-jobs/ports/conversation-analysis";
import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { Deviations } from "../voice/usual-voice.ts";

/** How much a new utterance weighs in the running state. */
const SMOOTHING = 0.45;
/** A change must exceed this many standard deviations of the calm before it … */
const THRESHOLD_SD = 2;
/** … and this much of the scale, or a monotone speaker's first smile would be a turn of the conversation. */
const LEAST_CHANGE = 0.13;
/** Spread that is expected before the speaker's own is known. */
const PRIOR_SD = 0.06;
const PRIOR_WEIGHT = 3;
/** Utterances that must show the change before it counts. */
const SUSTAINED = 2;
/** Nothing is a change before the speaker's state is known from so many utterances. */
const KNOWN_AFTER = 2;
/** A feeling whose chance is at least this high is not taken for noise, even in one utterance … */
const STRONG_CHANCE = 0.8;
/** … and two of them whose valence lies this far apart are a change by themselves. */
const STRONG_CHANGE = 0.3;
/** Utterances after which a strong feeling is no longer what a new one is held against. */
const STRONG_FOR = 5;
/** Drivers below this share are left out. */
const LEAST_SHARE = 0.05;
const AXES = ["valence", "arousal"] as const;

export interface StateObservation {
  readonly utteranceId: string;
  readonly atMs: number;
  readonly emotion: EmotionReading;
  readonly polarity: number;
  readonly deviations: Deviations;
  readonly responseLatencyS: number | null;
}

interface Calm {
  n: number;
  readonly mean: Record<keyof Affect, number>;
  readonly squares: Record<keyof Affect, number>;
  emotion: Record<EmotionLabel, number>;
}

/**
 * Watches one speaker for changes of state: an exponentially smoothed state is held against the state since the last change, as a change detector with
 * hysteresis. A change counts when valence or arousal has left by THRESHOLD_SD standard deviations for SUSTAINED utterances in the same direction; and at once
 * when one strong feeling takes the place of another far from it, as anger and then joy.
 */
export class TransitionWatch {
  readonly #speaker: string;
  #smoothed: Affect | null = null;
  #calm: Calm = newCalm();
  #leaving: StateObservation[] = [];
  #direction = 0;
  /** The last strong feeling, as long as it is fresh. */
  #strong: { readonly seen: StateObservation; readonly at: number } | null = null;
  #at = 0;

  constructor(speaker: string) {
    this.#speaker = speaker;
  }

  /** The change that this utterance completes, if it does; `nextId` is called for its id only then. */
  observe(seen: StateObservation, nextId: () => string): Transition | null {
    this.#at += 1;
    const turned = this.#turned(seen);
    if (isStrong(seen)) this.#strong = { seen, at: this.#at };
    if (turned !== null) return this.#startAnew([seen], turned(nextId));
    this.#smooth(seen);
    const departure = this.#departure();
    if (departure === null) {
      this.#settle(seen);
      return null;
    }
    if (departure.direction !== this.#direction) this.#leaving = [];
    this.#direction = departure.direction;
    this.#leaving.push(seen);
    if (this.#leaving.length < SUSTAINED) return null;
    return this.#startAnew(this.#leaving, this.#transition(departure.size, nextId));
  }

  /** The new state starts from what was seen of it: the old one's tail would look like a second change. */
  #startAnew(evidence: readonly StateObservation[], transition: Transition): Transition {
    this.#calm = newCalm();
    for (const one of evidence) learn(this.#calm, one.emotion);
    this.#leaving = [];
    this.#direction = 0;
    this.#smoothed = { ...this.#calm.mean };
    return transition;
  }

  /** The change from one strong feeling to another of a far valence. */
  #turned(seen: StateObservation): ((nextId: () => string) => Transition) | null {
    const last = this.#strong;
    if (last === null || this.#at - last.at > STRONG_FOR || !isStrong(seen)) return null;
    const before = last.seen;
    const change = Math.abs(seen.emotion.scores.valence - before.emotion.scores.valence);
    if (likeliest(seen.emotion.distribution) === likeliest(before.emotion.distribution) || change < STRONG_CHANGE)
      return null;
    return (nextId) => ({
      transitionId: nextId(),
      speaker: this.#speaker,
      atMs: seen.atMs,
      from: stateOf(calmOf([before])),
      to: stateOf(calmOf([seen])),
      drivers: driversOf([seen]),
      evidenceUtteranceIds: [before.utteranceId, seen.utteranceId],
      confidence: round(Math.min(0.98, before.emotion.confidence * seen.emotion.confidence)),
    });
  }

  #smooth({ emotion }: StateObservation): void {
    const before = this.#smoothed ?? emotion.scores;
    const mix = (axis: keyof Affect): number => before[axis] + SMOOTHING * (emotion.scores[axis] - before[axis]);
    this.#smoothed = { valence: mix("valence"), arousal: mix("arousal"), dominance: mix("dominance") };
  }

  #departure(): { readonly size: number; readonly direction: number } | null {
    if (this.#calm.n < KNOWN_AFTER || this.#smoothed === null) return null;
    let largest: { size: number; direction: number } | null = null;
    for (const [at, axis] of AXES.entries()) {
      const change = this.#smoothed[axis] - this.#calm.mean[axis];
      const spread = Math.sqrt(
        (this.#calm.squares[axis] + PRIOR_WEIGHT * PRIOR_SD ** 2) / (this.#calm.n + PRIOR_WEIGHT),
      );
      const size = Math.abs(change) / Math.max(LEAST_CHANGE, THRESHOLD_SD * spread);
      if (size >= 1 && size > (largest?.size ?? 0)) largest = { size, direction: (at + 1) * Math.sign(change) };
    }
    return largest;
  }

  #settle(seen: StateObservation): void {
    for (const one of this.#leaving) learn(this.#calm, one.emotion);
    this.#leaving = [];
    this.#direction = 0;
    learn(this.#calm, seen.emotion);
  }

  #transition(size: number, nextId: () => string): Transition {
    const evidence = this.#leaving;
    const sure = evidence.reduce((sum, { emotion }) => sum + emotion.confidence, 0) / evidence.length;
    return {
      transitionId: nextId(),
      speaker: this.#speaker,
      atMs: evidence[0]?.atMs ?? 0,
      from: stateOf(this.#calm),
      to: stateOf(calmOf(evidence)),
      drivers: driversOf(evidence),
      evidenceUtteranceIds: evidence.map(({ utteranceId }) => utteranceId),
      confidence: round(Math.min(0.98, sure * (1 - Math.exp(-1.4 * size)))),
    };
  }
}

function likeliest(chances: Readonly<Record<EmotionLabel, number>>): EmotionLabel {
  return EMOTION_LABELS.reduce((best, label) => (chances[label] > chances[best] ? label : best));
}

function isStrong({ emotion }: StateObservation): boolean {
  const label = likeliest(emotion.distribution);
  // Surprise is neither good nor bad: it takes the place of no feeling.
  return label !== "neutral" && label !== "surprise" && emotion.distribution[label] >= STRONG_CHANCE;
}

function calmOf(seen: readonly StateObservation[]): Calm {
  const calm = newCalm();
  for (const one of seen) learn(calm, one.emotion);
  return calm;
}

function newCalm(): Calm {
  return {
    n: 0,
    mean: { valence: 0.5, arousal: 0.5, dominance: 0.5 },
    squares: { valence: 0, arousal: 0, dominance: 0 },
    emotion: Object.fromEntries(EMOTION_LABELS.map((label) => [label, 0])) as Record<EmotionLabel, number>,
  };
}

function learn(calm: Calm, { scores, distribution }: EmotionReading): void {
  calm.n += 1;
  for (const axis of ["valence", "arousal", "dominance"] as const) {
    const before = calm.n === 1 ? scores[axis] : calm.mean[axis];
    const mean = before + (scores[axis] - before) / calm.n;
    calm.squares[axis] += (scores[axis] - before) * (scores[axis] - mean);
    calm.mean[axis] = mean;
  }
  for (const label of EMOTION_LABELS) calm.emotion[label] += distribution[label];
}

function stateOf({ mean, emotion }: Calm): AffectState {
  return {
    emotion: likeliest(emotion),
    valence: round(mean.valence),
    arousal: round(mean.arousal),
    dominance: round(mean.dominance),
  };
}

/** What moved, with shares that sum to 1: the words' polarity beside each cue of the voice, in comparable units. */
function driversOf(evidence: readonly StateObservation[]): Record<string, number> {
  const mean = (value: (one: StateObservation) => number): number =>
    evidence.reduce((sum, one) => sum + value(one), 0) / evidence.length;
  const felt = mean(({ emotion }) => 1 - emotion.distribution.neutral);
  const weights: Record<string, number> = {
    words: 2 * Math.max(Math.abs(mean(({ polarity }) => polarity)), felt),
    pitch: Math.abs(mean(({ deviations }) => deviations.pitch)),
    level: Math.abs(mean(({ deviations }) => deviations.level)),
    rate: Math.abs(mean(({ deviations }) => deviations.rate)),
    pauses: Math.abs(mean(({ deviations }) => deviations.pauses)),
    liveliness: Math.abs(mean(({ deviations }) => deviations["pitch spread"])),
    response: Math.min(1.5, Math.abs(mean(({ responseLatencyS }) => Math.max(0, (responseLatencyS ?? 0) - 1)))),
  };
  const all = sumOf(Object.entries(weights));
  const shown = Object.entries(weights).filter(([, weight]) => weight >= LEAST_SHARE * all && weight > 0);
  return Object.fromEntries(
    shown.map(([name, weight]) => [name, round(weight / sumOf(shown))] as const).toSorted(([, a], [, b]) => b - a),
  );
}

function sumOf(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((sum, [, weight]) => sum + weight, 0);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
