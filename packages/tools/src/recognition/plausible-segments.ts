import { readWords } from "../data/read-table.ts";

/** What a recogniser's own figures say against a segment; null = nothing, or it gives none. */
export type Doubt =
  /** Its figures say that nobody speaks. */
  | "silence"
  /** Nobody may speak, but the text is a likely one. */
  | "near-silence"
  /** The text can be compressed further than speech usually can. */
  | "compression"
  | null;

/** A recognised segment. Times in seconds from the start of the sound. */
export interface JudgedSegment {
  readonly text: string;
  /** NaN where the recogniser gives no times. */
  readonly startS: number;
  readonly endS: number;
  readonly speaker: string | null;
  readonly doubt?: Doubt;
}

export interface PlausibleSegments<T> {
  readonly kept: readonly T[];
  /** Sentences about what was left out, with its count, and about what is doubtful. */
  readonly warnings: readonly string[];
  /** Whether a second answer may be a better one; silence stays silence. */
  readonly isWorthAskingAgain: boolean;
}

/**
 * Drops what recognisers invent: text out of silence, a phrase again and again, the same segment again and again, and times after the end of the sound. What
 * is only doubtful stays. Segments come back in order, with times within the sound of `lengthS` seconds.
 */
export function plausibleSegments<T extends JudgedSegment>(
  segments: readonly T[],
  lengthS: number,
): PlausibleSegments<T> {
  const texts = segments.filter(({ text }) => text.trim() !== "");
  const spoken = texts.filter((segment) => !isFromSilence(segment));
  const inside = spoken.filter(({ startS }) => !(startS >= lengthS + OFF_THE_END_S));
  const honest = inside.filter(({ text }) => !isLoop(text) && !isLongerThan(text, lengthS));
  const kept = honest
    .map((segment) => ({ ...segment, ...timesWithin(segment, lengthS) }))
    .toSorted((a, b) => a.startS - b.startS)
    .filter((_segment, index, all) => !isRepeated(all, index));
  const others = [
    ...leftOut(spoken.length - inside.length, "with times after the end of the sound"),
    ...leftOut(inside.length - kept.length, "that only repeated the same words"),
    ...doubtful(kept.filter(isDoubtful)),
  ];
  const silent = leftOut(texts.length - spoken.length, "in which it heard no speech");
  return { kept, warnings: [...silent, ...others], isWorthAskingAgain: others.length > 0 };
}

/** Models time what they recognise a little beyond the end of the sound. */
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

const PHRASES = new URL("data/invented-phrases.tsv", import.meta.url);
let invented: ReadonlySet<string> | undefined;

function isFromSilence({ text, doubt }: JudgedSegment): boolean {
  if (doubt !== "near-silence") return doubt === "silence";
  invented ??= new Set([...readWords(PHRASES)].map((phrase) => tokensOf(phrase).join(" ")));
  return invented.has(tokensOf(text).join(" "));
}

/** Nobody speaks faster: 30 letters a second are more than six words. */
const MOST_CHARS_PER_S = 30;

const isLongerThan = (text: string, lengthS: number): boolean => text.length > MOST_CHARS_PER_S * Math.max(1, lengthS);

function isDoubtful({ text, startS, endS, doubt }: JudgedSegment): boolean {
  return doubt === "compression" || isLongerThan(text, endS - startS);
}

/** So many repetitions in a row are the loop of a model, not speech; of a single word people say more. */
const MOST_REPETITIONS = 5;
const LEAST_LOOP_WORDS = 12;
const LONGEST_PHRASE_WORDS = 8;

/** Whether a phrase of one to eight words follows itself so often that it is most of the text. */
function isLoop(text: string): boolean {
  const words = tokensOf(text);
  for (let size = 1; size <= LONGEST_PHRASE_WORDS; size++) {
    const length = longestLoop(words, size);
    const isLong = length >= LEAST_LOOP_WORDS && length > MOST_REPETITIONS * size;
    if (isLong && length > words.length / 2) return true;
  }
  return false;
}

/** Words of the longest stretch in which a phrase of `size` words follows itself. */
function longestLoop(words: readonly string[], size: number): number {
  let longest = 0;
  let equal = 0;
  for (let at = size; at < words.length; at++) {
    equal = words[at] === words[at - size] ? equal + 1 : 0;
    longest = Math.max(longest, equal === 0 ? 0 : equal + size);
  }
  return longest;
}

/**
 * From the fourth of a row on, or from the third of one speaker's sentence: people say "No." three times, recognisers that have lost the sound say a thing
 * sixty times.
 */
function isRepeated(segments: readonly JudgedSegment[], index: number): boolean {
  const segment = segments[index];
  if (segment === undefined) return false;
  const text = tokensOf(segment.text).join(" ");
  const before = segments.slice(Math.max(0, index - 3), index);
  const isSame = (other: JudgedSegment): boolean => tokensOf(other.text).join(" ") === text;
  if (before.length === 3 && before.every(isSame)) return true;
  const isSentence = text.split(" ").length >= 3;
  const last = before.slice(-2);
  return isSentence && last.length === 2 && last.every((other) => isSame(other) && other.speaker === segment.speaker);
}

/** Words without case and punctuation; in scripts without spaces, signs. */
function tokensOf(text: string): readonly string[] {
  return text.toLowerCase().replaceAll("’", "'").match(TOKEN) ?? [];
}

const TOKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}'\p{M}]+/gu;

function leftOut(count: number, what: string): string[] {
  if (count === 0) return [];
  return [
    `The recogniser's answer had ${count === 1 ? "a part" : `${count} parts`} ${what}; ${count === 1 ? "it was" : "they were"} left out.`,
  ];
}

function doubtful(segments: readonly JudgedSegment[]): string[] {
  const [first] = segments;
  if (first === undefined) return [];
  const parts = segments.length === 1 ? "a part" : `${segments.length} parts`;
  const what = `${parts} whose text repeats itself or is longer than speech of that time: "${excerpt(first.text)}"`;
  return [`The recogniser's answer has ${what}. The text was kept and may be wrong.`];
}

const EXCERPT_CHARS = 60;

function excerpt(text: string): string {
  const plain = text.trim().replaceAll(/\s+/g, " ");
  return plain.length <= EXCERPT_CHARS ? plain : `${plain.slice(0, EXCERPT_CHARS)} …`;
}
