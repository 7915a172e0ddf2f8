import type { Measured, Summary } from "./compare.ts";

/** One line of the report: ours beside its floors and peers, and whether it reaches its bar. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly values: readonly { readonly name: string; readonly summary: Summary }[];
  /** The bar in words, for the reader of the table. */
  readonly bar: string;
  /** Null where the figure is only told, not judged. */
  readonly reached: boolean | null;
}

export interface ScenarioOptions {
  readonly runs: number;
  /** Short runs, to see that everything works; the figures mean little. */
  readonly quick: boolean;
  /** The machine's measured sync time. */
  readonly syncMs: number;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  run(options: ScenarioOptions): Promise<readonly Figure[]>;
}

/** The figure of one metric over all contenders that measured it. `holds` is given the medians by contender. */
export function figure(
  measured: Measured,
  about: {
    readonly id: string;
    readonly what: string;
    readonly unit: string;
    readonly metric: string;
    readonly bar: string;
    readonly holds: ((median: (contender: string) => number) => boolean) | null;
  },
): Figure {
  const values = [...measured].flatMap(([name, metrics]) => {
    const summary = metrics.get(about.metric);
    return summary === undefined ? [] : [{ name, summary }];
  });
  const median = (name: string): number => values.find((value) => value.name === name)?.summary.median ?? Number.NaN;
  const { id, what, unit, bar, holds } = about;
  return { id, what, unit, values, bar, reached: holds === null ? null : holds(median) };
}
