/** Multinomial logistic regression: a row of weights for each class. */
export interface SoftmaxModel {
  readonly weights: readonly (readonly number[])[];
  /** Divides the logits; fitted on held-out utterances so that the probabilities are what they say (Guo et al. 2017). */
  readonly temperature: number;
}

export function logitsOf(weights: readonly (readonly number[])[], features: readonly number[]): number[] {
  return weights.map((row) => row.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), 0));
}

export function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
