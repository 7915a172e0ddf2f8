import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENDED_STATUSES, type JsonObject } from "@headway-jobs/contract";
import { z } from "zod";
import { openSqlite } from "../db/sqlite.ts";
import type { Engine } from "../api/engine.ts";
import { openEngine } from "../assembly/open-engine.ts";
import type { JobContext, StepContext } from "../api/workflow.ts";

// A server in little, to be killed by kill.test.ts: jobs with steps, events, artifacts and a wait, and a reader of each job that
// remembers its cursor. What it does goes line by line into files that are kept after it.

const OWNER = "ada";
const JOBS = 5;
const STEPS = 8;

const [dataDir = ""] = process.argv.slice(2);
const workLog = join(dataDir, "work.log");
const readLog = join(dataDir, "reads.log");

/** Writes down which steps are finished now; no later line may say that one of them began. */
async function noteFinished(): Promise<void> {
  const db = await openSqlite({ file: join(dataDir, "headway.db") });
  const rows = await db.queryArrays<[string, string]>(
    "SELECT j.job_id, n.name FROM journal n JOIN jobs j ON j.job_key = n.job_key WHERE n.kind = 'step'",
  );
  await db.close();
  for (const [jobId, name] of rows) appendFileSync(workLog, `finished ${jobId} ${name.slice("step:".length)}\n`);
}

async function slide(ctx: JobContext, step: StepContext, name: string): Promise<{ readonly hash: string }> {
  appendFileSync(workLog, `began ${ctx.job.jobId} ${name}\n`);
  await step.progress({ phase: name, progress: Number(name) * 10, message: "drawing" });
  const content = `${ctx.job.jobId} ${name}`.repeat(100);
  const file = join(step.scratchDir, "slide");
  writeFileSync(file, content);
  await step.saveArtifact({ name: `${name}.txt`, mediaType: "text/plain", content: { file } });
  await step.saveArtifact({
    name: `${name}.voice`,
    mediaType: "text/plain",
    internal: true,
    content: { bytes: Buffer.from(`voice ${content}`) },
  });
  return { hash: createHash("sha256").update(content).digest("hex") };
}

const approval = z.object({ file: z.object({ sha256: z.string() }) });

async function workflow(ctx: JobContext): Promise<JsonObject> {
  await ctx.emit({ type: "video.opened", data: {} });
  const names = Array.from({ length: STEPS }, (_, index) => String(index + 1));
  const draw = (name: string): Promise<{ readonly hash: string }> =>
    ctx.step(name, (step) => slide(ctx, step, name), {
      events: ({ hash }) => [{ type: "video.drawn", data: { name, hash } }],
    });
  const first = await ctx.parallel(names.slice(0, 4), { concurrency: 2 }, draw);
  const { file } = await ctx.waitFor("approval", approval, { status: "awaiting_approval", lingerMs: 5 });
  const decided = await ctx.step("decision", async () => readFileSync(ctx.artifactPath(file), "utf8"));
  await ctx.emit({ type: "video.approved", data: {} });
  const rest = await ctx.parallel(names.slice(4), { concurrency: 2 }, draw);
  await ctx.warn("DULL", "slides are dull");
  ctx.onCompletion({
    operations: 16,
    document: {
      collection: "ends",
      name: "all",
      change: ({ value }) => ({
        summary: {},
        value: { ...value, [ctx.job.jobId]: Number(value[ctx.job.jobId] ?? 0) + 1 },
      }),
    },
  });
  return { hashes: [...first, ...rest].map(({ hash }) => hash), decided };
}

/** What a reader of the job has written down, up to its last whole line. */
function cursorOf(jobId: string): number {
  const text = readFileSync(readLog, { encoding: "utf8", flag: "a+" });
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const seqs = lines.filter((line) => line.startsWith(`${jobId} `)).map((line) => Number(line.split(" ")[1]));
  return Math.max(0, ...seqs);
}

async function read(engine: Engine, jobId: string): Promise<void> {
  let cursor = cursorOf(jobId);
  const never = new AbortController().signal;
  for (;;) {
    const page = await engine.readEvents(jobId, cursor, 3);
    for (const event of page.events) {
      appendFileSync(readLog, `${jobId} ${event.seq} ${event.type}\n`);
      process.stdout.write(".\n");
    }
    cursor = page.next;
    if (page.ended) return;
    await engine.waitForEvent(jobId, cursor, never);
  }
}

async function conduct(engine: Engine, index: number): Promise<void> {
  const idempotency = { route: "kill", key: String(index), requestHash: "same" };
  const { job } = await engine.submit({ owner: OWNER, kind: "video", input: {}, idempotency });
  const found = await engine.find(OWNER, job.jobId);
  if (found !== null && !ENDED_STATUSES.has(found.status)) {
    await engine.signal({
      owner: OWNER,
      jobId: job.jobId,
      name: "approval",
      signalId: "1",
      value: {},
      admit: () => ({ record: true, metadata: { decided: true } }),
      file: { mediaType: "text/plain", bytes: Buffer.from(`decision on ${job.jobId}`) },
    });
  }
  await read(engine, job.jobId);
}

const engine = await openEngine({ dataDir });
await noteFinished();
engine.register("video", { workflow, timeLimitMs: 3_600_000, concurrency: 3 });
await engine.documents.ensure(OWNER, "ends", "all", { summary: {}, value: {} });
await engine.start();
// A pause before a job is tried again keeps no process alive; a server's port does.
const alive = setInterval(() => undefined, 60_000);
await Promise.all(Array.from({ length: JOBS }, (_, index) => conduct(engine, index)));
clearInterval(alive);
await engine.stop();
process.stdout.write("all ended\n");
