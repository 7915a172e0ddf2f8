import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, isKindEvent } from "@headway-jobs/client";
import type { JsonObject } from "@headway-jobs/contract";
import { openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { registerService } from "../compose/engine.ts";
import { httpConfig } from "../http/config.ts";
import { createHttpServer } from "../http/server.ts";
import { failures, keepingFailures } from "../http/testing/server-kit.ts";
import { defineJob, JobError, uploadId, workflowContext } from "./define-job.ts";
import { defineService } from "./service.ts";

/** Asks as often as it is told, and returns the answers. */
const asking = defineJob({
  kind: "asking",
  title: "Asking",
  input: z.object({ questions: z.array(z.string()), at_once: z.boolean().default(false) }),
  nameOf: ({ questions }) => questions.join(" "),
  async workflow(ctx, { questions, at_once: atOnce }) {
    if (atOnce) await Promise.all(questions.map((question) => ctx.approval(question)));
    const answers = [];
    for (const question of questions)
      answers.push(await ctx.approval(question, { details: { asked: answers.length } }));
    return { answers };
  },
});

const filing = defineJob({
  kind: "filing",
  title: "Filing",
  input: z.object({ text: uploadId().nullish(), name: z.string().default("copy.txt") }),
  async workflow(ctx, { text, name }) {
    await ctx.emit({ type: "filing.began", data: { name } });
    if (typeof text === "string") await ctx.artifact(name, await readFile(ctx.inputFile("text")));
  },
});

const failing = defineJob({
  kind: "failing",
  title: "Failing",
  input: z.object({ expected: z.boolean() }),
  workflow: async (_ctx, { expected }) => {
    throw expected ? new JobError("The shelf is full.") : new Error("secret at /etc/shelf");
  },
});

/** A service of all powers that uses few of them. */
const noting = defineService({
  kind: "noting",
  title: "Noting",
  description: "Asks before it notes.",
  input: z.object({}),
  prepare: async () => ({}),
  workflow: async (ctx) => ({ noted: (await workflowContext(ctx).approval("Note it?")).approved }),
  timeLimitMs: 60_000,
  concurrency: 1,
});

let url = "";
let apiKey = "";
let client: Client;
let close: () => Promise<void>;
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-define-job-"));
  const engine = await openEngine({ dataDir });
  const services = [asking, filing, failing, noting];
  for (const service of services) registerService(engine, service, { dataDir });
  await engine.start();
  const http = await createHttpServer({
    engine,
    services,
    config: httpConfig({ port: 0, auth: "keys", uploadDir: join(dataDir, "uploads"), accessLog: false }),
    log: keepingFailures,
    clock: systemClock,
    ids: systemIds,
  });
  ({ url } = await http.listen());
  ({ key: apiKey } = await engine.keys.create("ann"));
  client = createClient({ baseUrl: url, apiKey });
  close = async () => {
    await http.close({ graceMs: 200 });
    await engine.stop({ graceMs: 200 });
    await rm(dataDir, { recursive: true, force: true });
  };
});
afterAll(async () => {
  await close();
  expect(failures).toEqual([]);
});

/** A job that waits with its `number`-th question. */
async function asked(...questions: readonly string[]): Promise<string> {
  const { job_id: jobId } = await client.jobs.create({ kind: "asking", input: { questions } });
  await untilAsked(jobId, 1);
  return jobId;
}

async function untilAsked(jobId: string, number: number): Promise<void> {
  for await (const event of client.events(jobId)) {
    if (event.type === "job.awaiting_approval" && event["approval_id"] === `approval-${number}`) return;
  }
  throw new Error("the job ended without a question");
}

