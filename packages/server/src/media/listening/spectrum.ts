import FFT from "fft.js";

/** Power spectra of one size, without an allocation per call. */
export interface Spectrum {
  readonly size: number;
  /** Power of bins 0 … size/2 of `size` samples from `at` under a Hann window (outside the sound: silence). The array is used again by the next call. */
  power(samples: ArrayLike<number>, at: number): Float64Array;
}

/** `size` is a power of two. */
export function openSpectrum(size: number): Spectrum {
  const fft = transformOf(size);
  const window = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size));
  const input = new Float64Array(size);
  const output = new Float64Array(2 * size);
  const power = new Float64Array(size / 2 + 1);
  return {
    size,
    power(samples, at) {
      for (let n = 0; n < size; n++) input[n] = (samples[at + n] ?? 0) * (window[n] ?? 0);
      fft.realTransform(output, input);
      for (let bin = 0; bin <= size / 2; bin++) {
        const [re, im] = [output[2 * bin] ?? 0, output[2 * bin + 1] ?? 0];
        power[bin] = re * re + im * im;
      }
      return power;
    },
  };
}

interface Transform {
  realTransform(output: Float64Array, input: Float64Array): void;
  transform(output: Float64Array, input: Float64Array): void;
}

/** The library's own types take and give anything. */
export function transformOf(size: number): Transform {
  const fft: Transform = new FFT(size);
  return fft;
}
