import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { AnswerBody } from "./answer-body.ts";

const SCRIPT = fileURLToPath(new URL("./serve-held.ts", import.meta.url));

/** A real server in a process of its own that holds at one place of its work, over a data folder that is kept after kills. */
export class HeldServer {
  readonly #dataDir: string;
  readonly #place: string;
  #child: ChildProcess | undefined;
  #url = "";
  #held: Promise<void> = Promise.resolve();

  private constructor(dataDir: string, place: string) {
    this.#dataDir = dataDir;
    this.#place = place;
  }

  static async start(place: string): Promise<HeldServer> {
    const server = new HeldServer(await mkdtemp(join(tmpdir(), "headway-documents-")), place);
    await server.boot();
    return server;
  }

  async boot(): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, this.#dataDir, this.#place], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const ready = Promise.withResolvers<string>();
    const held = Promise.withResolvers<void>();
    this.#held = held.promise;
    lines.on("line", (line) => {
      const url = /^ready at (.*)$/.exec(line)?.[1];
      if (url !== undefined) ready.resolve(url);
      if (line.startsWith("held at ")) held.resolve();
    });
    child.once("exit", (code) => ready.reject(new Error(`the server ended with code ${code}`)));
    this.#url = await ready.promise;
  }

  /** Resolves when the server stands at its place. */
  get held(): Promise<void> {
    return this.#held;
  }

  /** From the next time it comes by, nothing is held any more. */
  async letGo(): Promise<void> {
    await writeFile(join(this.#dataDir, "go"), "");
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  url(path: string): string {
    return this.#url + path;
  }

  async json(path: string, body?: unknown): Promise<AnswerBody> {
    const headers = { Accept: "application/json", "Content-Type": "application/json" };
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(this.#url + path, { headers, ...sent })).json() as Promise<AnswerBody>;
  }

  /** What the editor has worked on, as often as it has. */
  async worked(): Promise<string[]> {
    return (await readFile(join(this.#dataDir, "work.log"), "utf8")).trimEnd().split("\n");
  }
}
