import { openRepetition } from "../repetition.ts";

/** The fundamental frequency of one frame; null where nothing repeats. */
export type PitchTrack = readonly (number | null)[];

/** From one frame to the next: 10 ms at 16 kHz. A frame's window is 40 ms from its place on. */
export const PITCH_STEP = 160;
export const PITCH_WINDOW = 640;

const MIN_HZ = 65;
const MIN_OCTAVE = Math.log2(MIN_HZ);
const MAX_HZ = 420;
const DECIMATION = 4;
const SLOW_WINDOW = PITCH_WINDOW / DECIMATION;
const MAX_CANDIDATES = 3;
const PER_FRAME = MAX_CANDIDATES + 1;
const REFINED_LAGS = 3;
/** What repeats less than this is noise. */
const UNVOICED_STRENGTH = 0.55;
const OCTAVE_JUMP_COST = 0.6;
const VOICING_COST = 0.12;
/** A sound repeats at every multiple of its period too: shorter periods are preferred, by so much an octave. */
const SHORTER_BONUS = 0.05;
const SILENCE = 1e-9;

/**
 * Pitch by normalised autocorrelation (as in Talkin's RAPT: first coarsely at a quarter of the rate, then refined at
 * the full one), with the best path through all frames' candidates, so that single frames do not jump an octave.
 * Frames without speech are not looked at.
 */
export function trackPitch(sound: Float64Array, isSpeech: readonly boolean[], rateHz: number): PitchTrack {
  const slow = decimated(sound);
  const candidates = new Candidates(isSpeech.length);
  for (const [frame, speech] of isSpeech.entries()) if (speech) addCandidates(candidates, frame, sound, slow, rateHz);
  return smoothed(bestPath(candidates));
}

/** Every frame's possible pitches. The first is that there is none. */
class Candidates {
  readonly counts: Uint8Array;
  /** A frame's candidates are from `frame * PER_FRAME` on. */
  readonly hz: Float64Array;
  /** log2 of Hz. */
  readonly octaves: Float64Array;
  readonly strengths: Float64Array;

  constructor(frames: number) {
    this.counts = new Uint8Array(frames).fill(1);
    this.hz = new Float64Array(frames * PER_FRAME);
    this.octaves = new Float64Array(frames * PER_FRAME);
    this.strengths = new Float64Array(frames * PER_FRAME).fill(UNVOICED_STRENGTH);
  }

  add(frame: number, hz: number, strength: number): void {
    const count = this.counts[frame] ?? 0;
    const octave = Math.log2(hz);
    this.hz[frame * PER_FRAME + count] = hz;
    this.octaves[frame * PER_FRAME + count] = octave;
    this.strengths[frame * PER_FRAME + count] = strength + SHORTER_BONUS * (octave - MIN_OCTAVE);
    this.counts[frame] = count + 1;
  }
}

function decimated(sound: Float64Array): Float64Array {
  const slow = new Float64Array(Math.floor(sound.length / DECIMATION));
  for (let n = 0; n < slow.length; n++) {
    const at = n * DECIMATION;
    slow[n] = (sound[at] ?? 0) + (sound[at + 1] ?? 0) + (sound[at + 2] ?? 0) + (sound[at + 3] ?? 0);
  }
  return slow;
}

// Utterances are measured one after another: all can use the same.
const coarse = openRepetition({ window: SLOW_WINDOW, maxLag: SLOW_WINDOW, silence: SILENCE });
const fine = openRepetition({ window: PITCH_WINDOW, maxLag: PITCH_WINDOW, silence: SILENCE });
const peakLags = new Float64Array(MAX_CANDIDATES);
const peakStrengths = new Float64Array(MAX_CANDIDATES);

function addCandidates(
  candidates: Candidates,
  frame: number,
  sound: Float64Array,
  slow: Float64Array,
  rateHz: number,
): void {
  const at = frame * PITCH_STEP;
  coarse.take(slow, at / DECIMATION);
  const found = findPeaks(rateHz / DECIMATION);
  if (found > 0) fine.take(sound, at);
  for (let n = 0; n < found; n++) addRefined(candidates, frame, Math.round((peakLags[n] ?? 0) * DECIMATION), rateHz);
}

