import type { RawSegment } from "./raw-segments.ts";

export interface Judged {
  readonly kept: readonly RawSegment[];
  /** What was dropped and why, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Drops what a recogniser invents: text out of silence, text that repeats itself, the same segment again and again, and times off the end of the sound.
 * Segments come in order, with times within the sound.
 */
export function plausibleSegments(segments: readonly RawSegment[], lengthS: number): Judged {
  const spoken = segments.filter(({ text, doubt }) => text.trim() !== "" && doubt !== "silence");
  const inside = spoken.filter(({ startS }) => !(startS >= lengthS + OFF_THE_END_S));
  const honest = inside.filter(({ doubt, text }) => doubt !== "repetition" && !repeatsItself(text));
  const kept = honest
    .map((segment) => ({ ...segment, ...timesWithin(segment, lengthS) }))
    .toSorted((a, b) => a.startS - b.startS)
    .filter((_segment, index, all) => !isRepeated(all, index));
  return {
    kept,
    warnings: [
      ...counted(spoken.length - inside.length, "with times after the end of the sound"),
      ...counted(inside.length - kept.length, "that only repeated the same words"),
    ],
  };
}

/** Models time what they hear a little beyond the end of the sound. */
const OFF_THE_END_S = 0.5;

interface Times {
  readonly startS: number;
  readonly endS: number;
}

/** Times within a sound of this length; what has none gets the whole sound. */
export function timesWithin({ startS, endS }: Times, lengthS: number): Times {
  const start = Number.isFinite(startS) ? Math.min(Math.max(0, startS), lengthS) : 0;
  const end = Number.isFinite(endS) ? endS : lengthS;
  return { startS: start, endS: Math.min(Math.max(start, end), lengthS) };
}

/**
 * From the fourth of a row on, or from the third of one speaker's sentence: people say "No." three times, recognisers that have lost the sound say a thing
 * sixty times.
 */
function isRepeated(segments: readonly RawSegment[], index: number): boolean {
  const segment = segments[index];
  if (segment === undefined) return false;
  const text = plain(segment.text);
  const before = segments.slice(Math.max(0, index - 3), index);
  const isSame = (other: RawSegment): boolean => plain(other.text) === text;
  if (before.length === 3 && before.every(isSame)) return true;
  const isSentence = text.split(" ").length >= 3;
  const last = before.slice(-2);
  return isSentence && last.length === 2 && last.every((other) => isSame(other) && other.speaker === segment.speaker);
}

const LEAST_WORDS = 12;
const LONGEST_PHRASE_WORDS = 6;

/** A phrase of one to six words that fills most of a long text. */
function repeatsItself(text: string): boolean {
  const words = plain(text).split(" ");
  if (words.length < LEAST_WORDS) return false;
  for (let size = 1; size <= LONGEST_PHRASE_WORDS; size += 1) {
    const same = words.filter((word, index) => index >= size && word === words[index - size]).length;
    if (same >= 0.8 * (words.length - size)) return true;
  }
  return false;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function counted(count: number, what: string): string[] {
  if (count === 0) return [];
  return [`The recogniser's answer had ${count === 1 ? "a part" : `${count} parts`} ${what}; they were left out.`];
}
