import { SAMPLE_RATE_HZ } from "./wav.ts";

/** Taps on each side of a sample; with the window below, images lie under −80 dB. */
const HALF_TAPS = 24;
const TAPS = 2 * HALF_TAPS;
const KAISER_BETA = 8.5;
/** Of the source's own limit: the filter needs a little room to fall. */
const PASS_SHARE = 0.94;

/**
 * Mono samples of a lower rate at 48 kHz, by a windowed-sinc filter of one phase per position between two source samples. Starting a program for
 * each sentence would take ten times as long as speaking it. Null for rates above 48 kHz or with no simple ratio to it.
 */
export function toCommonRate(samples: Int16Array, rateHz: number): Int16Array | null {
  if (rateHz === SAMPLE_RATE_HZ) return samples;
  if (!Number.isInteger(rateHz) || rateHz < 4_000 || rateHz > SAMPLE_RATE_HZ) return null;
  const divisor = gcd(rateHz, SAMPLE_RATE_HZ);
  const [up, down] = [SAMPLE_RATE_HZ / divisor, rateHz / divisor];
  if (up > MOST_PHASES) return null;
  const phases = phasesOf(up);
  const out = new Int16Array(Math.floor((samples.length * up) / down));
  // Silence on both sides, so that the filter never looks past an end.
  const padded = new Float64Array(samples.length + 2 * TAPS);
  padded.set(samples, TAPS);
  for (let at = 0; at < out.length; at++) {
    const place = at * down;
    const first = Math.floor(place / up) - HALF_TAPS + 1 + TAPS;
    const row = (place % up) * TAPS;
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) sum += (padded[first + tap] ?? 0) * (phases[row + tap] ?? 0);
    out[at] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
}

const MOST_PHASES = 640;

const known = new Map<number, Float64Array>();

/** The filter's weights, row by row, for a sample that lies phase/up of the way between two of the source's. */
function phasesOf(up: number): Float64Array {
  const made = known.get(up);
  if (made !== undefined) return made;
  const phases = new Float64Array(up * TAPS);
  for (let phase = 0; phase < up; phase++) {
    const row = phases.subarray(phase * TAPS, (phase + 1) * TAPS);
    for (let tap = 0; tap < TAPS; tap++) row[tap] = weight(tap - HALF_TAPS + 1 - phase / up);
    // Loudness must not depend on the phase, or a steady tone would tremble.
    const sum = row.reduce((total, one) => total + one, 0);
    for (let tap = 0; tap < TAPS; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
  known.set(up, phases);
  return phases;
}

function weight(distance: number): number {
  const share = distance / HALF_TAPS;
  if (Math.abs(share) >= 1) return 0;
  const x = Math.PI * distance * PASS_SHARE;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  return (sinc * bessel(KAISER_BETA * Math.sqrt(1 - share * share))) / bessel(KAISER_BETA);
}

/** The modified Bessel function of order zero, of which the Kaiser window is made. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
