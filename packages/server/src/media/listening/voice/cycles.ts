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

/**
 * Mean change of period and of amplitude from one cycle to the next, relative to their means (jitter and shimmer "local", as Praat calls them). Each cycle is matched with
 * the next as a whole wave, which is exact to parts of a sample and does not hang on a single peak.
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

/** The lag near the expected period at which the wave from `at` on is most like itself, and the cycle's peak-to-peak amplitude. */
function matchCycle(sound: Float64Array, at: number, expected: number): { period: number; amplitude: number } {
  const window = Math.round(expected);
  const from = Math.max(2, Math.floor(expected * (1 - SEARCH)));
  const likeness: number[] = [];
  for (let lag = from - 1; lag <= Math.ceil(expected * (1 + SEARCH)) + 1; lag++) {
    let [product, energy] = [0, 1e-9];
    for (let n = 0; n < window; n++) {
      const later = sound[at + n + lag] ?? 0;
      product += (sound[at + n] ?? 0) * later;
      energy += later * later;
    }
    likeness.push(product / Math.sqrt(energy));
  }
  let best = 1;
  for (let n = 2; n < likeness.length - 1; n++) if ((likeness[n] ?? 0) > (likeness[best] ?? 0)) best = n;
  const [before, peak, after] = [likeness[best - 1] ?? 0, likeness[best] ?? 0, likeness[best + 1] ?? 0];
  const bend = before - 2 * peak + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < window; n++) {
    low = Math.min(low, sound[at + n] ?? 0);
    high = Math.max(high, sound[at + n] ?? 0);
  }
  return { period: from - 1 + best + shift, amplitude: high - low };
}
