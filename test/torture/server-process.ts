import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../packages/server/bin/headway.mjs", import.meta.url));
const START_LIMIT_MS = 60_000;

export interface ServerOptions {
  readonly dataDir: string;
  readonly port: number;
  /** PostgreSQL's URL; the embedded store without one. */
  readonly databaseUrl?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real server in a process of its own, which can be killed, suspended and started again on the same port and data. */
export class ServerProcess {
  readonly url: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  starts = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const { dataDir, port, databaseUrl, settings } = this.#options;
    this.starts += 1;
    const child = spawn(process.execPath, [BIN, "serve"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        HEADWAY_DATA: dataDir,
        HEADWAY_PORT: String(port),
        HEADWAY_PROBE: "off",
        ...(databaseUrl === undefined ? {} : { HEADWAY_DATABASE_URL: databaseUrl }),
        ...settings,
      },
    });
    const log = createWriteStream(join(dataDir, `server-${port}.log`), { flags: "a" });
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    this.#child = child;
    const limitMs = performance.now() + START_LIMIT_MS;
    while (!(await this.answers())) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (performance.now() > limitMs) throw new Error(`the server on port ${port} does not answer; see ${dataDir}`);
      await sleep(30);
    }
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(1000) })).ok;
    } catch {
      return false;
    }
  }

  /** Resolves when the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  suspend(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** Processes that still run with this data folder in their environment, by their command lines. Linux only; elsewhere none. */
export async function processesOf(dataDir: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (!environ.includes(`HEADWAY_DATA=${dataDir}\0`)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command !== "") found.push(`${pid} ${command.replaceAll("\0", " ").trim()}`);
  }
  return found;
}
