import { makeTemplate } from "./database.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { type Focus, simulate, type SimulationReport, type Variants } from "./simulate.ts";

export interface SeedRange {
  readonly from: number;
  readonly count: number;
  readonly without?: ReadonlySet<Fault>;
  readonly variants?: Variants;
  readonly focus?: Focus;
}

const SHOWN_LINES = 120;

/** Runs worlds one after another; yields the report of each. */
export async function* runSeeds(range: SeedRange): AsyncGenerator<SimulationReport, void, undefined> {
  const template = await makeTemplate();
  try {
    for (let seed = range.from; seed < range.from + range.count; seed += 1) {
      yield await simulate({ ...range, seed: String(seed), template: template.file });
    }
  } finally {
    template.remove();
  }
}

/** The first world that breaks a promise; null when all keep them. */
export async function findFailure(range: SeedRange): Promise<SimulationReport | null> {
  for await (const report of runSeeds(range)) if (report.failure !== null) return report;
  return null;
}

/** What broke, with the faults that it takes, the command that repeats it, and the end of its story. */
export async function explain(
  failed: SimulationReport,
  range: Omit<SeedRange, "from" | "count"> = {},
): Promise<string> {
  const { report, without } = await shrink(failed, range);
  const options = without.size === 0 ? "" : ` --without ${[...without].join(",")}`;
  const lines = report.trace.slice(-SHOWN_LINES);
  return [
    ...lines,
    "",
    `seed ${failed.seed}: ${failed.failure}`,
    `with the faults ${FAULTS.filter((fault) => !without.has(fault)).join(", ") || "none"}: ${report.failure}`,
    `again: npm run torture -- --only simulation --seed ${failed.seed}${options} --trace`,
  ].join("\n");
}

/** Leaves out every kind of fault without which the world still breaks. */
async function shrink(
  failed: SimulationReport,
  range: Omit<SeedRange, "from" | "count">,
): Promise<{ readonly report: SimulationReport; readonly without: ReadonlySet<Fault> }> {
  let report = failed;
  let without: ReadonlySet<Fault> = range.without ?? new Set();
  for (const fault of FAULTS) {
    if (without.has(fault)) continue;
    const fewer = new Set([...without, fault]);
    const again = await findFailure({ ...range, from: Number(failed.seed), count: 1, without: fewer });
    if (again === null) continue;
    report = again;
    without = fewer;
  }
  return { report, without };
}
