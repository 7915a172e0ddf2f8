import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobResource } from "@headway-jobs/contract";
import { type NodeClock, openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { composeProviders } from "../../../compose/providers.ts";
import { httpSettings } from "../../../compose/http-settings.ts";
import { registerService } from "../../../compose/engine.ts";
import { composeServices } from "../../../compose/services.ts";
import { loadConfig } from "../../../config/load-config.ts";
import { createHttpServer } from "../../../http/server.ts";

/** Pauses are this much shorter: between two attempts that the engine makes, and of what a vendor asks for. */
const SPEED = 40;

const HURRIED: NodeClock = {
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(delayMs < 70_000 ? delayMs / SPEED : delayMs, callback),
};

/** All of a server within this process, by its settings, with the real providers and a clock that shortens pauses between attempts. */
export class WholeServer implements AsyncDisposable {
  readonly #url: string;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.#url = url;
    this.#stop = stop;
  }

  static async start(env: Readonly<Record<string, string>>, dataDir?: string): Promise<WholeServer> {
    const dir = dataDir ?? (await mkdtemp(join(tmpdir(), "headway-whole-")));
    const settings = { HEADWAY_DATA: dir, HEADWAY_PORT: "0", HEADWAY_MODELS: join(dir, "models"), ...env };
    const config = loadConfig({ env: settings, cwd: dir });
    const providers = composeProviders(config, { PATH: process.env["PATH"], ...env }, undefined);
    const engine = await openEngine({ dataDir: config.dataDir, clock: HURRIED });
    const services = composeServices({ config, providers, engine });
    for (const service of services) registerService(engine, service, config);
    await engine.start();
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const http = await createHttpServer({
      engine,
      services,
      config: httpSettings(config),
      log: silent,
      clock: systemClock,
      ids: systemIds,
    });
    const { url } = await http.listen();
    return new WholeServer(url, async () => {
      await http.close({ graceMs: 100 });
      await engine.stop({ graceMs: 100 });
      await providers.transcription.close();
      if (dataDir === undefined) await rm(dir, { recursive: true, force: true });
    });
  }

  url(path: string): string {
    return new URL(path, this.#url).href;
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(this.url(path), init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async job(jobId: string): Promise<JobResource> {
    return (await (await fetch(this.url(`/v1/jobs/${jobId}`))).json()) as JobResource;
  }

  /** Warnings of a job in its resource. */
  async warnings(jobId: string): Promise<readonly { readonly code: string; readonly message: string }[]> {
    const { metadata } = await this.job(jobId);
    return (metadata["warnings"] ?? []) as { code: string; message: string }[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
