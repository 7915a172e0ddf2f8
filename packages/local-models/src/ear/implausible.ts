import type { TranscribedSegment } from "@headway-jobs/ports/transcription";

/** Nobody speaks faster: 30 letters a second are more than six words. */
const MOST_CHARS_PER_S = 30;
/** So many repetitions in a row are the loop of a model, not speech. */
const MOST_REPETITIONS = 5;
const LONGEST_PHRASE_WORDS = 8;

/** Whether a segment is what models write when they have lost the sound: one phrase again and again, or more text than there is time for. */
export function isImplausible({ text, startS, endS }: TranscribedSegment): boolean {
  if (text.length > MOST_CHARS_PER_S * Math.max(1, endS - startS)) return true;
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== "");
  for (let size = 1; size <= LONGEST_PHRASE_WORDS; size++) {
    if (longestLoop(words, size) > MOST_REPETITIONS) return true;
  }
  return false;
}

/** How often a phrase of `size` words follows itself. */
function longestLoop(words: readonly string[], size: number): number {
  let longest = 1;
  let equal = 0;
  for (let at = size; at < words.length; at++) {
    equal = words[at] === words[at - size] ? equal + 1 : 0;
    longest = Math.max(longest, Math.floor(equal / size) + 1);
  }
  return longest;
}
