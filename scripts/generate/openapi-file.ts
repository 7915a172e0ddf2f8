import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../packages/server/src/config/load-config.ts";
import { startServer } from "../../packages/server/src/main.ts";

// Where no deployment is meant; a running server names its own address.
const NEUTRAL_SERVER = "http://127.0.0.1:8787";

/** docs/openapi.json: what a server with default settings says of itself. */
export async function openapiFile(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "headway-openapi-"));
  const env = { HEADWAY_PORT: "0", HEADWAY_DATA: data, HEADWAY_LOG_LEVEL: "silent" };
  const server = await startServer(loadConfig({ env, cwd: data }));
  try {
    const response = await fetch(`${server.url}/openapi.json`);
    if (!response.ok) throw new Error(`GET /openapi.json answered ${response.status}`);
    const document: unknown = await response.json();
    return `${JSON.stringify(document, null, 2).replaceAll(server.url, NEUTRAL_SERVER)}\n`;
  } finally {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
}
