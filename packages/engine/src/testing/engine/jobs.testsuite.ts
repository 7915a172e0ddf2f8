import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

export function jobSuite(suite: EngineSuite): void {
  describe("jobs", () => {
    it("runs a job from its input to its result and logs its way", async () => {
      const harness = await openHarness(suite, { workflow: async (_, input) => ({ echo: input }) });
      const job = await harness.submit({ input: { topic: "tides" }, metadata: { a: 1 }, sessionId: "s1" });
      expect(job).toMatchObject({ status: "pending", progress: 0, lastSeq: 1, result: null });
      const ended = await harness.ended(job.jobId);
      expect(ended).toMatchObject({
        status: "completed",
        progress: 100,
        result: { echo: { topic: "tides" } },
        input: { topic: "tides" },
        metadata: { a: 1 },
        sessionId: "s1",
        error: null,
        lastSeq: 3,
      });
      expect(await harness.types(job.jobId)).toEqual(["job.queued", "job.started", "job.completed"]);
    });

    it("gives the same job at the submission and at a read", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit({ input: { a: [1, "ü\u2028"] }, jobType: "lesson", metadata: { m: null } });
      expect(await harness.engine.find(OWNER, job.jobId)).toEqual(job);
    });

    it("hides jobs from other owners", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit({ aliases: [{ name: "tides" }] });
      expect(await harness.engine.find("eve", job.jobId)).toBeNull();
      expect(await harness.engine.find("eve", "tides")).toBeNull();
      expect(await harness.engine.cancel("eve", job.jobId)).toBeNull();
      expect(await harness.engine.remove("eve", job.jobId)).toBe(false);
      const signal = { owner: "eve", jobId: job.jobId, name: "go", signalId: "1", value: {} };
      await expect(harness.engine.signal(signal)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await harness.engine.list({ owner: "eve", limit: 10 })).toEqual({ jobs: [], total: 0, nextCursor: null });
    });

    it("finds the newest job of a name, names of rank 0 first", async () => {
      const harness = await openHarness(suite, { idle: true });
      await harness.submit({ aliases: [{ name: "tides" }, { name: "tide", rank: 1 }] });
      const second = await harness.submit({
        aliases: [{ name: "tides" }, { name: "tides" }, { name: "tide", rank: 1 }],
      });
      expect((await harness.engine.find(OWNER, "tides"))?.jobId).toBe(second.jobId);
      expect((await harness.engine.find(OWNER, "tide"))?.jobId).toBe(second.jobId);
      const third = await harness.submit({ aliases: [{ name: "tide" }] });
      await harness.submit({ aliases: [{ name: "tide", rank: 1 }] });
      expect((await harness.engine.find(OWNER, "tide"))?.jobId).toBe(third.jobId);
      expect(await harness.engine.find(OWNER, "'; DROP TABLE jobs; --")).toBeNull();
    });

    it.each([
      ["U+0000", "a\0b"],
      ["half a surrogate pair", "a\ud800b"],
      ["quotes and wildcards", "'\"%_\\"],
      ["more than an index takes", "x".repeat(10_000)],
      ["nothing", ""],
      ["any script", "ಕನ್ನಡ עברית 😀"],
    ])("keeps and finds names with %s", async (_, text) => {
      const workflow: TestWorkflow = async (ctx) => {
        await ctx.progress({ phase: text, progress: 1, message: text });
        await ctx.warn("ODD", text);
        await ctx.waitFor(text, z.object({ text: z.literal(text.toWellFormed()).or(z.literal(text)) }), {});
        throw new HeadwayError("VOICE_FAILED", await ctx.step(text, async () => text));
      };
      const harness = await openHarness(suite, { workflow });
      const idempotency = { route: "r", key: text, requestHash: text };
      const owner = `owner ${text}`;
      const job = await harness.submit({
        owner,
        aliases: [{ name: text }],
        sessionId: text,
        jobType: text,
        idempotency,
      });
      expect((await harness.engine.find(owner, text))?.jobId).toBe(job.jobId);
      expect((await harness.submit({ owner, idempotency })).jobId).toBe(job.jobId);
      const signal = { owner, jobId: job.jobId, name: text, signalId: text, value: { text } };
      expect(await harness.engine.signal(signal)).toEqual({ accepted: true });
      expect((await harness.ended(job.jobId, owner)).error?.code).toBe("VOICE_FAILED");
      expect(await harness.engine.findArtifact(owner, text)).toBeNull();
      expect(await harness.engine.cancel(owner, text)).toBeNull();
      await expect(harness.engine.readEvents(text, 0, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("lists newest first, in pages, by kind and status", async () => {
      const harness = await openHarness(suite, { idle: true });
      const jobs = [];
      for (let index = 0; index < 5; index += 1) jobs.push(await harness.submit());
      const speech = await harness.submit({ kind: "speech" });
      await harness.engine.cancel(OWNER, speech.jobId);
      const newestFirst = jobs.map((job) => job.jobId).toReversed();
      const first = await harness.engine.list({ owner: OWNER, kind: "video", limit: 2 });
      expect(first.total).toBe(5);
      expect(first.jobs.map((job) => job.jobId)).toEqual(newestFirst.slice(0, 2));
      const rest = await harness.engine.list({ owner: OWNER, kind: "video", limit: 3, cursor: first.nextCursor ?? "" });
      expect(rest.jobs.map((job) => job.jobId)).toEqual(newestFirst.slice(2));
      expect(rest.nextCursor).toBeNull();
      const cancelled = await harness.engine.list({ owner: OWNER, status: "cancelled", limit: 9 });
      expect(cancelled.jobs.map((job) => job.jobId)).toEqual([speech.jobId]);
      for (const cursor of ["", "x", "am9iXzE", `${first.nextCursor}=`]) {
        const listing = harness.engine.list({ owner: OWNER, limit: 2, cursor });
        await expect(listing).rejects.toMatchObject({ code: "INVALID_CURSOR" });
      }
    });

    it("gives the earlier job for a repeated idempotency key, also to twins at the same moment", async () => {
      const harness = await openHarness(suite, { idle: true });
      const request = { owner: OWNER, kind: "video" as const, input: {} };
      const idempotency = { route: "POST /v1/jobs", key: "k1", requestHash: "h1" };
      const twins = await Promise.all([1, 2, 3, 4].map(() => harness.engine.submit({ ...request, idempotency })));
      expect(new Set(twins.map(({ job }) => job.jobId)).size).toBe(1);
      expect(twins.filter(({ created }) => created)).toHaveLength(1);
      const other = harness.engine.submit({ ...request, idempotency: { ...idempotency, requestHash: "h2" } });
      await expect(other).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
      const elsewhere = [
        await harness.engine.submit({ ...request, idempotency: { ...idempotency, route: "POST /api/generate" } }),
        await harness.engine.submit({ ...request, owner: "eve", idempotency }),
      ];
      expect(elsewhere.map(({ created }) => created)).toEqual([true, true]);
    });

    it("forgets an idempotency key after a day", async () => {
      const harness = await openHarness(suite, { idle: true });
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const first = await harness.submit({ idempotency });
      await harness.clock.leap(23 * 3_600_000);
      expect((await harness.submit({ idempotency })).jobId).toBe(first.jobId);
      await harness.clock.leap(3_600_001);
      expect((await harness.submit({ idempotency })).jobId).not.toBe(first.jobId);
    });

    it("queues 1,000 jobs, refuses one more, and runs them all", async () => {
      const harness = await openHarness(suite, { idle: true });
      const jobs = await Promise.all(Array.from({ length: 1000 }, () => harness.submit()));
      await expect(harness.submit()).rejects.toMatchObject({ code: "QUEUE_FULL", retryable: true });
      expect((await harness.submit({ owner: "eve" })).status).toBe("pending");
      await harness.engine.start();
      for (const job of jobs) await harness.ended(job.jobId);
      const { jobsByStatus } = await harness.engine.usage(OWNER);
      expect(jobsByStatus).toEqual({ completed: 1000 });
    }, 120_000);

    it("runs no more jobs of an owner at once than allowed, and none is forgotten", async () => {
      let running = 0;
      let most = 0;
      const harness = await openHarness(suite, {
        limits: { runningPerOwner: 3 },
        concurrency: 20,
        workflow: async (ctx) => {
          running += 1;
          most = Math.max(most, running);
          await ctx.step("work", async () => undefined);
          running -= 1;
          return {};
        },
      });
      const jobs = await Promise.all(Array.from({ length: 12 }, () => harness.submit()));
      const neighbour = await harness.submit({ owner: "eve" });
      for (const job of jobs) await harness.ended(job.jobId);
      await harness.ended(neighbour.jobId, "eve");
      // The neighbour's job may run beside three of the owner's.
      expect(most).toBeLessThanOrEqual(4);
    });

    it("removes an ended job with all that belongs to it, and no running one", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("save", async (step) =>
            step.saveArtifact({ name: "a", mediaType: "text/plain", content: { bytes: new Uint8Array([1]) } }),
          );
          if (ctx.job.metadata["hold"] === true) await ctx.step("hold", (step) => untilAborted(step.signal));
          return {};
        },
      });
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const job = await harness.submit({ aliases: [{ name: "tides" }], idempotency });
      await harness.ended(job.jobId);
      expect(await harness.engine.remove(OWNER, job.jobId)).toBe(true);
      expect(await harness.engine.remove(OWNER, job.jobId)).toBe(false);
      expect(await harness.engine.find(OWNER, job.jobId)).toBeNull();
      expect(await harness.engine.find(OWNER, "tides")).toBeNull();
      await expect(harness.engine.readEvents(job.jobId, 0, 10)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await harness.filesAfterGrace()).toEqual([]);
      for (const table of [
        "jobs",
        "payloads",
        "events",
        "journal",
        "artifacts",
        "aliases",
        "idempotency",
        "contents",
      ]) {
        expect(await harness.db.queryArrays(`SELECT COUNT(*) FROM ${table}`), table).toEqual([[0]]);
      }
      const running = await harness.submit({ idempotency, metadata: { hold: true } });
      await harness.when(running.jobId, "in_progress");
      await expect(harness.engine.remove(OWNER, running.jobId)).rejects.toMatchObject({ code: "JOB_RUNNING" });
    });

    it("removes ended jobs after the retention, and younger ones not", async () => {
      const harness = await openHarness(suite, { limits: { retentionMs: 100_000 } });
      const old = await harness.submit();
      await harness.ended(old.jobId);
      await harness.clock.leap(60_000);
      const young = await harness.submit();
      await harness.ended(young.jobId);
      const left = async (): Promise<number> => (await harness.db.queryArrays("SELECT job_id FROM jobs")).length;
      for (let seconds = 0; seconds < 90 && (await left()) > 1; seconds += 1) await harness.clock.advance(1000);
      expect(await harness.engine.find(OWNER, old.jobId)).toBeNull();
      expect((await harness.job(young.jobId)).status).toBe("completed");
    });
  });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
