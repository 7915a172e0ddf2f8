/** The fundamental frequency of one frame; null where nothing repeats. */
export type PitchTrack = readonly (number | null)[];

/** From one frame to the next: 10 ms at 16 kHz. A frame's window is 40 ms from its place on. */
export const PITCH_STEP = 160;
export const PITCH_WINDOW = 640;

const MIN_HZ = 65;
const MAX_HZ = 420;
const DECIMATION = 4;
const SLOW_WINDOW = PITCH_WINDOW / DECIMATION;
const MAX_CANDIDATES = 3;
const REFINED_LAGS = 3;
/** What repeats less than this is noise. */
const UNVOICED_STRENGTH = 0.55;
const OCTAVE_JUMP_COST = 0.6;
const VOICING_COST = 0.12;
/** A sound repeats at every multiple of its period too: shorter periods are preferred, by so much an octave. */
const SHORTER_BONUS = 0.05;

interface Candidate {
  /** 0 for unvoiced. */
  readonly hz: number;
  readonly strength: number;
}

const UNVOICED: Candidate = { hz: 0, strength: UNVOICED_STRENGTH };

/**
 * Pitch by normalised autocorrelation (as in Talkin's RAPT: first coarsely at a quarter of the rate, then refined at the full one), with the best path through all frames'
 * candidates, so that single frames do not jump an octave. Frames without speech are not looked at.
 */
export function trackPitch(sound: Float64Array, isSpeech: readonly boolean[], rateHz: number): PitchTrack {
  const slow = decimated(sound);
  const candidates = isSpeech.map((speech, frame) =>
    speech ? candidatesAt(sound, slow, frame * PITCH_STEP, rateHz) : [UNVOICED],
  );
  return smoothed(bestPath(candidates).map(({ hz }) => (hz === 0 ? null : hz)));
}

function decimated(sound: Float64Array): Float64Array {
  const slow = new Float64Array(Math.floor(sound.length / DECIMATION));
  for (let n = 0; n < slow.length; n++) {
    const at = n * DECIMATION;
    slow[n] = (sound[at] ?? 0) + (sound[at + 1] ?? 0) + (sound[at + 2] ?? 0) + (sound[at + 3] ?? 0);
  }
  return slow;
}

function candidatesAt(sound: Float64Array, slow: Float64Array, at: number, rateHz: number): Candidate[] {
  const slowRateHz = rateHz / DECIMATION;
  const from = Math.floor(slowRateHz / MAX_HZ);
  const to = Math.ceil(slowRateHz / MIN_HZ);
  const strengths = repetition(slow, at / DECIMATION, SLOW_WINDOW, from - 1, to + 1);
  const peaks: { lag: number; strength: number }[] = [];
  for (let lag = from; lag <= to; lag++) {
    const n = lag - from + 1;
    const [before, peak, after] = [strengths[n - 1] ?? 0, strengths[n] ?? 0, strengths[n + 1] ?? 0];
    if (peak < before || peak <= after) continue;
    // A high voice's period falls between two lags, and would seem weaker than its multiples.
    const bend = 2 * peak - before - after;
    const strength = peak + (before - after) ** 2 / (8 * bend) - SHORTER_BONUS * Math.log2(lag);
    if (peak > UNVOICED_STRENGTH * 0.7) peaks.push({ lag: lag + (after - before) / (2 * bend), strength });
  }
  const best = peaks.toSorted((a, b) => b.strength - a.strength).slice(0, MAX_CANDIDATES);
  return [UNVOICED, ...best.map(({ lag }) => refined(sound, at, Math.round(lag * DECIMATION), rateHz))];
}

/** Normalised autocorrelation of a window at each lag from `from` to `to`. */
function repetition(sound: Float64Array, at: number, window: number, from: number, to: number): Float64Array {
  let mean = 0;
  for (let n = 0; n < window; n++) mean += (sound[at + n] ?? 0) / window;
  const energyTo = new Float64Array(window + 1);
  const centred = new Float64Array(window);
  for (let n = 0; n < window; n++) {
    const value = (sound[at + n] ?? 0) - mean;
    centred[n] = value;
    energyTo[n + 1] = (energyTo[n] ?? 0) + value * value;
  }
  const strengths = new Float64Array(to - from + 1);
  for (let lag = from; lag <= to; lag++) {
    let product = 0;
    for (let n = lag; n < window; n++) product += (centred[n] ?? 0) * (centred[n - lag] ?? 0);
    const energy = (energyTo[window - lag] ?? 0) * ((energyTo[window] ?? 0) - (energyTo[lag] ?? 0));
    strengths[lag - from] = product / Math.sqrt(energy + 1e-9);
  }
  return strengths;
}

function refined(sound: Float64Array, at: number, coarseLag: number, rateHz: number): Candidate {
  const from = coarseLag - REFINED_LAGS;
  const strengths = repetition(sound, at, PITCH_WINDOW, from, coarseLag + REFINED_LAGS);
  let best = 1;
  for (let n = 2; n < strengths.length - 1; n++) if ((strengths[n] ?? 0) > (strengths[best] ?? 0)) best = n;
  const [before, peak, after] = [strengths[best - 1] ?? 0, strengths[best] ?? 0, strengths[best + 1] ?? 0];
  const bend = before - 2 * peak + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  const hz = rateHz / (from + best + shift);
  return { hz, strength: peak + SHORTER_BONUS * Math.log2(hz / MIN_HZ) };
}

/** Viterbi: the path of the most strength less the cost of its jumps. */
function bestPath(frames: readonly (readonly Candidate[])[]): Candidate[] {
  let scores: number[] = [];
  const cameFrom: number[][] = [];
  for (const [index, candidates] of frames.entries()) {
    const before = frames[index - 1] ?? [];
    const from: number[] = [];
    scores = candidates.map((candidate) => {
      let [best, bestFrom] = [index === 0 ? 0 : Number.NEGATIVE_INFINITY, 0];
      for (const [n, previous] of before.entries()) {
        const score = (scores[n] ?? 0) - jumpCost(previous, candidate);
        if (score > best) [best, bestFrom] = [score, n];
      }
      from.push(bestFrom);
      return best + candidate.strength;
    });
    cameFrom.push(from);
  }
  let at = scores.indexOf(Math.max(...scores));
  const path: Candidate[] = [];
  for (let index = frames.length - 1; index >= 0; index--) {
    const candidate = frames[index]?.[at];
    if (candidate !== undefined) path.push(candidate);
    at = cameFrom[index]?.[at] ?? 0;
  }
  return path.toReversed();
}

function jumpCost(one: Candidate, other: Candidate): number {
  if (one.hz === 0 || other.hz === 0) return one.hz === other.hz ? 0 : VOICING_COST;
  return OCTAVE_JUMP_COST * Math.abs(Math.log2(one.hz / other.hz));
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
