import { describe, expect, it } from "vitest";
import { type EngineSuite, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

export function creditSuite(suite: EngineSuite): void {
  describe("credits", () => {
    it("are not limited until somebody limits them, per owner", async () => {
      const harness = await openHarness(suite, { workflow: async () => ({}) });
      const { credits } = harness.engine;
      expect(await credits.left(OWNER)).toBeNull();
      const job = await harness.submit({ cost: 1_000_000 });
      expect((await harness.ended(job.jobId)).status).toBe("completed");
      await credits.set("eve", 5);
      expect([await credits.left(OWNER), await credits.left("eve")]).toEqual([null, 5]);
      await credits.set("eve", null);
      expect(await credits.left("eve")).toBeNull();
    });

    it("are taken with the submission and kept when the job completes", async () => {
      const harness = await openHarness(suite, { workflow: async () => ({}) });
      await harness.engine.credits.set(OWNER, 100);
      const job = await harness.submit({ cost: 60 });
      expect(await harness.engine.credits.left(OWNER)).toBe(40);
      await harness.ended(job.jobId);
      expect(await harness.engine.credits.left(OWNER)).toBe(40);
    });

    it("that do not cover a job fail it at once, without any work", async () => {
      let runs = 0;
      const harness = await openHarness(suite, {
        workflow: async () => {
          runs += 1;
          return {};
        },
      });
      await harness.engine.credits.set(OWNER, 10);
      const job = await harness.submit({ cost: 11 });
      const error = { code: "PAYMENT_REQUIRED", message: expect.stringMatching(/credits/) };
      expect(job).toMatchObject({ status: "failed", error, startedAtMs: null });
      expect(await harness.job(job.jobId)).toEqual(job);
      expect(await harness.types(job.jobId)).toEqual(["job.queued", "job.failed"]);
      expect(await harness.engine.credits.left(OWNER)).toBe(10);
      await harness.ended((await harness.submit({ cost: 10 })).jobId);
      expect(runs).toBe(1);
    });

    it("are never overspent by submissions at the same time, on any node", async () => {
      const harness = await openHarness(suite, { idle: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      await harness.engine.credits.set(OWNER, 100);
      const jobs = await Promise.all(
        Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? harness : other).submit({ cost: 15 })),
      );
      expect(jobs.filter(({ status }) => status === "pending")).toHaveLength(6);
      expect(await harness.engine.credits.left(OWNER)).toBe(10);
    });

    it.each([
      ["fails", async () => Promise.reject(new Error("no"))],
      ["is cancelled", undefined],
      ["takes too long", untilStopped],
    ])("come back once when a job %s", async (how, workflow) => {
      const harness = await openHarness(suite, workflow === undefined ? { idle: true } : { workflow });
      await harness.engine.credits.set(OWNER, 100);
      const job = await harness.submit({ cost: 60, timeLimitMs: 1_000 });
      if (how === "is cancelled") {
        await harness.engine.cancel(OWNER, job.jobId);
        await harness.engine.cancel(OWNER, job.jobId);
      }
      if (how === "takes too long") await harness.clock.advance(5_000);
      await harness.ended(job.jobId);
      expect(await harness.engine.credits.left(OWNER)).toBe(100);
    });

    it("that were set after a job began are not raised by its failure", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit({ cost: 60 });
      await harness.engine.credits.set(OWNER, 5);
      await harness.engine.cancel(OWNER, job.jobId);
      expect(await harness.engine.credits.left(OWNER)).toBe(5);
    });

    it("are taken once for one Idempotency-Key", async () => {
      const harness = await openHarness(suite, { idle: true });
      await harness.engine.credits.set(OWNER, 100);
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const [first, second] = [
        await harness.submit({ cost: 60, idempotency }),
        await harness.submit({ cost: 60, idempotency }),
      ];
      expect(second.jobId).toBe(first.jobId);
      expect(await harness.engine.credits.left(OWNER)).toBe(40);
    });
  });

  describe("run ids", () => {
    it("are integers of numbered jobs only, found by their owner, and never given twice", async () => {
      const harness = await openHarness(suite, { idle: true });
      expect((await harness.submit()).runId).toBeNull();
      const jobs = await Promise.all(Array.from({ length: 10 }, () => harness.submit({ numbered: true })));
      const ids = jobs.map(({ runId }) => runId ?? 0);
      expect(new Set(ids).size).toBe(10);
      const newest = jobs.find(({ runId }) => runId === Math.max(...ids));
      if (newest === undefined) throw new Error("no job");
      expect(await harness.engine.findByRunId(OWNER, newest.runId ?? 0)).toEqual(newest);
      expect(await harness.engine.findByRunId("eve", newest.runId ?? 0)).toBeNull();
      await harness.engine.cancel(OWNER, newest.jobId);
      await harness.engine.remove(OWNER, newest.jobId);
      expect((await harness.submit({ numbered: true })).runId).toBeGreaterThan(newest.runId ?? 0);
    });
  });
}

const untilStopped: TestWorkflow = async (ctx) => {
  await ctx.step("wait", async ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)));
  return {};
};
