import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededNoise } from "./testing/seeded-noise.ts";
import { waveProducts, wholeFours } from "./wave-products.ts";

describe("products of waves", () => {
  it("are the plain sums for any length, any lags and any place to begin", () => {
    fc.assert(
      fc.property(
        fc.record({ count: fc.nat(30), lags: fc.nat(20), from: fc.nat(10), seed: fc.nat() }),
        ({ count, lags, from, seed }) => {
          const noise = seededNoise(seed);
          const wave = Float64Array.from({ length: wholeFours(count) }, (_, n) => (n < count ? noise() : 0));
          const other = Float64Array.from({ length: from + count + lags + 8 }, () => noise());
          const into = new Float64Array(wholeFours(lags));
          waveProducts(wave, other, { from, count, lags }, into);
          for (let lag = 0; lag < lags; lag++) {
            let sum = 0;
            for (let n = 0; n < count; n++) sum += (wave[n] ?? 0) * (other[from + n + lag] ?? 0);
            expect(into[lag]).toBeCloseTo(sum, 9);
          }
        },
      ),
    );
  });
});
