import type { Found, SpeechSpan } from "./speech-finder.ts";

/** Speech of one speaker. */
export interface SpokenSpan extends SpeechSpan {
  /** `Speaker_0`, `Speaker_1` … in the order in which they are first heard. */
  readonly speaker: string;
}

/** The label of a speaker on the wire; numbered from 0. */
export const speakerName = (number: number): string => `Speaker_${number}`;

/** Finds who speaks: signal processing, or models of this machine. */
export interface SpeakerFinder {
  /**
   * Who speaks in the speech of PCM files (16 kHz mono, one for each side). Speech is cut where its speaker changes; where several speak at once on one side,
   * one of them has it. A finder may add speech near the known one. The same sound and speech give the same spans. Errors as of a SpeechFinder.
   */
  find(request: {
    readonly channels: readonly string[];
    readonly speech: readonly SpeechSpan[];
    /** How many speak, when that is known: then no more are found. */
    readonly speakers: number | undefined;
    readonly signal: AbortSignal;
  }): Promise<Found<SpokenSpan>>;
  /** Whether models of this machine do it. */
  usesModels(): Promise<boolean>;
}

/** One speaker for each side of a call, numbered in the order in which they are first heard; null where the sides do not say who speaks. */
export function spokenBySide(
  channels: readonly string[],
  speech: readonly SpeechSpan[],
  speakers: number | undefined,
): SpokenSpan[] | null {
  if (channels.length < 2 || (speakers !== undefined && speakers !== channels.length)) return null;
  const sides = [...new Set(speech.map(({ channel }) => channel))];
  return speech.map((span) => ({ ...span, speaker: speakerName(sides.indexOf(span.channel)) }));
}
