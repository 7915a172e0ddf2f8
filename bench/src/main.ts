import { parseArgs } from "node:util";
import type { Scenario } from "./harness/figure.ts";
import { describeMachine } from "./harness/machine.ts";
import { printFigures, printMachine, saveFigures } from "./harness/report.ts";

const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  S1: async () => (await import("./scenarios/s01-fan-out.ts")).fanOut,
  S2: async () => (await import("./scenarios/s02-saturation.ts")).saturation,
  S3: async () => (await import("./scenarios/s03-idle-streams.ts")).idleStreams,
  S4: async () => (await import("./scenarios/s04-slow-readers.ts")).slowReaders,
  S5: async () => (await import("./scenarios/s05-appends.ts")).appends,
  S6: async () => (await import("./scenarios/s06-first-event.ts")).firstEvent,
  S7: async () => (await import("./scenarios/s07-steps.ts")).steps,
  S8: async () => (await import("./scenarios/s08-replay.ts")).replay,
  S9: async () => (await import("./scenarios/s09-start.ts")).start,
  S10: async () => (await import("./scenarios/s10-video.ts")).video,
  S11: async () => (await import("./scenarios/s11-speech.ts")).speech,
  S12: async () => (await import("./scenarios/s12-conversation.ts")).conversation,
  S13: async () => (await import("./scenarios/s13-documents.ts")).documents,
  S16: async () => (await import("./scenarios/s16-owner-limit.ts")).ownerLimit,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string" }, quick: { type: "boolean", default: false } },
});
const wanted = positionals.length === 0 ? Object.keys(SCENARIOS) : positionals.map((id) => id.toUpperCase());
const unknown = wanted.filter((id) => SCENARIOS[id] === undefined);
const runs = Number(values.runs ?? (values.quick ? 1 : 5));
if (unknown.length > 0 || !(Number.isInteger(runs) && runs > 0)) {
  console.error(`Usage: npm run bench -- [${Object.keys(SCENARIOS).join(" | ")} …] [--runs N] [--quick]`);
  process.exit(2);
}

const machine = describeMachine();
printMachine(machine);
for (const id of wanted) {
  const scenario = await SCENARIOS[id]?.();
  if (scenario === undefined) continue;
  const figures = await scenario.run({ runs, quick: values.quick, syncMs: machine.syncMs });
  printFigures(scenario, figures);
  if (!values.quick) saveFigures(scenario, figures, machine, runs);
}
