import type { Prosody } from "@headway-jobs/ports/prosody";
import type { Utterance } from "@headway-jobs/ports/utterance";

const WORD_S = 0.35;
const GAP_S = 0.6;

/** Utterances of a conversation from its lines, timed as calm speech; `prosody` may give the sound of each. */
export function transcript(
  lines: Iterable<readonly [speaker: string, text: string]>,
  prosody: (at: number) => Prosody | null = () => null,
): Utterance[] {
  let clockS = 0;
  return Array.from(lines, ([speaker, text], at) => {
    const spoken = text.split(/\s+/).filter((word) => word !== "");
    const startS = clockS;
    const endS = startS + Math.max(1, spoken.length) * WORD_S;
    clockS = endS + GAP_S;
    return {
      utteranceId: `c_utt_${String(at).padStart(4, "0")}`,
      speaker,
      startS,
      endS,
      text,
      words: spoken.map((word, index) => ({
        text: word,
        startS: startS + index * WORD_S,
        endS: startS + (index + 1) * WORD_S,
      })),
      asrConfidence: 1,
      prosody: prosody(at),
    };
  });
}

/** Lines written as `A: text`. */
export function dialogue(text: string): (readonly [string, string])[] {
  return text
    .split("\n")
    .map((line) => /^\s*(\w+): (.+)$/.exec(line))
    .flatMap((match) => (match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]] as const]));
}

export const CALM_VOICE: Prosody = {
  durationS: 2,
  pitchMedianHz: 120,
  pitchLowHz: 95,
  pitchHighHz: 160,
  pitchSlopeSemitonesPerS: -1,
  finalSlopeSemitonesPerS: -3,
  pitchSpreadSemitones: 2.2,
  levelDb: -24,
  levelRangeDb: 22,
  syllablesPerS: 4.2,
  pauseShare: 0.12,
  pauses: 1,
  jitter: 0.012,
  shimmer: 0.06,
  voicedShare: 0.6,
  centroidHz: 900,
  highToLowDb: -14,
};
