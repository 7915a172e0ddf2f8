import { waveProducts, wholeFours } from "./wave-products.ts";

/** How much a window of sound repeats itself, without an allocation per window. */
export interface Repetition {
  /** Takes the `window` samples from `at`, which must be there. */
  take(sound: ArrayLike<number>, at: number): void;
  /** Normalised autocorrelation of what was taken at each lag from `from` to `to`. The array is used again by the next call. */
  strengths(from: number, to: number): Float64Array;
}

/** `to` never exceeds `maxLag`. What has less energy than `silence` repeats nothing. */
export function openRepetition({
  window,
  maxLag,
  silence,
}: {
  readonly window: number;
  readonly maxLag: number;
  readonly silence: number;
}): Repetition {
  // Silent behind the window, so that sums may run over its end.
  const centred = new Float64Array(window + maxLag + 8);
  const energyTo = new Float64Array(window + 1);
  const strengths = new Float64Array(wholeFours(maxLag + 1));
  return {
    take(sound, at) {
      let mean = 0;
      for (let n = 0; n < window; n++) mean += sound[at + n] ?? 0;
      mean /= window;
      let energy = 0;
      for (let n = 0; n < window; n++) {
        const value = (sound[at + n] ?? 0) - mean;
        centred[n] = value;
        energy += value * value;
        energyTo[n + 1] = energy;
      }
    },
    strengths(from, to) {
      const lags = to - from + 1;
      waveProducts(centred, centred, { from, count: window - from, lags }, strengths);
      const all = energyTo[window] ?? 0;
      for (let n = 0; n < lags; n++) {
        const lag = from + n;
        const energy = (energyTo[window - lag] ?? 0) * (all - (energyTo[lag] ?? 0));
        strengths[n] = (strengths[n] ?? 0) / Math.sqrt(energy + silence);
      }
      return strengths;
    },
  };
}
