import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JOB_KINDS } from "@headway-jobs/contract";
import { systemIds } from "@headway-jobs/engine";
import { openConfiguredEngine, registerService } from "./compose/engine.ts";
import { httpSettings } from "./compose/http-settings.ts";
import { loadOwnServices } from "./compose/own-services.ts";
import { composeProviders } from "./compose/providers.ts";
import { composeServices } from "./compose/services.ts";
import type { Config } from "./config/schema.ts";
import { LocalModels } from "./providers/local/local-models.ts";
import { createLog } from "./http/observability/log.ts";
import { createHttpServer } from "./http/server.ts";

export interface RunningServer {
  /** Where it really listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Stops taking requests, lets steps finish within the configured grace, closes streams and store. */
  stop(): Promise<void>;
}

/**
 * Composes and starts a server: the one place where engine, HTTP server, services and providers meet. With `work: false` it answers requests and
 * works on no job, for commands that wait for no job. Throws ServicesError when own services cannot be loaded.
 */
export async function startServer(config: Config, { work = true } = {}): Promise<RunningServer> {
  const log = createLog({ level: config.logLevel });
  const own = await loadOwnServices(config.services, JOB_KINDS);
  const local = await LocalModels.open(config.modelsDir);
  const providers = composeProviders(config, process.env, local);
  const engine = await openConfiguredEngine(config, log);
  try {
    const services = [...composeServices({ config, providers, engine }), ...own];
    for (const service of services) registerService(engine, service, config);
    if (work) await engine.start();
    const http = await createHttpServer({
      engine,
      services,
      config: httpSettings(config),
      log,
      clock: engine.clock,
      ids: systemIds,
      ...builtConsole(),
    });
    const { url } = await http.listen();
    return {
      url,
      async stop() {
        await http.close({ graceMs: Math.min(2_000, config.shutdownGraceMs) });
        await engine.stop({ graceMs: config.shutdownGraceMs });
        await Promise.all([providers.transcription.close(), local.close()]);
      },
    };
  } catch (error) {
    await engine.stop({ graceMs: 0 });
    throw error;
  }
}

/** Present after `npm run setup`; without it the server shows a small page of its own. */
function builtConsole(): { console?: { dir: string } } {
  const dir = fileURLToPath(new URL("dist", import.meta.resolve("@headway-jobs/console/package.json")));
  return existsSync(join(dir, "index.html")) ? { console: { dir } } : {};
}