describe("an approval", () => {
  it("is shown while the job waits, and the workflow gets the decision with its comment", async () => {
    const jobId = await asked("Now?");
    expect(await client.jobs.get(jobId)).toMatchObject({
      status: "awaiting_approval",
      metadata: { title: "Now?", approval: { approval_id: "approval-1", question: "Now?", details: { asked: 0 } } },
    });
    await client.jobs.approve(jobId, { approved: false, comment: "Not yet." });
    const { result, metadata } = await client.jobs.waitForEnd(jobId);
    expect(result).toEqual({ answers: [{ approved: false, comment: "Not yet." }] });
    expect(metadata).not.toHaveProperty("approval");
  });

  it("may follow another one", async () => {
    const jobId = await asked("First?", "Second?");
    await client.jobs.approve(jobId, { approved: true });
    await untilAsked(jobId, 2);
    expect((await client.jobs.get(jobId)).metadata["approval"]).toMatchObject({
      question: "Second?",
      details: { asked: 1 },
    });
    await client.jobs.approve(jobId, { approved: false, approval_id: "approval-2" });
    expect((await client.jobs.waitForEnd(jobId)).result).toEqual({
      answers: [
        { approved: true, comment: null },
        { approved: false, comment: null },
      ],
    });
  });

  it("is decided once: the same again is fine, another decision is a conflict, also after the end", async () => {
    const jobId = await asked("Now?");
    const decide = (approved: boolean) => client.jobs.approve(jobId, { approved, approval_id: "approval-1" });
    const outcomes = await Promise.allSettled([decide(true), decide(false), decide(true)]);
    const ended = await client.jobs.waitForEnd(jobId);
    const [answer] = z.object({ answers: z.array(z.object({ approved: z.boolean() })) }).parse(ended.result).answers;
    expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(
      [true, false, true].map((approved) => approved === answer?.approved),
    );
    expect(await decide(answer?.approved === true)).toMatchObject({ status: "completed" });
    await expect(decide(answer?.approved !== true)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is refused when the job waits for another one, or for none", async () => {
    const jobId = await asked("Now?");
    const notAwaited = { status: 409, code: "CONFLICT" };
    await expect(client.jobs.approve(jobId, { approved: true, approval_id: "approval-2" })).rejects.toMatchObject(
      notAwaited,
    );
    await client.jobs.cancel(jobId);
    await expect(client.jobs.approve(jobId, { approved: true })).rejects.toMatchObject(notAwaited);
    const { job_id: filed } = await client.jobs.create({ kind: "filing", input: {} });
    await client.jobs.waitForEnd(filed);
    await expect(client.jobs.approve(filed, { approved: true })).rejects.toMatchObject(notAwaited);
    await expect(client.jobs.approve("job_unknown", { approved: true })).rejects.toMatchObject({ status: 404 });
  });

  it("can be given by a stream token of the job with that scope, and of no other job", async () => {
    const [jobId, other] = [await asked("Now?"), await asked("Later?")];
    const { token } = await client.streamToken(jobId, { scopes: ["read", "approve"] });
    const approve = (id: string) =>
      fetch(`${url}/v1/jobs/${id}/approve?token=${token}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ approved: true }),
      });
    expect((await approve(other)).status).toBe(401);
    expect((await approve(jobId)).status).toBe(200);
    expect(await client.jobs.waitForEnd(jobId)).toMatchObject({ status: "completed" });
    await client.jobs.cancel(other);
  });

  it("cannot be asked while another one is open", async () => {
    const input = { questions: ["One?", "Two?"], at_once: true };
    const { job_id: jobId } = await client.jobs.create({ kind: "asking", input });
    expect(await client.jobs.waitForEnd(jobId)).toMatchObject({ status: "failed", error: { code: "INTERNAL" } });
    failures.length = 0;
  });
});

describe("a defined service", () => {
  it("needs no routes and no streams, and shows an approval only while its job waits for it", async () => {
    const { job_id: jobId } = await client.jobs.create({ kind: "noting", input: {} });
    await untilAsked(jobId, 1);
    expect((await client.jobs.get(jobId)).metadata).toHaveProperty("approval");
    await client.jobs.approve(jobId, { approved: true });
    const { result, metadata } = await client.jobs.waitForEnd(jobId);
    expect(result).toEqual({ noted: true });
    expect(metadata).not.toHaveProperty("approval");
  });
});

const define = (input: z.ZodType<JsonObject>) => () =>
  defineJob({ kind: "two", title: "Two", input, workflow: async () => undefined });

describe("a defined job", () => {
  it("gets an uploaded file, saves an artifact of the type of its name, and has it again at a rerun", async () => {
    const { upload_id: text } = await client.upload(new Blob(["a text"], { type: "text/plain" }), "a.txt");
    const first = await client.jobs.create({ kind: "filing", input: { text } });
    await client.jobs.waitForEnd(first.job_id);
    const removed = await fetch(`${url}/v1/uploads/${text}`, { method: "DELETE", headers: { "x-api-key": apiKey } });
    expect(removed.status).toBe(204);
    const second = await client.jobs.rerun(first.job_id, { input: { name: "copy.md" } });
    const events = [];
    for await (const event of client.events(second.job_id)) if (isKindEvent(event, "filing")) events.push(event);
    expect(events).toMatchObject([{ type: "filing.began", name: "copy.md" }]);
    expect(await client.jobs.get(second.job_id)).toMatchObject({ status: "completed", result: {} });
    const [artifact] = await client.artifacts(second.job_id);
    expect(artifact).toMatchObject({ name: "copy.md", media_type: "text/markdown; charset=utf-8" });
    expect(await (await client.download(second.job_id, "copy.md")).text()).toBe("a text");
  });

  it("may come without a file where its upload is optional or nullable", async () => {
    for (const input of [{}, { text: null }]) {
      const { job_id: jobId } = await client.jobs.create({ kind: "filing", input });
      expect(await client.jobs.waitForEnd(jobId)).toMatchObject({ status: "completed" });
      expect(await client.artifacts(jobId)).toEqual([]);
    }
  });

  it("is refused for an upload that is not there", async () => {
    const refused = client.jobs.create({ kind: "filing", input: { text: "upload_none" } });
    await expect(refused).rejects.toMatchObject({ status: 422, message: expect.stringContaining("POST /v1/uploads") });
  });

  it("tells its owner what a JobError says, and of any other error only that it is internal", async () => {
    const errors = [];
    for (const expected of [true, false]) {
      const { job_id: jobId } = await client.jobs.create({ kind: "failing", input: { expected } });
      errors.push((await client.jobs.waitForEnd(jobId)).error);
    }
    expect(errors).toEqual([
      { code: "JOB_FAILED", message: "The shelf is full." },
      { code: "INTERNAL", message: "The job failed because of an internal error." },
    ]);
  });

  it("is listed by its kind, and a kind that the server does not have is refused with those that it has", async () => {
    const { jobs } = await client.jobs.list({ kind: "failing" });
    expect(new Set(jobs.map(({ kind }) => kind))).toEqual(new Set(["failing"]));
    const refusal = { status: 422, message: "this server has no video jobs, only: asking, filing, failing, noting." };
    await expect(client.jobs.list({ kind: "video" })).rejects.toMatchObject(refusal);
    await expect(client.jobs.create({ kind: "video", input: {} })).rejects.toMatchObject(refusal);
  });

  it("appears in the live list with its kind", async () => {
    const { job_id: jobId } = await client.jobs.create({ kind: "failing", input: { expected: true } });
    const stop = new AbortController();
    const kinds: string[] = [];
    for await (const change of client.changes({ after: 0, signal: stop.signal })) {
      if (change.job_id !== jobId) continue;
      kinds.push(change.kind);
      break;
    }
    stop.abort();
    expect(kinds).toEqual(["failing"]);
  });

  it("has one upload at most, in all forms of its input", () => {
    const [one, two] = [z.object({ one: uploadId() }), z.object({ two: uploadId().nullable() })];
    expect(define(one.extend(two.shape))).toThrow("The input of a job can have one upload.");
    expect(define(z.union([one, two]))).toThrow("The input of a job can have one upload.");
    expect(define(z.union([one, one.extend({ name: z.string() })]))).not.toThrow();
  });

  it.each<[string, z.ZodType<JsonObject>]>([
    ["a list", z.object({ files: z.array(uploadId()) })],
    ["a list of one of its forms", z.object({ file: uploadId().or(z.array(uploadId())) })],
    ["another object", z.object({ sound: z.object({ file: uploadId() }).nullable() })],
    ["a record", z.record(z.string(), uploadId())],
  ])("has no upload within %s", (_what, input) => {
    expect(define(input)).toThrow("An upload must be a member of the input itself");
  });
});
