import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEngine } from "@headway-jobs/engine";
import { installTinyKokoro, installTinyVoice, TEST_RUNTIME } from "@headway-jobs/local-models/testing/tiny-models";
import { execa } from "execa";
import { compare, type Contender } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { serveHeadway } from "../harness/serve.ts";

const EMPTY = "Headway, empty";
const WITH_MODELS = "Headway, empty, with local models installed";

/** S9: from the start of the process to the first request that is answered with "ready". */
export const start: Scenario = {
  id: "S9",
  title: "start to ready, through the launcher that `npm start` uses",
  async run({ runs, quick }) {
    const jobs = quick ? 1000 : 10_000;
    const stored = `Headway, ${jobs.toLocaleString("en-GB")} stored jobs`;
    const folder = await mkdtemp(join(tmpdir(), "headway-bench-"));
    try {
      await storeJobs(join(folder, "stored"), jobs);
      const models = await modelsIn(join(folder, "models"));
      let starts = 0;
      const contenders: Contender[] = [
        { name: EMPTY, run: async () => ({ ms: await startMs(join(folder, `empty-${(starts += 1)}`)) }) },
        { name: WITH_MODELS, run: async () => ({ ms: await startMs(join(folder, `empty-${(starts += 1)}`), models) }) },
        { name: stored, run: async () => ({ ms: await startMs(join(folder, "stored")) }) },
        { name: "node -e 0", run: async () => ({ ms: await bareStartMs() }) },
      ];
      const measured = await compare(contenders, { runs });
      return [
        figure(measured, {
          id: "S9",
          what: "time to ready",
          unit: "ms",
          metric: "ms",
          bar: "≤ 500 empty, also with local models, ≤ 600 with stored jobs",
          holds: (median) => median(EMPTY) <= 500 && median(WITH_MODELS) <= 500 && median(stored) <= 600,
        }),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Finished jobs with a few events each, made by the engine itself. */
async function storeJobs(dataDir: string, jobs: number): Promise<void> {
  const engine = await openEngine({ dataDir, limits: { runningPerOwner: 1000, queuedPerOwner: jobs + 1 } });
  engine.register("video", {
    timeLimitMs: 3_600_000,
    concurrency: 200,
    workflow: async (ctx) => {
      await ctx.progress({ phase: "composing_video", progress: 90, message: "Almost there" });
      return {};
    },
  });
  await engine.start();
  for (let made = 0; made < jobs; made += 500) {
    const batch = Array.from({ length: 500 }, () => engine.submit({ owner: "local", kind: "video", input: {} }));
    await Promise.all(batch);
  }
  while ((await engine.countQueued()) + engine.stats().running > 0) await sleep(20);
  await engine.stop();
}

/** The models of BENCH_MODELS, which `headway models add` has installed; without it two small ones. */
async function modelsIn(folder: string): Promise<string> {
  const given = process.env["BENCH_MODELS"];
  if (given !== undefined) return given;
  await installTinyVoice(folder);
  await installTinyKokoro(folder);
  const [name, version] = ["sherpa-onnx-node", "1.13.8"];
  const place = join(folder, ".runtimes", `${name}@${version}`);
  await mkdir(place, { recursive: true });
  await symlink(TEST_RUNTIME, join(place, "node_modules"));
  await writeFile(join(place, "runtime.json"), JSON.stringify({ name, version, licence: "Apache-2.0", files: [] }));
  return folder;
}

/** `models` is a folder of models; without it there are none. */
async function startMs(dataDir: string, models?: string): Promise<number> {
  const server = await serveHeadway(dataDir, models === undefined ? {} : { HEADWAY_MODELS: models });
  await server.stop();
  return server.startMs;
}

async function bareStartMs(): Promise<number> {
  const startedAt = performance.now();
  await execa(process.execPath, ["-e", "0"]);
  return performance.now() - startedAt;
}
