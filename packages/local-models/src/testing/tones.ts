import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { TONES_HZ } from "./tiny-ears.ts";

/** A stretch of sound: a word of the tiny ears, or silence. */
export interface Tone {
  readonly word: keyof typeof TONES_HZ | null;
  readonly lengthS: number;
}

/** Tones one after the other, 16 kHz mono. */
export function tones(...parts: readonly Tone[]): Int16Array {
  const pieces = parts.map(({ word, lengthS }) => {
    const samples = new Int16Array(Math.round(lengthS * LISTENING_RATE_HZ));
    if (word === null) return samples;
    return samples.map((_, at) => Math.round(8000 * Math.sin((2 * Math.PI * TONES_HZ[word] * at) / LISTENING_RATE_HZ)));
  });
  const all = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
