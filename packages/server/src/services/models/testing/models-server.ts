import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startStubHub, type StubHub } from "@headway-jobs/local-models/testing/stub-hub";
import { type ClientOptions, createClient, type Client } from "@headway-jobs/client";
import { onTestFinished } from "vitest";
import { serveToys } from "./toy-catalogue.ts";

const SCRIPT = fileURLToPath(new URL("./serve-models.ts", import.meta.url));

/** A real server over a stub hub, in a process that can be killed and started again on the same data. */
export class ModelsServer {
  readonly hub: StubHub;
  readonly #dataDir: string;
  readonly #options: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #url = "";
  #keys: readonly string[] = [];

  private constructor(
    hub: StubHub,
    dataDir: string,
    env: Readonly<Record<string, string>>,
    options: readonly string[],
  ) {
    this.hub = hub;
    this.#dataDir = dataDir;
    this.#options = options;
    this.#env = env;
  }

  /** Ends with the test. The options are those of the script; `env` are further settings. */
  static async start(...given: readonly (string | { readonly env: Readonly<Record<string, string>> })[]) {
    const hub = await startStubHub();
    serveToys(hub);
    const options = given.filter((one) => typeof one === "string");
    const env = Object.assign({}, ...given.flatMap((one) => (typeof one === "string" ? [] : [one.env])));
    const dataDir = await mkdtemp(join(tmpdir(), "headway-model-jobs-"));
    const server = new ModelsServer(hub, dataDir, env, options);
    onTestFinished(() => server.dispose());
    await server.boot();
    return server;
  }

  async boot(): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, "--data", this.#dataDir, "--hub", this.hub.url, ...this.#options], {
      env: { ...process.env, ...this.#env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    const ready = Promise.withResolvers<string>();
    createInterface({ input: child.stdout }).once("line", ready.resolve);
    child.once("exit", (code) => ready.reject(new Error(`the server ended with code ${code}`)));
    const [url = "", ...keys] = (await ready.promise).replace("ready at ", "").trim().split(" ");
    this.#url = url;
    this.#keys = keys;
  }

  /** With keys: 0 = ann without admin, 1 = ann with it, 2 = bob with it. */
  client(keyIndex?: number): Client {
    const options: ClientOptions = { baseUrl: this.#url };
    return createClient(keyIndex === undefined ? options : { ...options, apiKey: this.#keys[keyIndex] ?? "" });
  }

  request(path: string, init: RequestInit = {}, keyIndex?: number): Promise<Response> {
    const key = keyIndex === undefined ? {} : { "x-api-key": this.#keys[keyIndex] ?? "" };
    return fetch(this.#url + path, { ...init, headers: { ...key, "Content-Type": "application/json" } });
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
    await this.hub.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Names of part files. */
  async parts(): Promise<readonly string[]> {
    const names = await readdir(join(this.#dataDir, "models", ".downloads")).catch(() => []);
    return names.filter((name) => name.endsWith(".part"));
  }

  get modelsDir(): string {
    return join(this.#dataDir, "models");
  }
}
