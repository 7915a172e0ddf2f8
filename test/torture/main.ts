import { parseArgs } from "node:util";
import { tortureByEmbeddedKills } from "./embedded-kills.ts";
import { tortureByContents } from "./contents.ts";
import {
  tortureByDatabaseKills,
  tortureByKills,
  tortureByReconnects,
  tortureBySuspension,
} from "./postgres-torture.ts";
import { type PartReport, renderReports } from "./report.ts";
import { soak } from "./soak.ts";
import { tortureBySimulation } from "./simulation.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    without: { type: "string", default: "" },
    kills: { type: "string", default: "100" },
    seconds: { type: "string", default: "120" },
    suspensions: { type: "string", default: "5" },
    "database-kills": { type: "string", default: "5" },
    reconnects: { type: "string", default: "15000" },
    rounds: { type: "string", default: "400" },
    minutes: { type: "string", default: "120" },
    "database-url": { type: "string" },
    trace: { type: "boolean", default: false },
  },
});

const postgres = { databaseUrl: values["database-url"], seed: values.seed ?? values.from };

const PARTS: Readonly<Record<string, () => Promise<PartReport>>> = {
  simulation: () =>
    tortureBySimulation({
      from: Number(values.seed ?? values.from),
      count: values.seed === undefined ? Number(values.seeds) : 1,
      without: values.without.split(",").filter((name) => name !== ""),
      trace: values.trace,
    }),
  t1: () => tortureByEmbeddedKills(Number(values.kills), values.seed ?? values.from),
  t2: () => tortureByKills(postgres, Number(values.seconds)),
  t2db: () => tortureByDatabaseKills(postgres, Number(values["database-kills"])),
  t3: () => tortureBySuspension(postgres, Number(values.suspensions)),
  t11: () => tortureByReconnects(postgres, Number(values.reconnects)),
  t12: () => tortureByContents(Number(values.rounds)),
  soak: () => soak(Number(values.minutes), postgres.seed),
};

/** The soak takes hours and is run only when it is asked for. */
const chosen = values.only?.split(",") ?? Object.keys(PARTS).filter((name) => name !== "soak");
const reports = [];
for (const name of chosen) {
  const part = PARTS[name];
  if (part === undefined)
    throw new RangeError(`There is no part "${name}"; there are ${Object.keys(PARTS).join(", ")}.`);
  const startedAtMs = performance.now();
  reports.push({ ...(await part()), tookMs: performance.now() - startedAtMs });
}
process.stdout.write(`${renderReports(reports)}\n`);
process.exitCode = reports.every(({ isClean }) => isClean) ? 0 : 1;
