import type { Utterance } from "@headway-jobs/ports/utterance";

/** What is compared with a speaker's own usual way. */
export const CUES = [
  "pitch",
  "pitch spread",
  "level",
  "rate",
  "pauses",
  "brightness",
  "roughness",
  "final rise",
] as const;
export type Cue = (typeof CUES)[number];

/** How far each cue lies from the speaker's usual, in standard deviations within ±3; 0 while the usual is not known. */
export type Deviations = Readonly<Record<Cue, number>>;

export const UNREMARKABLE: Deviations = Object.freeze(
  Object.fromEntries(CUES.map((cue) => [cue, 0])) as Record<Cue, number>,
);

/**
 * Typical spread between utterances of one person, and so many pretended utterances stand behind it: without them the second utterance of a speaker would
 * be infinitely unusual. Pitch in semitones, levels in dB, rate in syllables per second.
 */
const EXPECTED_SPREAD: Readonly<Record<Cue, number>> = {
  pitch: 2,
  "pitch spread": 0.9,
  level: 3.5,
  rate: 0.9,
  pauses: 0.12,
  brightness: 3,
  roughness: 0.012,
  "final rise": 12,
};
const PRIOR_UTTERANCES = 4;
const LIMIT = 3;
/** What is shorter says little about anyone's way of speaking. */
const MIN_SECONDS = 0.4;

/** The running usual way of one speaker, kept with Welford's algorithm. */
export class UsualVoice {
  readonly #counts = new Map<Cue, { n: number; mean: number; squares: number }>();

  /** Compares an utterance with what was heard of the speaker before, then learns from it. */
  hear(utterance: Utterance): Deviations {
    const measured = measure(utterance);
    const deviations = { ...UNREMARKABLE };
    for (const cue of CUES) {
      const value = measured[cue];
      if (value === undefined || !Number.isFinite(value)) continue;
      const usual = this.#counts.get(cue) ?? { n: 0, mean: 0, squares: 0 };
      deviations[cue] = deviation(value, usual, EXPECTED_SPREAD[cue]);
      const n = usual.n + 1;
      const mean = usual.mean + (value - usual.mean) / n;
      this.#counts.set(cue, { n, mean, squares: usual.squares + (value - usual.mean) * (value - mean) });
    }
    return deviations;
  }
}

function deviation(value: number, usual: { n: number; mean: number; squares: number }, expected: number): number {
  if (usual.n === 0) return 0;
  const variance = (usual.squares + PRIOR_UTTERANCES * expected ** 2) / (usual.n + PRIOR_UTTERANCES);
  // The mean of one or two utterances is a guess, so what is measured against it counts for less.
  const trust = usual.n / (usual.n + 2);
  const distance = (trust * (value - usual.mean)) / Math.sqrt(variance);
  return Math.max(-LIMIT, Math.min(LIMIT, distance));
}

function measure({ prosody, words, startS, endS }: Utterance): Partial<Record<Cue, number>> {
  if (prosody === null) {
    // A transcript's times still tell how fast someone speaks.
    const spokenS = endS - startS;
    return words.length < 4 || spokenS < 1
      ? {}
      : { rate: words.reduce((sum, word) => sum + syllables(word.text), 0) / spokenS };
  }
  if (prosody.durationS < MIN_SECONDS) return {};
  const known = {
    pitch: prosody.pitchMedianHz === null || prosody.pitchMedianHz <= 0 ? null : 12 * Math.log2(prosody.pitchMedianHz),
    "pitch spread": prosody.pitchSpreadSemitones,
    level: prosody.levelDb,
    rate: prosody.syllablesPerS,
    pauses: prosody.pauseShare,
    brightness: prosody.highToLowDb,
    roughness: prosody.jitter,
    "final rise": prosody.finalSlopeSemitonesPerS,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

function syllables(word: string): number {
  return Math.max(
    1,
    word
      .toLowerCase()
      .replace(/e$/, "")
      .match(/[aeiouy]+/g)?.length ?? 1,
  );
}
