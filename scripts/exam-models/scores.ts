import type { ReferenceTurn } from "./recordings.ts";

const NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Words as they count: without case, punctuation and hyphens; small numbers as words. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll("’", "'")
    .split(/[^\p{L}\p{N}']+/u)
    .map((word) => word.replaceAll(/^'+|'+$/g, ""))
    .filter((word) => word !== "")
    .map((word) => (/^(?:\d|10)$/.test(word) ? (NUMBERS[Number(word)] ?? word) : word));
}

/** Insertions, deletions and substitutions that make `heard` of `reference`. */
export function wordErrors(reference: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, at) => at);
  for (const [at, word] of reference.entries()) {
    const next = [at + 1];
    for (const [other, one] of heard.entries()) {
      const replaced = (row[other] ?? 0) + (one === word ? 0 : 1);
      next.push(Math.min(replaced, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const FRAMES_PER_S = 100;

/** Seconds of speech by the reference, of which some were missed, and seconds in which speech was found where there is none. */
export interface Detection {
  readonly speechS: number;
  readonly missedS: number;
  readonly falseS: number;
}

/** Both lists in frames of 10 ms; turns of several speakers at once count once. */
export function detectionOf(
  reference: readonly ReferenceTurn[],
  found: readonly ReferenceTurn[],
  lengthS: number,
): Detection {
  const [truth, guess] = [framesOf(reference, lengthS), framesOf(found, lengthS)];
  let [speech, missed, wrong] = [0, 0, 0];
  for (const [at, isSpeech] of truth.entries()) {
    speech += isSpeech;
    if (isSpeech === 1 && guess[at] === 0) missed += 1;
    if (isSpeech === 0 && guess[at] === 1) wrong += 1;
  }
  return { speechS: speech / FRAMES_PER_S, missedS: missed / FRAMES_PER_S, falseS: wrong / FRAMES_PER_S };
}

function framesOf(turns: readonly ReferenceTurn[], lengthS: number): Uint8Array {
  const frames = new Uint8Array(Math.floor(lengthS * FRAMES_PER_S));
  for (const { startS, endS } of turns) {
    frames.fill(1, Math.round(startS * FRAMES_PER_S), Math.round(endS * FRAMES_PER_S));
  }
  return frames;
}
