import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { execaNode } from "execa";

const ROOT = new URL("../../../", import.meta.url);
const LAUNCHER = new URL("packages/server/bin/headway.mjs", ROOT);

export interface ServedHeadway {
  readonly url: string;
  /** From the start of the process to the first request answered with "ready". */
  readonly startMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The server as a user starts it, in a process of its own, ready to take requests. */
export async function serveHeadway(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServedHeadway> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const startedAt = performance.now();
  const server = execaNode(LAUNCHER, ["serve"], {
    cwd: ROOT,
    env: { HEADWAY_DATA: dataDir, HEADWAY_PORT: new URL(url).port, ...settings },
    stdout: "ignore",
    stderr: "inherit",
    reject: false,
  });
  let ended = false;
  void server.finally(() => (ended = true));
  while (!(await isReady(url))) {
    if (ended) throw new Error("the server ended before it was ready");
    await sleep(2);
  }
  const startMs = performance.now() - startedAt;
  return {
    url,
    startMs,
    pid: server.pid ?? 0,
    async stop() {
      server.nodeChildProcess.kill();
      await server;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
