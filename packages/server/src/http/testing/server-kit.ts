import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import { systemClock, systemIds, type Engine, type EngineLog } from "@headway-jobs/engine";
import { z } from "zod";
import { defineService, type Service } from "../../service-kit/service.ts";
import { httpConfig, type HttpConfig } from "../config.ts";
import { createHttpServer, type HttpServer } from "../server.ts";
import { withOutage, type Outage } from "./outage.ts";
import { countingDialect } from "./counting-dialect.ts";
import { fileRoutes } from "./file-routes.ts";
import { openKitEngine } from "./kit-store.ts";

const inputSchema = z.object({
  name: z.string().min(1).max(100),
  /** Events before the end or the first wait. */
  events: z.number().int().min(0).max(200_000).default(3),
  /** Filler in each event, in characters. */
  padding: z.number().int().min(0).max(200_000).default(0),
  /** Waits for this many `go` signals, with an event after each. */
  waits: z.number().int().min(0).max(1_000).default(0),
  fail: z.boolean().default(false),
  /** An upload that becomes a file of the job. */
  upload: z.string().optional(),
  files: z.array(z.object({ name: z.string(), mediaType: z.string(), text: z.string() })).default([]),
});
export type CountingInput = z.infer<typeof inputSchema>;

/** A real service whose jobs count: so many events, waits and files as the input says. Its names are its aliases. */
export const countingService: Service<CountingInput> = defineService({
  kind: "video",
  title: "Counting",
  description: "Counts as far as it is told.",
  input: inputSchema,
  async prepare(input, call) {
    if (input.name === "refused") throw new HeadwayError("UNSUPPORTED_LANGUAGE", "This name is refused.");
    if (input.name === "used up") throw usedUp;
    const metadata = { name: input.name };
    const named = { aliases: [{ name: input.name }], metadata, sessionId: `session of ${input.name}` };
    if (input.upload === undefined) return named;
    const upload = await call.findUpload(input.upload);
    if (upload === null) throw new HeadwayError("NOT_FOUND", "There is no such upload.");
    const file = { name: "sent", mediaType: upload.mediaType, path: upload.path };
    const { upload: _differs, ...identity } = input;
    return { ...named, files: [file], identity: { ...identity, sha256: upload.sha256 } };
  },
  polled: {
    member: "counted",
    types: ["video.count"],
    limit: 2,
    entry: ({ seq, dataJson }) => ({ seq, n: z.object({ n: z.number() }).parse(JSON.parse(dataJson)).n }),
  },
  async workflow(ctx, input): Promise<JsonObject> {
    for (let at = 0; at < input.events; at += BURST) {
      const burst = Array.from({ length: Math.min(BURST, input.events - at) }, (_, index) => at + index + 1);
      await ctx.step(`count:${at}`, async () => null, {
        events: () => burst.map((n) => ({ type: "video.count", data: { n, padding: "x".repeat(input.padding) } })),
      });
    }
    for (let wait = 0; wait < input.waits; wait += 1) {
      await ctx.waitFor("go", z.object({}), {});
      await ctx.emit({ type: "video.gone", data: { wait } });
    }
    await ctx.step("files", async (step) => {
      for (const { name, mediaType, text } of input.files) {
        await step.saveArtifact({ name, mediaType, content: { bytes: Buffer.from(text) } });
      }
      return null;
    });
    if (input.fail) throw new HeadwayError("TOOL_FAILED", "The counting failed.", { retryable: false });
    return { counted: input.events };
  },
  timeLimitMs: 600_000,
  concurrency: 50,
  routes: [
    {
      method: "POST",
      path: "/count",
      scope: "submit",
      summary: "Count, and answer when done",
      tag: "Counting",
      body: inputSchema,
      responses: { 200: { description: "Counted." } },
      validation: "fields",
      creates: true,
      async handle(request, call) {
        const job = await call.submit(request.body);
        const ended = request.prefer.respondAsync ? job : await call.waitForEnd(job, request.prefer.waitMs);
        return { kind: "json", status: 200, body: { status: ended.status, job_id: job.jobId } };
      },
    },
    ...fileRoutes,
  ],
  streams: [
    {
      path: "/count/:id/progress",
      summary: "The sum so far",
      tag: "Counting",
      dialect: countingDialect,
      cursorQuery: "from",
      headers: { "Content-Encoding": "none" },
      find: async ({ owner, params, cursorJobId }, engine) =>
        engine.find(owner, cursorJobId ?? z.object({ id: z.string() }).parse(params).id),
      absent: (elapsedMs) => (elapsedMs < 400 ? { frames: [], nextInMs: 20 } : { frames: [], nextInMs: null }),
    },
    {
      path: "/count/:id/alone",
      summary: "The sum so far, for one reader at a time",
      tag: "Counting",
      dialect: countingDialect,
      cursorQuery: "from",
      oneReader: { retryMs: 300 },
      find: async ({ owner, params }, engine) => engine.find(owner, z.object({ id: z.string() }).parse(params).id),
    },
  ],
  readiness: async () => ({ counting: true }),
});

const BURST = 500;
const PERIOD_MS = 3_600_000;
const usedUp = new HeadwayError("QUOTA", "All is used up.", {
  extra: { usage: { limit: 5, used: 5, remaining: 0, resetsAtMs: Date.now() + PERIOD_MS } },
});

export interface ServerKit {
  readonly engine: Engine;
  readonly outage: Outage;
  readonly url: string;
  readonly server: HttpServer;
  readonly uploadDir: string;
  /** Lets a waiting job continue. */
  go(jobId: string, owner?: string): Promise<void>;
  close(): Promise<void>;
}

/** A real server over a real engine in a directory of its own. */
export async function startServerKit(
  settings: Partial<HttpConfig> = {},
  consoleDir?: string,
  log: EngineLog = keepingFailures,
): Promise<ServerKit> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "headway-http-"));
  const { engine, outage } = withOutage(await openKitEngine(dataDir));
  engine.register("video", countingService);
  await engine.start();
  const uploadDir = path.join(dataDir, "uploads");
  const server = await createHttpServer({
    engine,
    services: [countingService],
    config: httpConfig({ port: 0, uploadDir, accessLog: false, ...settings }),
    log,
    clock: systemClock,
    ids: systemIds,
    ...(consoleDir === undefined ? {} : { console: { dir: consoleDir } }),
  });
  const { url } = await server.listen();
  let signals = 0;
  return {
    engine,
    outage,
    url,
    server,
    uploadDir,
    async go(jobId, owner = "local") {
      signals += 1;
      await engine.signal({ owner, jobId, name: "go", signalId: `go-${signals}`, value: {} });
    },
    async close() {
      outage.end();
      await server.close({ graceMs: 200 });
      await engine.stop({ graceMs: 200 });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What the servers of this test file logged as errors: nothing may be there at the end. */
export const failures: { readonly fields: unknown; readonly message: string }[] = [];

export const keepingFailures: EngineLog = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => failures.push({ fields, message }),
};
