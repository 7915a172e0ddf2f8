import { logitsOf, softmax, type SoftmaxModel } from "../emotion/softmax-model.ts";

export interface Example {
  readonly features: readonly number[];
  readonly class: number;
}

const ROUNDS = 600;
const STEP = 0.5;
const MOMENTUM = 0.9;
const FOLDS = 5;
/** Digits kept of a weight: the same on every machine, and far finer than they are known. */
const DIGITS = 4;

/**
 * Fits multinomial logistic regression by gradient descent with momentum and an L2 penalty, then its temperature on the predictions of five-fold
 * cross-validation. No chance is involved: the same examples give the same weights.
 */
export function fitSoftmax(examples: readonly Example[], classes: number, penalty: number): SoftmaxModel {
  const heldOut = crossValidated(examples, classes, penalty);
  return {
    weights: descend(examples, classes, penalty).map((row) => row.map((weight) => Number(weight.toFixed(DIGITS)))),
    temperature: Number(bestTemperature(heldOut).toFixed(2)),
  };
}

/** The logits of every example from a model that has not seen it. */
export function crossValidated(
  examples: readonly Example[],
  classes: number,
  penalty: number,
): readonly { readonly logits: readonly number[]; readonly class: number }[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const weights = descend(
      examples.filter((_example, at) => at % FOLDS !== fold),
      classes,
      penalty,
    );
    return examples
      .filter((_example, at) => at % FOLDS === fold)
      .map((example) => ({ logits: logitsOf(weights, example.features), class: example.class }));
  }).flat();
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
    const slope = slopeAt(weights, sparse, penalty);
    for (const [row, slopes] of slope.entries()) {
      for (const [at, value] of slopes.entries()) {
        const moved = MOMENTUM * (speed[row]?.[at] ?? 0) - STEP * value;
        (speed[row] ?? [])[at] = moved;
        (weights[row] ?? [])[at] = (weights[row]?.[at] ?? 0) + moved;
      }
    }
  }
  return weights;
}

interface SparseExample {
  readonly wanted: number;
  readonly active: readonly { readonly at: number; readonly value: number }[];
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

function bestTemperature(heldOut: readonly { logits: readonly number[]; class: number }[]): number {
  const candidates = Array.from({ length: 151 }, (_, at) => 0.5 + at * 0.02);
  const loss = (temperature: number): number =>
    heldOut.reduce((sum, { logits, class: wanted }) => {
      const chance = softmax(logits.map((logit) => logit / temperature))[wanted] ?? 0;
      return sum - Math.log(Math.max(chance, 1e-9));
    }, 0);
  return candidates.reduce((best, candidate) => (loss(candidate) < loss(best) ? candidate : best), 1);
}
