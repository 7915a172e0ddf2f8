import { readKeptExams } from "@headway-jobs/exam/kept/kept-exams";
import { type Engine, type EngineLog, openEngine, type Workflow } from "@headway-jobs/engine";
import type { Config } from "../config/schema.ts";
import { metered } from "../providers/metering.ts";
import type { AnyService } from "../service-kit/service.ts";

/** Opens the store that the settings name. Throws HeadwayError, or the database's own errors, when it cannot be opened. */
export function openConfiguredEngine(config: Config, log: EngineLog): Promise<Engine> {
  return openEngine({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    secretKey: config.secretKey,
    log,
    limits: {
      runningPerOwner: config.ownerConcurrency,
      queuedPerOwner: config.maxQueued,
      eventsPerJob: config.maxEvents,
      stalledClaims: config.maxStalledClaims,
      leaseMs: config.leaseMs,
      waitLimitMs: config.waitLimitMs,
      retentionMs: config.retentionDays * 24 * 3_600_000,
      minFreeBytes: config.minFreeBytes,
    },
  });
}

/**
 * Lets the engine run the jobs of a service. What its jobs use of providers is counted in their `usage.providers`, with what this machine's exam found for
 * each, which is read from the data folder once a run.
 */
export function registerService(engine: Engine, service: AnyService, { dataDir }: Pick<Config, "dataDir">): void {
  const workflow: Workflow<never> = async (ctx, input) => {
    const exams = await readKeptExams(dataDir);
    return metered(
      (use) => ctx.countUse({ ...use, ...exams.of(use.name) }),
      () => service.workflow(ctx, input),
    );
  };
  const { kind, timeLimitMs, timeoutAdvice, concurrency } = service;
  engine.register(kind, {
    workflow,
    timeLimitMs,
    concurrency,
    ...(timeoutAdvice === undefined ? {} : { timeoutAdvice }),
  });
}
