export interface Axis {
  readonly min: number;
  readonly max: number;
  /** Round numbers from `min` to `max`. */
  readonly ticks: readonly number[];
}

/** An axis over the values with round ticks, about five of them. Values that are not finite are left out. */
export function axisFor(values: readonly number[], wantedTicks = 5): Axis {
  const finite = values.filter(Number.isFinite);
  const low = finite.length === 0 ? 0 : Math.min(...finite);
  const high = finite.length === 0 ? 1 : Math.max(...finite);
  // Values that differ by less than their own precision count as equal: ticks between them would all read the same.
  const differ = high - low > 1e-9 * Math.max(Math.abs(high), Math.abs(low), 1e-6);
  const span = differ ? high - low : Math.max(Math.abs(high), 1e-6) || 1;
  const step = roundStep(span / wantedTicks);
  const min = Math.floor(low / step) * step;
  const max = differ ? Math.ceil(high / step) * step : min + step * wantedTicks;
  const count = Math.min(20, Math.round((max - min) / step));
  const ticks = Array.from({ length: count + 1 }, (_, i) => roundTo(min + i * step, step));
  return { min, max, ticks };
}

/** A number as people of the language write it: at most three significant decimals, thousands shortened. */
export function formatNumber(value: number, language: string): string {
  const size = Math.abs(value);
  const options: Intl.NumberFormatOptions =
    size >= 1e15 || (size < 0.001 && size > 0)
      ? { notation: "scientific", maximumSignificantDigits: 3 }
      : size >= 100_000
        ? { notation: "compact", maximumSignificantDigits: 3 }
        : { maximumFractionDigits: size >= 100 ? 0 : size >= 1 ? 2 : 3 };
  return new Intl.NumberFormat(language, options).format(value);
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= rough * 0.999) ?? 10;
  return factor * power;
}

const roundTo = (value: number, step: number): number => {
  const digits = Math.max(0, Math.min(20, 2 - Math.floor(Math.log10(step))));
  return Number(value.toFixed(digits));
};
