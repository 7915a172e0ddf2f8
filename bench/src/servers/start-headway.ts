import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Engine,
  type EngineLog,
  openEngine,
  type StepContext,
  systemClock,
  systemIds,
} from "@headway-jobs/engine";
import { httpConfig } from "../../../packages/server/src/http/config.ts";
import { createHttpServer } from "../../../packages/server/src/http/server.ts";
import { benchService } from "./bench-service.ts";

/** The owner of open mode. */
export const OWNER = "local";

/** Failures belong on the screen; a benchmark in which something failed has measured nothing. */
const LOG: EngineLog = {
  info: () => undefined,
  warn: (fields, message) => console.error(message, fields),
  error: (fields, message) => console.error(message, fields),
};

/** The real engine and the real edge in this process, over a fresh SQLite file that goes with the process. */
export async function startHeadway(
  held: (step: StepContext) => Promise<void>,
): Promise<{ engine: Engine; port: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), "headway-bench-"));
  process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  process.on("SIGTERM", () => process.exit());
  const service = benchService(held);
  const limits = { runningPerOwner: 1000, queuedPerOwner: 100_000, eventsPerJob: 100_000_000 };
  const engine = await openEngine({ dataDir, log: LOG, limits });
  const { kind, ...definition } = service;
  engine.register(kind, definition);
  await engine.start();
  const http = await createHttpServer({
    engine,
    services: [service],
    config: httpConfig({
      port: 0,
      uploadDir: join(dataDir, "uploads"),
      accessLog: false,
      maxStreamsPerOwner: 10_000,
      rateLimit: { perSecond: 0, burst: 0 },
    }),
    log: LOG,
    clock: systemClock,
    ids: systemIds,
  });
  const { url } = await http.listen();
  return { engine, port: Number(new URL(url).port) };
}
