import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type JobEventResource, jobEventSchema, type JobResource, jobResourceSchema } from "@headway-jobs/contract";
import { createParser } from "eventsource-parser";
import { z } from "zod";

const LAUNCHER = fileURLToPath(new URL("../../../../bin/headway.mjs", import.meta.url));

/** A real server in a process of its own, over a data directory of its own that outlives kills. */
export class TestServer {
  readonly dataDir: string;
  private readonly env: Readonly<Record<string, string>>;
  private child: ChildProcess | undefined;
  private address = "";

  private constructor(dataDir: string, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.env = env;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), "headway-video-")), env);
    await server.boot();
    return server;
  }

  async boot(): Promise<void> {
    const child = spawn(process.execPath, [LAUNCHER, "serve"], {
      env: {
        PATH: process.env["PATH"],
        HEADWAY_DATA: this.dataDir,
        HEADWAY_PORT: "0",
        HEADWAY_PROBE: "off",
        HEADWAY_LOG_LEVEL: "warn",
        ...this.env,
      },
      cwd: this.dataDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    this.address = await new Promise((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const url = /is ready: .*?(http:\/\/[\w.:]+)/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with code ${code}: ${said}`)));
    });
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  url(path: string): string {
    return new URL(path, this.address).href;
  }

  async post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(this.url(path), {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  }

  /** Submits and answers the job's id. */
  async generate(input: unknown): Promise<string> {
    const { status, body } = await this.post("/api/generate", input, { Prefer: "respond-async" });
    if (status !== 202) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
    return z.string().parse(body["job_id"]);
  }

  async job(jobId: string): Promise<JobResource> {
    return jobResourceSchema.parse(await (await fetch(this.url(`/v1/jobs/${jobId}`))).json());
  }

  /** Follows the job's log; ends with the stream, or when the server is gone. */
  async *events(jobId: string, afterSeq = 0): AsyncGenerator<JobEventResource> {
    const response = await fetch(this.url(`/v1/jobs/${jobId}/events?after=${afterSeq}`), {
      headers: { Accept: "text/event-stream" },
    });
    const waiting: JobEventResource[] = [];
    const parser = createParser({ onEvent: ({ data }) => waiting.push(jobEventSchema.parse(JSON.parse(data))) });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }));
        yield* waiting.splice(0);
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Waits for the job's end and returns its whole log. */
  async finish(jobId: string): Promise<JobEventResource[]> {
    return Array.fromAsync(this.events(jobId));
  }

  /** Artifacts of a job that its owner sees. */
  async artifacts(jobId: string): Promise<readonly { readonly name: string }[]> {
    const text = (await this.download(`/v1/jobs/${jobId}/artifacts`)).toString();
    return (JSON.parse(text) as { readonly artifacts: readonly { readonly name: string }[] }).artifacts;
  }

  async download(path: string): Promise<Buffer> {
    const response = await fetch(this.url(path));
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Every file below a folder of the data directory. */
  async files(folder: string): Promise<string[]> {
    const entries = await readdir(join(this.dataDir, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }
}
