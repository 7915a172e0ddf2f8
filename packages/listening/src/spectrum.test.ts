import { describe, expect, it } from "vitest";
import { openSpectrum } from "./spectrum.ts";
import { seededNoise } from "./testing/seeded-noise.ts";

const SIZE = 64;

describe("a power spectrum", () => {
  it("is that of the windowed samples, bin by bin, with silence behind the sound's end", () => {
    const noise = seededNoise(7);
    const samples = Int16Array.from({ length: 100 }, () => Math.round(8000 * noise()));
    const spectrum = openSpectrum(SIZE);
    for (const [at, offset] of [
      [0, 0],
      [11, 250],
      [80, -40],
    ] as const) {
      const power = spectrum.power(samples, at, offset);
      for (let bin = 0; bin <= SIZE / 2; bin++) {
        const expected = plainPower(samples, at, offset, bin);
        expect(Math.abs((power[bin] ?? 0) - expected) / (expected + 1)).toBeLessThan(1e-6);
      }
    }
  });
});

function plainPower(samples: Int16Array, at: number, offset: number, bin: number): number {
  let [re, im] = [0, 0];
  for (let n = 0; n < SIZE && at + n < samples.length; n++) {
    const value = ((samples[at + n] ?? 0) - offset) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / SIZE));
    re += value * Math.cos((2 * Math.PI * bin * n) / SIZE);
    im -= value * Math.sin((2 * Math.PI * bin * n) / SIZE);
  }
  return re * re + im * im;
}
