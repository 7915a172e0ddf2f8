import { added, CEPSTRA, distinctSecondsOf, type Voiceprint } from "./voiceprint.ts";

/**
 * How unlike two voices are, under 0 for one voice, above for two. A generalised likelihood ratio of Gaussians (Chen
 * and Gopalakrishnan 1998): how much worse one Gaussian explains both than one each, for each frame of the shorter; to
 * which the distance of their pitches adds. What is short says different words, so more is forgiven there. The numbers
 * were fitted to synthetic voices.
 */
export function voiceDistance(one: Voiceprint, other: Voiceprint): number {
  if (one.frames === 0 || other.frames === 0) return 0;
  const frames = one.frames + other.frames;
  const gain = frames * spreadOf(added(one, other)) - one.frames * spreadOf(one) - other.frames * spreadOf(other);
  const ratio = gain / 2 / ((one.frames * other.frames) / frames);
  const forgiven =
    ALWAYS_FORGIVEN + FORGIVEN_SHORT / (SHORT_S + Math.min(distinctSecondsOf(one), distinctSecondsOf(other)));
  return ratio + PITCH_WEIGHT * pitchDistance(one, other) - forgiven;
}

const ALWAYS_FORGIVEN = 2.4;
const FORGIVEN_SHORT = 6.5;
const SHORT_S = 0.7;
const PITCH_WEIGHT = 0.5;
const MAX_SEMITONES = 8;

function pitchDistance(one: Voiceprint, other: Voiceprint): number {
  if (one.pitch === null || other.pitch === null) return 0;
  return Math.min(MAX_SEMITONES, 12 * Math.abs(one.pitch.octave - other.pitch.octave));
}

const spreads = new WeakMap<Voiceprint, number>();

/** Each voiceprint is compared many times. */
function spreadOf(print: Voiceprint): number {
  const known = spreads.get(print);
  if (known !== undefined) return known;
  const spread = logSpread(print);
  spreads.set(print, spread);
  return spread;
}

/** Log determinant of the covariance of the frames. Shrunk towards a common spread, so that a short utterance has one too. */
function logSpread({ frames, distinctFrames, sums, products }: Voiceprint): number {
  const means = sums.map((sum) => sum / frames);
  const covariance: number[][] = [];
  let index = 0;
  for (let row = 0; row < CEPSTRA; row++) {
    covariance[row] ??= [];
    for (let column = row; column < CEPSTRA; column++, index++) {
      const value = (products[index] ?? 0) / frames - (means[row] ?? 0) * (means[column] ?? 0);
      const shrunk =
        (value * distinctFrames + (row === column ? PRIOR_VARIANCE * PRIOR_FRAMES : 0)) /
        (distinctFrames + PRIOR_FRAMES);
      (covariance[row] ??= [])[column] = shrunk;
      (covariance[column] ??= [])[row] = shrunk;
    }
  }
  return logDeterminant(covariance);
}

const PRIOR_FRAMES = 40;
const PRIOR_VARIANCE = 1;

/** By Cholesky's decomposition. */
function logDeterminant(matrix: readonly (readonly number[])[]): number {
  const lower: number[][] = [];
  let sum = 0;
  for (const [row, values] of matrix.entries()) {
    const line: number[] = [];
    for (let column = 0; column <= row; column++) {
      let rest = values[column] ?? 0;
      const above = lower[column] ?? line;
      for (let n = 0; n < column; n++) rest -= (line[n] ?? 0) * (above[n] ?? 0);
      line.push(column === row ? Math.sqrt(Math.max(1e-9, rest)) : rest / (above[column] ?? 1));
    }
    lower.push(line);
    sum += 2 * Math.log(line[row] ?? 1);
  }
  return sum;
}
