import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { openModelStore, type ModelStoreOptions } from "@headway-jobs/local-models/store/model-store";
import { registerService } from "../../../compose/engine.ts";
import { modelsPorts } from "../../../compose/models.ts";
import { loadConfig } from "../../../config/load-config.ts";
import { httpConfig } from "../../../http/config.ts";
import { createHttpServer } from "../../../http/server.ts";
import { modelsService } from "../service.ts";
import { toyCatalogue } from "./toy-catalogue.ts";

/*
 * A server in a process of its own, for tests that kill it and for those with a browser, whose known models are those of `toyCatalogue`. Prints where it
 * listens.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: "" },
    hub: { type: "string", default: "" },
    port: { type: "string", default: "0" },
    auth: { type: "string", default: "open" },
    console: { type: "string" },
    "free-bytes": { type: "string" },
  },
});

/** Pauses between attempts of a download end at once; limits on silence do not. */
const clock: NonNullable<ModelStoreOptions["clock"]> = {
  nowMs: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs < 60_000 ? 1 : delayMs);
    return () => clearTimeout(timer);
  },
};

const freeBytes = values["free-bytes"];
const engine = await openEngine({ dataDir: values.data });
const store = openModelStore({
  folder: join(values.data, "models"),
  mirror: values.hub,
  fetch: globalThis.fetch,
  catalogue: toyCatalogue(),
  runtimes: [],
  clock,
  ...(freeBytes === undefined ? {} : { freeBytes: async () => Number(freeBytes) }),
});
const config = loadConfig({ env: { ...process.env, HEADWAY_DATA: values.data }, cwd: values.data });
const service = modelsService({
  ...modelsPorts(config, process.env, async () => store),
  recommend: async (languages) => ({ languages: languages ?? ["en"], names: ["voice-en", "ear"] }),
});
registerService(engine, service, config);
await engine.start();
const server = await createHttpServer({
  engine,
  services: [service],
  config: httpConfig({
    port: Number(values.port),
    auth: values.auth === "keys" ? "keys" : "open",
    uploadDir: join(values.data, "uploads"),
    accessLog: false,
  }),
  log: {
    info: () => undefined,
    warn: () => undefined,
    error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  },
  clock: systemClock,
  ids: systemIds,
  ...(values.console === undefined ? {} : { console: { dir: values.console } }),
});
const { url } = await server.listen();
const keys =
  values.auth === "keys"
    ? await Promise.all([
        engine.keys.create("ann", { scopes: ["read", "submit"] }),
        engine.keys.create("ann", { scopes: ["read", "submit", "admin"] }),
        engine.keys.create("bob", { scopes: ["read", "submit", "admin"] }),
      ])
    : [];
process.stdout.write(`ready at ${url} ${keys.map(({ key }) => key).join(" ")}\n`);
