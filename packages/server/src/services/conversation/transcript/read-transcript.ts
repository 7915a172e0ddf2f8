import { readCues, type SpokenCue } from "@headway-jobs/tools/captions/read-cues";
import { readJson } from "./read-json.ts";
import { type SentSegment, unreadable } from "./sent-segment.ts";

/**
 * Segments of a transcript in WebVTT, SubRip or JSON, in the order of their times: what its first characters look like decides. Cues that break a sentence
 * in two are one segment. Throws INVALID_INPUT for what is none of the three or holds no words.
 */
export function readTranscript(text: string): SentSegment[] {
  const bare = text.replace(/^\uFEFF/, "").trim();
  if (bare === "") throw unreadable("it is empty");
  const segments = /^[[{]/.test(bare) ? readJson(bare) : cuesOf(bare);
  const spoken = segments
    .map((segment) => ({ ...segment, text: oneLine(segment.text), speaker: nameOf(segment.speaker) }))
    .filter((segment) => /[\p{L}\p{N}]/u.test(segment.text));
  for (const { startS, endS } of spoken)
    if (!(endS > startS)) throw unreadable(`a segment ends before it begins, at ${startS} s`);
  if (spoken.length === 0) throw unreadable("it holds no words");
  return joinSentences(spoken.toSorted((a, b) => a.startS - b.startS));
}

function cuesOf(text: string): readonly SpokenCue[] {
  const cues = readCues(text, unreadable);
  if (cues.length > 0) return cues;
  throw unreadable("it is neither WebVTT nor SubRip nor JSON; a cue has a line such as 00:00:01.000 --> 00:00:03.500");
}

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();

const MAX_NAME_CHARS = 60;

const nameOf = (speaker: string | null): string | null => {
  const name = [...oneLine(speaker ?? "")].slice(0, MAX_NAME_CHARS).join("");
  return name === "" ? null : name;
};

const LONGEST_JOINED_S = 20;
const LONGEST_GAP_S = 0.5;
const ENDS_SENTENCE = /[.?!…。？！]["'”’»)\]]*$/u;

/** Captions are cut to the width of a screen; a feeling is read from a sentence. */
function joinSentences(segments: readonly SentSegment[]): SentSegment[] {
  const joined: SentSegment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (last !== undefined && goesOn(last, segment)) {
      joined[joined.length - 1] = { ...last, endS: segment.endS, text: `${last.text} ${segment.text}` };
    } else {
      joined.push(segment);
    }
  }
  return joined;
}

const goesOn = (last: SentSegment, next: SentSegment): boolean =>
  last.speaker === next.speaker &&
  !ENDS_SENTENCE.test(last.text) &&
  next.startS - last.endS <= LONGEST_GAP_S &&
  next.endS >= last.endS &&
  next.endS - last.startS <= LONGEST_JOINED_S;
