import { FAULTS, type Fault } from "../simulation/faults.ts";
import { explain, runSeeds, type SeedRange } from "../simulation/seeds.ts";
import type { SimulationReport } from "../simulation/simulate.ts";
import type { PartReport } from "./report.ts";

export interface SimulationPart {
  readonly from: number;
  readonly count: number;
  readonly without: readonly string[];
  /** Prints the whole story of each world that breaks a promise. */
  readonly trace: boolean;
}

const EXPLAINED = 3;

/** Worlds from seeds, thousands of them. */
export async function tortureBySimulation(part: SimulationPart): Promise<PartReport> {
  const without = new Set(part.without.map(asFault));
  const range: SeedRange = { from: part.from, count: part.count, without };
  const failed: SimulationReport[] = [];
  const sums = { worlds: 0, steps: 0, jobs: 0, connections: 0, simulatedMs: 0 };
  for await (const report of runSeeds(range)) {
    sums.worlds += 1;
    sums.steps += report.steps;
    sums.jobs += report.jobs;
    sums.connections += report.connections;
    sums.simulatedMs += report.simulatedMs;
    if (report.failure === null) continue;
    failed.push(report);
    process.stdout.write(`seed ${report.seed}: ${report.failure}\n`);
    if (part.trace) process.stdout.write(`${report.trace.join("\n")}\n`);
  }
  const explanations: string[] = [];
  for (const report of failed.slice(0, EXPLAINED)) explanations.push(await explain(report, range));
  return {
    name: "simulation",
    isClean: failed.length === 0,
    figures: { ...sums, simulatedMs: Math.round(sums.simulatedMs), failed: failed.length },
    problems: [...summary(failed), ...explanations],
  };
}

/** Failures that differ in numbers and ids only are one kind. */
function summary(failed: readonly SimulationReport[]): string[] {
  const kinds = Map.groupBy(failed, ({ failure }) =>
    (failure ?? "")
      .replaceAll(/job_\w+/g, "JOB")
      .replaceAll(/\b[0-9a-f]{8}\b/g, "HASH")
      .replaceAll(/\d+/g, "N"),
  );
  return [...kinds]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([kind, reports]) => {
      const seeds = reports.slice(0, 6).map(({ seed }) => seed);
      return `${reports.length} × ${kind} (seeds ${seeds.join(", ")})`;
    });
}

function asFault(name: string): Fault {
  const fault = FAULTS.find((one) => one === name);
  if (fault === undefined) throw new RangeError(`"${name}" is no fault; there are ${FAULTS.join(", ")}`);
  return fault;
}
