import { speakerName } from "@headway-jobs/ports/speaker-finder";
import type { LiveUtterance, Side } from "../live/live-segmenter.ts";
import { createSpeakerTracker } from "./group-speakers.ts";
import type { Voiceprint } from "./voiceprint.ts";

/**
 * The speakers of a live session. Until the sides of a call are separate, voices that sound alike are one speaker; from then
 * on there is one speaker for each side. A side keeps the name of the voice that was mostly louder on it before, so that its
 * speaker does not change when the other side is first heard.
 */
export class LiveSpeakers {
  readonly #tracker = createSpeakerTracker();
  /** Seconds that each voice was louder on the left, and on the right. */
  readonly #voices = new Map<number, [number, number]>();
  readonly #sides: [number | null, number | null] = [null, null];

  nameOf(utterance: Omit<LiveUtterance, "samples">, print: Voiceprint): string {
    const { side } = utterance;
    return speakerName(side === null ? this.#voiceOf(utterance, print) : (this.#sides[side] ??= this.#claim(side)));
  }

  #voiceOf({ startS, endS, louder }: Omit<LiveUtterance, "samples">, print: Voiceprint): number {
    const voice = this.#tracker.label(print);
    const seconds = this.#voices.get(voice) ?? [0, 0];
    if (louder !== null) seconds[louder] += endS - startS;
    this.#voices.set(voice, seconds);
    return voice;
  }

  #claim(side: Side): number {
    const other = side === 0 ? 1 : 0;
    const own = [...this.#voices]
      .filter(([voice, seconds]) => this.#sides[other] !== voice && seconds[side] > seconds[other])
      .toSorted(([, a], [, b]) => b[side] - a[side]);
    return own[0]?.[0] ?? Math.max(this.#voices.size, (this.#sides[other] ?? -1) + 1);
  }
}
