import { parseArgs } from "node:util";
import { type PartReport, renderReports } from "./report.ts";
import { tortureBySimulation } from "./simulation.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    without: { type: "string", default: "" },
    trace: { type: "boolean", default: false },
  },
});

const PARTS: Readonly<Record<string, () => Promise<PartReport>>> = {
  simulation: () =>
    tortureBySimulation({
      from: Number(values.seed ?? values.from),
      count: values.seed === undefined ? Number(values.seeds) : 1,
      without: values.without.split(",").filter((name) => name !== ""),
      trace: values.trace,
    }),
};

const chosen = values.only?.split(",") ?? Object.keys(PARTS);
const reports = [];
for (const name of chosen) {
  const part = PARTS[name];
  if (part === undefined) throw new RangeError(`There is no part "${name}"; there are ${Object.keys(PARTS).join(", ")}.`);
  const startedAtMs = performance.now();
  reports.push({ ...(await part()), tookMs: performance.now() - startedAtMs });
}
process.stdout.write(`${renderReports(reports)}\n`);
process.exitCode = reports.every(({ isClean }) => isClean) ? 0 : 1;
