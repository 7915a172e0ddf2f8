import { logitsOf, softmax, type SoftmaxModel } from "../src/emotion/softmax-model.ts";

export interface Example {
  readonly features: readonly number[];
  readonly class: number;
}

const ROUNDS = 600;
const STEP = 0.5;
const MOMENTUM = 0.9;
/** Digits kept of a weight: the same on every machine, and far finer than they are known. */
const DIGITS = 4;

/**
 * Fits multinomial logistic regression by gradient descent with momentum and an L2 penalty, then its temperature on examples that the weights have not
 * seen. No chance is involved: the same examples give the same weights.
 */
export function fitSoftmax(
  training: readonly Example[],
  heldOut: readonly Example[],
  classes: number,
  penalty: number,
): SoftmaxModel {
  const weights = descend(training, classes, penalty).map((row) => row.map((weight) => Number(weight.toFixed(DIGITS))));
  return { weights, temperature: bestTemperature(weights, heldOut) };
}

interface SparseExample {
  readonly wanted: number;
  readonly active: readonly { readonly at: number; readonly value: number }[];
}

function descend(examples: readonly Example[], classes: number, penalty: number): number[][] {
  const width = examples[0]?.features.length ?? 0;
  const blank = (): number[][] => Array.from({ length: classes }, () => Array.from({ length: width }, () => 0));
  const weights = blank();
  const speed = blank();
  const sparse = examples.map(({ features, class: wanted }) => ({
    wanted,
    active: features.flatMap((value, at) => (value === 0 ? [] : [{ at, value }])),
  }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [row, slopes] of slopeAt(weights, sparse, penalty).entries()) {
      for (const [at, value] of slopes.entries()) {
        const moved = MOMENTUM * (speed[row]?.[at] ?? 0) - STEP * value;
        (speed[row] ?? [])[at] = moved;
        (weights[row] ?? [])[at] = (weights[row]?.[at] ?? 0) + moved;
      }
    }
  }
  return weights;
}

function slopeAt(weights: readonly number[][], examples: readonly SparseExample[], penalty: number): number[][] {
  // The bias (the first feature) is not held back.
  const slope = weights.map((row) => row.map((weight, at) => (at === 0 ? 0 : penalty * weight)));
  for (const { active, wanted } of examples) {
    const logits = weights.map((row) => {
      let sum = 0;
      for (const { at, value } of active) sum += (row[at] ?? 0) * value;
      return sum;
    });
    for (const [row, chance] of softmax(logits).entries()) {
      const error = (chance - (row === wanted ? 1 : 0)) / examples.length;
      const slopes = slope[row] ?? [];
      for (const { at, value } of active) slopes[at] = (slopes[at] ?? 0) + error * value;
    }
  }
  return slope;
}

/** The temperature with the least cross-entropy on the held-out examples (Guo et al. 2017). */
function bestTemperature(weights: readonly (readonly number[])[], heldOut: readonly Example[]): number {
  const seen = heldOut.map(({ features, class: wanted }) => ({ logits: logitsOf(weights, features), wanted }));
  const loss = (temperature: number): number =>
    seen.reduce((sum, { logits, wanted }) => {
      const chance = softmax(logits.map((logit) => logit / temperature))[wanted] ?? 0;
      return sum - Math.log(Math.max(chance, 1e-9));
    }, 0);
  const candidates = Array.from({ length: 251 }, (_, at) => Number((0.5 + at * 0.02).toFixed(2)));
  return candidates.reduce((best, candidate) => (loss(candidate) < loss(best) ? candidate : best), 1);
}
