import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENDED_STATUSES } from "@headway-jobs/contract";
import { type Engine, type Job, type JobEvent, openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { registerService } from "../../compose/engine.ts";
import { httpSettings } from "../../compose/http-settings.ts";
import { composeProviders } from "../../compose/providers.ts";
import { composeServices } from "../../compose/services.ts";
import { loadConfig } from "../../config/load-config.ts";
import { createHttpServer } from "../../http/server.ts";

/** Steps pause before they try again, and as long as a provider asks: fifty times shorter here. */
const FASTER = 50;

export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  readonly engine: Engine;
  /** What was logged as an error, so far. */
  readonly failures: readonly string[];
  ended(jobId: string): Promise<Job>;
  /** Events of a job up to its end, or to the first of this type. */
  eventsUntil(jobId: string, isLast: (event: JobEvent) => boolean): Promise<readonly JobEvent[]>;
}

/** All four services, composed as in a deployment, over the settings of the environment, with an engine whose time passes faster. */
export async function startModelServer(env: Readonly<Record<string, string>>): Promise<ModelServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-model-"));
  const variables = { PATH: process.env["PATH"] ?? "", HEADWAY_DATA: dataDir, HEADWAY_PORT: "0", ...env };
  const config = loadConfig({ env: variables, cwd: dataDir });
  const failures: string[] = [];
  const engine = await openEngine({ dataDir, clock: fasterClock() });
  const providers = composeProviders(config, variables, undefined);
  const services = composeServices({ config, providers, engine });
  for (const service of services) registerService(engine, service, config);
  await engine.start();
  const server = await createHttpServer({
    engine,
    services,
    config: { ...httpSettings(config), accessLog: false },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (fields, message) => failures.push(`${message} ${JSON.stringify(fields)}`),
    },
    clock: systemClock,
    ids: systemIds,
  });
  const { url } = await server.listen();
  const eventsUntil = async (jobId: string, isLast: (event: JobEvent) => boolean): Promise<readonly JobEvent[]> => {
    const { signal } = new AbortController();
    for (let seen = 0; ;) {
      const { events } = await engine.readEvents(jobId, 0, 10_000);
      const last = events.find((event) => isLast(event) || /^job\.(?:completed|failed|cancelled)$/.test(event.type));
      if (last !== undefined) return events.slice(0, events.indexOf(last) + 1);
      seen = events.at(-1)?.seq ?? seen;
      await engine.waitForEvent(jobId, seen, signal);
    }
  };
  return {
    url,
    engine,
    failures,
    eventsUntil,
    async ended(jobId) {
      await eventsUntil(jobId, () => false);
      const job = await engine.find("local", jobId);
      if (job === null || !ENDED_STATUSES.has(job.status)) throw new Error(`${jobId} has not ended`);
      return job;
    },
    async [Symbol.asyncDispose]() {
      await server.close({ graceMs: 100 });
      await engine.stop({ graceMs: 100 });
      await providers.transcription.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function fasterClock(): typeof systemClock {
  const [startMs, startElapsedMs] = [systemClock.nowMs(), systemClock.elapsedMs()];
  const passedMs = (): number => (systemClock.elapsedMs() - startElapsedMs) * FASTER;
  return {
    nowMs: () => Math.round(startMs + passedMs()),
    elapsedMs: passedMs,
    after: (delayMs, callback) => systemClock.after(delayMs / FASTER, callback),
  };
}