/** The strongest lags of what `coarse` has taken, into `peakLags`; how many there are. */
function findPeaks(slowRateHz: number): number {
  const from = Math.floor(slowRateHz / MAX_HZ);
  const to = Math.ceil(slowRateHz / MIN_HZ);
  const strengths = coarse.strengths(from - 1, to + 1);
  let found = 0;
  for (let lag = from; lag <= to; lag++) {
    const n = lag - from + 1;
    const peak = strengths[n] ?? 0;
    if (peak <= UNVOICED_STRENGTH * 0.7) continue;
    const before = strengths[n - 1] ?? 0;
    const after = strengths[n + 1] ?? 0;
    if (peak < before || peak <= after) continue;
    // A high voice's period falls between two lags, and would seem weaker than its multiples.
    const bend = 2 * peak - before - after;
    const strength = peak + (before - after) ** 2 / (8 * bend) - SHORTER_BONUS * Math.log2(lag);
    found = keepPeak(found, lag + (after - before) / (2 * bend), strength);
  }
  return found;
}

/** Keeps the strongest, in order of their strength. */
function keepPeak(found: number, lag: number, strength: number): number {
  let place = found;
  while (place > 0 && strength > (peakStrengths[place - 1] ?? 0)) place -= 1;
  if (place === MAX_CANDIDATES) return found;
  peakStrengths.copyWithin(place + 1, place);
  peakLags.copyWithin(place + 1, place);
  peakStrengths[place] = strength;
  peakLags[place] = lag;
  return Math.min(MAX_CANDIDATES, found + 1);
}

function addRefined(candidates: Candidates, frame: number, coarseLag: number, rateHz: number): void {
  const from = coarseLag - REFINED_LAGS;
  const strengths = fine.strengths(from, coarseLag + REFINED_LAGS);
  let best = 1;
  for (let n = 2; n < 2 * REFINED_LAGS; n++) if ((strengths[n] ?? 0) > (strengths[best] ?? 0)) best = n;
  const [before, peak, after] = [strengths[best - 1] ?? 0, strengths[best] ?? 0, strengths[best + 1] ?? 0];
  const bend = before - 2 * peak + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  candidates.add(frame, rateHz / (from + best + shift), peak);
}

/** Viterbi: the path of the most strength less the cost of its jumps. In Hz, null where it is unvoiced. */
function bestPath({ counts, hz, octaves, strengths }: Candidates): (number | null)[] {
  const frames = counts.length;
  const cameFrom = new Uint8Array(frames * PER_FRAME);
  const scores = new Float64Array(frames * PER_FRAME);
  scores.set(strengths.subarray(0, PER_FRAME));
  for (let frame = 1; frame < frames; frame++) {
    const before = (frame - 1) * PER_FRAME;
    const count = counts[frame] ?? 0;
    const countBefore = counts[frame - 1] ?? 0;
    for (let n = 0; n < count; n++) {
      const octave = octaves[frame * PER_FRAME + n] ?? 0;
      let best = Number.NEGATIVE_INFINITY;
      let bestFrom = 0;
      for (let m = 0; m < countBefore; m++) {
        const score = (scores[before + m] ?? 0) - jumpCost(m, octaves[before + m] ?? 0, n, octave);
        if (score <= best) continue;
        best = score;
        bestFrom = m;
      }
      cameFrom[frame * PER_FRAME + n] = bestFrom;
      scores[frame * PER_FRAME + n] = best + (strengths[frame * PER_FRAME + n] ?? 0);
    }
  }
  let at = 0;
  const last = (frames - 1) * PER_FRAME;
  for (let n = 1; n < (counts[frames - 1] ?? 0); n++) if ((scores[last + n] ?? 0) > (scores[last + at] ?? 0)) at = n;
  const path: (number | null)[] = [];
  for (let frame = frames - 1; frame >= 0; frame--) {
    path.push(at === 0 ? null : (hz[frame * PER_FRAME + at] ?? null));
    at = cameFrom[frame * PER_FRAME + at] ?? 0;
  }
  return path.toReversed();
}

function jumpCost(one: number, oneOctave: number, other: number, otherOctave: number): number {
  if (one === 0 || other === 0) return one === other ? 0 : VOICING_COST;
  return OCTAVE_JUMP_COST * Math.abs(oneOctave - otherOctave);
}

/** The median of three where three are voiced; a lone voiced frame is none. */
function smoothed(track: PitchTrack): PitchTrack {
  return track.map((hz, at) => {
    const [before, after] = [track[at - 1] ?? null, track[at + 1] ?? null];
    if (hz === null || (before === null && after === null)) return null;
    if (before === null || after === null) return hz;
    return Math.max(Math.min(before, hz), Math.min(Math.max(before, hz), after));
  });
}
