import { mkdtemp, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEngine } from "@headway-jobs/engine";
import { compare, type Sample } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";

const OURS = "Headway";
const WAITING = 1000;
const RUNNING = 1;
const LOOK_EVERY_MS = 200;
/** What the start and the submissions left to do is over by then. */
const SETTLE_MS = 2000;

/** S16: what it costs that many jobs wait which may not run. */
export const ownerLimit: Scenario = {
  id: "S16",
  title: `one owner at its limit, ${WAITING.toLocaleString("en")} of its jobs waiting, nothing changing`,
  async run({ runs, quick }) {
    const measured = await compare([{ name: OURS, run: () => measure(quick ? 2000 : 10_000) }], { runs });
    return [
      figure(measured, {
        id: "S16",
        what: "CPU",
        unit: "% of a core",
        metric: "cpuPercent",
        bar: "≤ 1",
        holds: (median) => median(OURS) <= 1,
      }),
      figure(measured, {
        id: "S16",
        what: "looks at which another commit was seen",
        unit: "",
        metric: "commits",
        bar: "0",
        holds: (median) => median(OURS) === 0,
      }),
    ];
  },
};

async function measure(forMs: number): Promise<Sample> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-bench-"));
  const engine = await openEngine({ dataDir, limits: { runningPerOwner: RUNNING, queuedPerOwner: 2 * WAITING } });
  const finish = Promise.withResolvers<void>();
  engine.register("video", {
    timeLimitMs: 3_600_000,
    concurrency: 20,
    workflow: async (ctx) => {
      await ctx.step("hold", () => Promise.race([finish.promise, aborted(ctx.signal)]));
      return {};
    },
  });
  try {
    await engine.start();
    const submit = () => engine.submit({ owner: "bench", kind: "video", input: {} });
    await Promise.all(Array.from({ length: WAITING + RUNNING }, submit));
    await sleep(SETTLE_MS);
    return await observe(join(dataDir, "headway.db"), forMs);
  } finally {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** CPU time of this process, and how often the database had changed since the last look. The looks are part of the CPU time. */
async function observe(file: string, forMs: number): Promise<Sample> {
  const observer = new DatabaseSync(file, { readOnly: true });
  const statement = observer.prepare("PRAGMA data_version");
  const version = (): unknown => statement.get()?.["data_version"];
  let last = version();
  let commits = 0;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  while (performance.now() - startedAt < forMs) {
    await sleep(LOOK_EVERY_MS);
    const now = version();
    if (now !== last) commits += 1;
    last = now;
  }
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  observer.close();
  return { cpuPercent: (user + system) / 1000 / elapsedMs / 0.01, commits };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
