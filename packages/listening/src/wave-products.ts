/** Lags are worked on in fours; `into` has room for so many. */
export const wholeFours = (count: number): number => Math.ceil(count / 4) * 4;

/**
 * How well a wave fits another at each of some lags: `into[lag]` becomes the sum over `count` samples of `wave[n] *
 * other[from + n + lag]`, for `lags` lags. All it costs is here, so it takes four lags by four samples at a time: four
 * sums that do not wait for each other, and each sample read once for all of them. For that, `count` and `lags` are
 * taken as the next multiple of four: one of both must be silent from `count` to there, and `other` must reach as far.
 */
export function waveProducts(
  wave: Float64Array,
  other: Float64Array,
  { from, count, lags }: { readonly from: number; readonly count: number; readonly lags: number },
  into: Float64Array,
): void {
  for (let lag = 0; lag < lags; lag += 4) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    const at = from + lag;
    let other0 = other[at] ?? 0;
    let other1 = other[at + 1] ?? 0;
    let other2 = other[at + 2] ?? 0;
    for (let n = 0; n < count; n += 4) {
      const sample0 = wave[n] ?? 0;
      const other3 = other[at + n + 3] ?? 0;
      sum0 += sample0 * other0;
      sum1 += sample0 * other1;
      sum2 += sample0 * other2;
      sum3 += sample0 * other3;
      const sample1 = wave[n + 1] ?? 0;
      other0 = other[at + n + 4] ?? 0;
      sum0 += sample1 * other1;
      sum1 += sample1 * other2;
      sum2 += sample1 * other3;
      sum3 += sample1 * other0;
      const sample2 = wave[n + 2] ?? 0;
      other1 = other[at + n + 5] ?? 0;
      sum0 += sample2 * other2;
      sum1 += sample2 * other3;
      sum2 += sample2 * other0;
      sum3 += sample2 * other1;
      const sample3 = wave[n + 3] ?? 0;
      other2 = other[at + n + 6] ?? 0;
      sum0 += sample3 * other3;
      sum1 += sample3 * other0;
      sum2 += sample3 * other1;
      sum3 += sample3 * other2;
    }
    into[lag] = sum0;
    into[lag + 1] = sum1;
    into[lag + 2] = sum2;
    into[lag + 3] = sum3;
  }
}
