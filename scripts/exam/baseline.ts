import { type ExamRow, METRICS } from "./rows.ts";

/** What is committed: the rows of a run, and what that run could not measure. */
export interface Baseline {
  readonly at: string;
  /** Which figures are not compared, and why. */
  readonly note: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly rows: readonly ExamRow[];
  readonly not_run: readonly string[];
}

/**
 * One sentence for each figure that is worse than the baseline by more than its tolerance, and for each that the run did not measure although the baseline
 * has it or measured on another set. None: the run is as good. What is new, or better, is no failure.
 */
export function dropsOf(baseline: readonly ExamRow[], rows: readonly ExamRow[]): readonly string[] {
  const now = new Map(rows.map((row) => [rowKey(row), row]));
  return baseline.flatMap((before) => {
    const row = now.get(rowKey(before));
    if (row === undefined) return [`${nameOf(before)} was not measured; the baseline has it.`];
    if (row.items !== before.items)
      return [`${nameOf(before)} was measured on ${row.items} items, the baseline on ${before.items}.`];
    return Object.entries(before.figures).flatMap(([metric, was]) => dropOf(before, metric, was, row.figures[metric]));
  });
}

function dropOf(row: ExamRow, metric: string, was: number, is: number | undefined): readonly string[] {
  const rule = METRICS[metric];
  if (rule === undefined) return [`${nameOf(row)}: the baseline has the figure “${metric}”, which no exam measures.`];
  if (is === undefined) return [`${nameOf(row)}: ${metric} was not measured; the baseline has ${was}.`];
  const worse = rule.better === "less" ? is - was : was - is;
  const tolerance = metric === "word errors" ? Math.max(rule.tolerance, 2 / (row.words ?? Infinity)) : rule.tolerance;
  if (worse <= tolerance + ROUNDING) return [];
  return [`${nameOf(row)}: ${metric} ${is}, worse than ${was} by more than ${tolerance.toFixed(3)}.`];
}

/** Figures have four digits: a difference of exactly the tolerance must not fail for the rounding of the figures. */
const ROUNDING = 1e-4;

/** What a row is compared by. */
export const rowKey = ({ capability, provider, set }: ExamRow): string => JSON.stringify([capability, provider, set]);

const nameOf = ({ capability, provider, set }: ExamRow): string => `${capability} ${provider} on ${set}`;
