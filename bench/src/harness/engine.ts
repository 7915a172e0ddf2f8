import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, type JobContext, openEngine } from "@headway-jobs/engine";

export type EngineStore = "sqlite" | { readonly url: string };

export interface BenchEngine {
  readonly engine: Engine;
  /** Runs `work` as the workflow of one job and returns what it returned. */
  inJob(work: (ctx: JobContext) => Promise<number>): Promise<number>;
  /** Runs `work` in that many jobs at once; the time counts from the moment when all of them run. */
  inJobs(jobs: number, work: (ctx: JobContext) => Promise<unknown>): Promise<{ readonly seconds: number }>;
}

export const OWNER = "bench";
const HOUR_MS = 3_600_000;

/** Opens an engine over a fresh store, with no limit that a benchmark could meet, and removes both afterwards. */
export async function withBenchEngine<T>(
  use: (engine: BenchEngine) => Promise<T>,
  store: EngineStore = "sqlite",
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-bench-"));
  const engine = await openEngine({
    dataDir,
    ...(store === "sqlite" ? {} : { databaseUrl: store.url }),
    limits: { runningPerOwner: 1000, queuedPerOwner: 100_000, eventsPerJob: 100_000_000 },
  });
  try {
    return await use(await startBenchEngine(engine));
  } finally {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startBenchEngine(engine: Engine): Promise<BenchEngine> {
  const waiting = new Map<string, (ctx: JobContext) => Promise<void>>();
  engine.register<{ readonly work: string }>("video", {
    timeLimitMs: HOUR_MS,
    concurrency: 1000,
    workflow: async (ctx, input) => {
      await waiting.get(input.work)?.(ctx);
      return {};
    },
  });
  await engine.start();
  let works = 0;

  /** Submits a job that runs `work`; resolves when it has. */
  async function submit(work: (ctx: JobContext) => Promise<void>): Promise<void> {
    works += 1;
    const name = String(works);
    const done = Promise.withResolvers<void>();
    waiting.set(name, (ctx) => work(ctx).then(done.resolve, done.reject));
    await engine.submit({ owner: OWNER, kind: "video", input: { work: name } });
    return done.promise;
  }

  return {
    engine,
    async inJob(work) {
      let result = Number.NaN;
      await submit(async (ctx) => {
        result = await work(ctx);
      });
      return result;
    },
    async inJobs(jobs, work) {
      let running = 0;
      const allRun = Promise.withResolvers<void>();
      const done = Array.from({ length: jobs }, () =>
        submit(async (ctx) => {
          running += 1;
          if (running === jobs) allRun.resolve();
          await allRun.promise;
          await work(ctx);
        }),
      );
      await allRun.promise;
      const startedAt = performance.now();
      await Promise.all(done);
      return { seconds: (performance.now() - startedAt) / 1000 };
    },
  };
}
