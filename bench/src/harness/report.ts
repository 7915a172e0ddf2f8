import { mkdirSync, writeFileSync } from "node:fs";
import type { Summary } from "./compare.ts";
import type { Figure, Scenario } from "./figure.ts";
import type { Machine } from "./machine.ts";

export function printMachine(machine: Machine): void {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`);
  console.log(`${versions.join(", ")}; fdatasync p50 ${machine.syncMs.toFixed(3)} ms`);
  const busy = machine.loadAverage > 1 ? " (the machine is busy: these figures say little)" : "";
  console.log(`load average ${machine.loadAverage.toFixed(1)}${busy}\n`);
}

/** Medians with minimum and maximum in brackets, ours first, then floors and peers. */
export function printFigures(scenario: Scenario, figures: readonly Figure[]): void {
  console.log(`${scenario.id}  ${scenario.title}`);
  for (const figure of figures) {
    const verdict = figure.reached === null ? "told" : figure.reached ? "reached" : "MISSED";
    console.log(`  ${figure.what} [${figure.unit}]   bar: ${figure.bar}   → ${verdict}`);
    const width = Math.max(...figure.values.map((value) => value.name.length));
    for (const { name, summary } of figure.values) console.log(`    ${name.padEnd(width)}  ${format(summary)}`);
  }
  console.log("");
}

/** One file per scenario, replaced by each full run. */
export function saveFigures(scenario: Scenario, figures: readonly Figure[], machine: Machine, runs: number): void {
  const folder = new URL("../../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const report = { at: new Date().toISOString(), title: scenario.title, runs, machine, figures };
  writeFileSync(new URL(`${scenario.id}.json`, folder), `${JSON.stringify(report, null, 2)}\n`);
}

function format({ median, min, max }: Summary): string {
  return `${round(median).padStart(12)}  (${round(min)} – ${round(max)})`;
}

function round(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
