import { waveProducts } from "../wave-products.ts";
import { PITCH_STEP, PITCH_WINDOW, type PitchTrack } from "./pitch.ts";

/** How even a voice's cycles are; null when too few follow each other. */
export interface CycleEvenness {
  readonly jitter: number | null;
  readonly shimmer: number | null;
}

const MIN_CYCLES = 8;
const SEARCH = 0.14;
/** Two cycles that differ by more are no neighbours. */
const MAX_RATIO = 1.25;
/** In perfect silence all lags are as good: what differs by less comes from rounding. */
const ROUNDED = 1 + 1e-9;

/**
 * Mean change of period and of amplitude from one cycle to the next, relative to their means (jitter and shimmer
 * "local", as Praat calls them). Each cycle is matched with the next as a whole wave, which is exact to parts of a
 * sample and does not hang on a single peak.
 */
export function measureCycles(sound: Float64Array, track: PitchTrack, rateHz: number): CycleEvenness {
  const periods = { sum: 0, changes: 0, count: 0 };
  const amplitudes = { sum: 0, changes: 0, count: 0 };
  for (const [first, last] of voicedRuns(track)) {
    let before: { period: number; amplitude: number } | null = null;
    let at = first * PITCH_STEP + PITCH_WINDOW / 4;
    const end = last * PITCH_STEP + PITCH_WINDOW / 2;
    while (at < end) {
      const hz = track[Math.min(last, Math.max(first, Math.round((at - PITCH_WINDOW / 2) / PITCH_STEP)))] ?? null;
      if (hz === null) break;
      const cycle = matchCycle(sound, Math.round(at), rateHz / hz);
      if (before !== null && ratio(before.period, cycle.period) < MAX_RATIO) {
        note(periods, before.period, cycle.period);
        note(amplitudes, before.amplitude, cycle.amplitude);
      }
      before = cycle;
      at += cycle.period;
    }
  }
  return { jitter: evenness(periods), shimmer: evenness(amplitudes) };
}

interface Tally {
  sum: number;
  changes: number;
  count: number;
}

/* oxlint-disable no-param-reassign */
function note(tally: Tally, before: number, now: number): void {
  tally.sum += (before + now) / 2;
  tally.changes += Math.abs(now - before);
  tally.count += 1;
}
/* oxlint-enable no-param-reassign */

const evenness = ({ sum, changes, count }: Tally): number | null =>
  count < MIN_CYCLES || sum === 0 ? null : changes / sum;

const ratio = (one: number, other: number): number => Math.max(one, other) / Math.max(1e-9, Math.min(one, other));

/** Runs of voiced frames, first and last. */
function voicedRuns(track: PitchTrack): [number, number][] {
  const runs: [number, number][] = [];
  for (const [frame, hz] of track.entries()) {
    if (hz === null) continue;
    const run = runs.at(-1);
    if (run !== undefined && run[1] === frame - 1) run[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}

// A cycle and what follows it: long enough for the lowest voice, and used again for each cycle.
const MAX_PERIOD = 300;
const MAX_LAGS = 100;
const wave = new Float64Array(MAX_PERIOD + 4);
const later = new Float64Array(MAX_PERIOD + MAX_LAGS + 8);
const energyTo = new Float64Array(MAX_PERIOD + MAX_LAGS + 1);
const likeness = new Float64Array(MAX_LAGS + 4);

/** The lag near the expected period at which the wave from `at` on is most like itself, and the cycle's peak-to-peak amplitude. */
function matchCycle(sound: Float64Array, at: number, expected: number): { period: number; amplitude: number } {
  const window = Math.round(expected);
  const from = Math.max(2, Math.floor(expected * (1 - SEARCH))) - 1;
  const lags = Math.ceil(expected * (1 + SEARCH)) + 2 - from;
  const amplitude = takeCycle(sound, at, window);
  takeLater(sound, at + from, window + lags - 1);
  waveProducts(wave, later, { from: 0, count: window, lags }, likeness);
  for (let lag = 0; lag < lags; lag++) {
    const energy = (energyTo[lag + window] ?? 0) - (energyTo[lag] ?? 0);
    likeness[lag] = (likeness[lag] ?? 0) / Math.sqrt(energy + 1e-9);
  }
  let best = 1;
  for (let n = 2; n < lags - 1; n++) if ((likeness[n] ?? 0) > (likeness[best] ?? 0) * ROUNDED) best = n;
  const [before, peak, after] = [likeness[best - 1] ?? 0, likeness[best] ?? 0, likeness[best + 1] ?? 0];
  const bend = before - 2 * peak + after;
  const shift = bend < peak * (1 - ROUNDED) ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  return { period: from + best + shift, amplitude };
}

/** Into `wave`; says from what lowest to what highest value it goes. */
function takeCycle(sound: Float64Array, at: number, window: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < window; n++) {
    const value = sound[at + n] ?? 0;
    wave[n] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  wave.fill(0, window, window + 3);
  return high - low;
}

/** Into `later`, with its energy so far; behind the sound's end there is silence. */
function takeLater(sound: Float64Array, from: number, count: number): void {
  const heard = Math.min(count, Math.max(0, sound.length - from));
  let energy = 0;
  for (let n = 0; n < heard; n++) {
    const value = sound[from + n] ?? 0;
    later[n] = value;
    energy += value * value;
    energyTo[n + 1] = energy;
  }
  later.fill(0, heard);
  energyTo.fill(energy, heard + 1);
}
