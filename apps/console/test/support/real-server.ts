import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { removeFolder, scratchFolder } from "./scratch.ts";

const HEADWAY = fileURLToPath(new URL("../../../../packages/server/bin/headway.mjs", import.meta.url));

/** A server process of the test's own, on a data folder and a port that stay the same when it is killed and started again. */
export class RealServer {
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #data: string;
  #child: ChildProcess | null = null;

  static async start(env: Readonly<Record<string, string>> = {}): Promise<RealServer> {
    const server = new RealServer(await freePort(), env);
    await server.start();
    return server;
  }

  private constructor(port: number, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#data = scratchFolder();
    this.#env = {
      ...process.env,
      ...env,
      HEADWAY_HOST: "127.0.0.1",
      HEADWAY_PORT: String(port),
      HEADWAY_PROBE: "off",
      HEADWAY_DATA: this.#data,
    };
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [HEADWAY, "serve"], { env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    // A server that ran longer than its tests would write into the folder that is removed after them.
    process.prependOnceListener("exit", this.#endWithTests);
    const said = await firstOutput(child, this.url);
    if (!said.includes(this.url)) throw new Error(`the server did not start:\n${said}`);
  }

  readonly #endWithTests = (): void => void this.#child?.kill("SIGKILL");

  /** Ends it without a word, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Output of another command of the CLI on the same data. */
  async run(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [HEADWAY, ...args], { env: this.#env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    await once(child, "close");
    return output;
  }

  async close(): Promise<void> {
    await this.kill();
    process.off("exit", this.#endWithTests);
    removeFolder(this.#data);
  }
}

/** What the process said until it named `ready` or ended. */
function firstOutput(child: ChildProcess, ready: string): Promise<string> {
  return new Promise((resolve) => {
    let output = "";
    const take = (text: Buffer): void => {
      output += text.toString();
      if (output.includes(ready)) resolve(output);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.once("exit", () => resolve(output));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
