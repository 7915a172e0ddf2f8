import FFT from "fft.js";

/** Power spectra of one size, without an allocation per call. */
export interface Spectrum {
  readonly size: number;
  /**
   * Power of bins 0 … size/2 of `size` samples from `at`, less their `offset`, under a Hann window (after the sound's end: silence). The array is used again by
   * the next call.
   */
  power(samples: Int16Array, at: number, offset?: number): Float64Array;
}

/** `size` is a power of two. */
export function openSpectrum(size: number): Spectrum {
  const half = size / 2;
  const fft = transformOf(half);
  const window = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / size));
  const turns = turnsOf(half, size);
  const input = new Float64Array(size);
  const output = new Float64Array(size);
  const power = new Float64Array(half + 1);
  return {
    size,
    power(samples, at, offset = 0) {
      const heard = Math.max(0, Math.min(size, samples.length - at));
      for (let n = 0; n < heard; n++) input[n] = ((samples[at + n] ?? 0) - offset) * (window[n] ?? 0);
      input.fill(0, heard);
      // Every other sample as the imaginary part: half the transform, whose bins are then taken apart.
      fft.transform(output, input);
      takeApart(output, turns, power);
      return power;
    },
  };
}

interface Turns {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function turnsOf(count: number, wholeTurn: number): Turns {
  const angles = Float64Array.from({ length: count }, (_, n) => (2 * Math.PI * n) / wholeTurn);
  return { cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
}

/** The power of each bin of a real sound whose every other sample was transformed as an imaginary part. */
function takeApart(whole: Float64Array, { cosines, sines }: Turns, power: Float64Array): void {
  const half = cosines.length;
  const even = whole[0] ?? 0;
  const odd = whole[1] ?? 0;
  power[0] = (even + odd) * (even + odd);
  power[half] = (even - odd) * (even - odd);
  for (let bin = 1; bin < half; bin++) {
    const mirror = 2 * (half - bin);
    const re = whole[2 * bin] ?? 0;
    const im = whole[2 * bin + 1] ?? 0;
    const mirrorRe = whole[mirror] ?? 0;
    const mirrorIm = whole[mirror + 1] ?? 0;
    const cos = cosines[bin] ?? 0;
    const sin = sines[bin] ?? 0;
    const doubleRe = re + mirrorRe + cos * (im + mirrorIm) - sin * (re - mirrorRe);
    const doubleIm = im - mirrorIm - sin * (im + mirrorIm) - cos * (re - mirrorRe);
    power[bin] = (doubleRe * doubleRe + doubleIm * doubleIm) / 4;
  }
}

interface Transform {
  transform(output: Float64Array, input: Float64Array): void;
}

/** The library's own types take and give anything. */
export function transformOf(size: number): Transform {
  const fft: Transform = new FFT(size);
  return fft;
}
