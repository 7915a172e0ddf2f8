export type SeededNoise = () => number;

/** White noise of power 1, Gaussian enough (a sum of uniform draws), the same for the same seed. */
export function seededNoise(seed: number): SeededNoise {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const uniform = (): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32 - 0.5;
  };
  // The variance of a uniform draw of width 1 is 1/12.
  return () => (uniform() + uniform() + uniform() + uniform()) * Math.sqrt(3);
}
