/** What one run of a contender measured: metric → value. */
export type Sample = Readonly<Record<string, number>>;

export interface Contender {
  readonly name: string;
  /** One measured run; sets up and tears down what must not be shared between runs. */
  run(): Promise<Sample>;
  /** False for programs that are started again in each run and so are never warmer. */
  readonly warmUp?: false;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
}

/** Contender → metric → summary. */
export type Measured = ReadonlyMap<string, ReadonlyMap<string, Summary>>;

const WARM_UP_MS = 1000;

/**
 * Runs contenders one after another, in alternating order so that none always has the warmer machine: a second of warm-up
 * each, then `runs` measured runs each.
 */
export async function compare(contenders: readonly Contender[], options: { readonly runs: number }): Promise<Measured> {
  for (const contender of contenders) {
    if (contender.warmUp !== false) await warmUp(contender);
  }
  const samples = new Map<string, Sample[]>(contenders.map((contender) => [contender.name, []]));
  for (let run = 0; run < options.runs; run += 1) {
    const order = run % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) samples.get(contender.name)?.push(await contender.run());
  }
  return new Map([...samples].map(([name, taken]) => [name, summarise(taken)]));
}

async function warmUp(contender: Contender): Promise<void> {
  const startedAt = performance.now();
  do await contender.run();
  while (performance.now() - startedAt < WARM_UP_MS);
}

function summarise(samples: readonly Sample[]): ReadonlyMap<string, Summary> {
  const metrics = new Set(samples.flatMap((sample) => Object.keys(sample)));
  return new Map(
    [...metrics].map((metric) => [metric, summary(samples.map((sample) => sample[metric] ?? Number.NaN))]),
  );
}

function summary(values: readonly number[]): Summary {
  return { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values), values };
}

/** The value below which the given share (0–1) of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) * share;
  const low = sorted[Math.floor(middle)] ?? Number.NaN;
  const high = sorted[Math.ceil(middle)] ?? Number.NaN;
  return low + (high - low) * (middle - Math.floor(middle));
}
