import { describe, expect, it } from "vitest";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

const PRO = { tier: "pro" } as const;

/** Costs the number of operations that its input names. */
const charging: TestWorkflow = async (ctx, input) => {
  const operations = Number(input["operations"] ?? 1);
  ctx.onCompletion({ operations });
  return { operations };
};

async function used(harness: EngineHarness, owner = OWNER): Promise<number> {
  return (await harness.engine.operations.use(owner)).used;
}

export function operationSuite(suite: EngineSuite): void {
  describe("operations", () => {
    it("are counted from none, by owner and month, with no limit until one is set", async () => {
      const harness = await openHarness(suite, { workflow: charging });
      const { operations } = harness.engine;
      const fresh = { used: 0, limit: null, tier: "free", resetsAtMs: Date.UTC(2026, 1, 1) };
      expect(await operations.use(OWNER)).toEqual(fresh);
      await harness.ended((await harness.submit({ input: { operations: 1_000_000 } })).jobId);
      expect(await operations.use(OWNER)).toEqual({ ...fresh, used: 1_000_000 });
      await operations.set(OWNER, { limit: 5, ...PRO });
      expect(await operations.use(OWNER)).toEqual({ ...fresh, used: 1_000_000, limit: 5, tier: "pro" });
      expect(await operations.use("eve \u0000")).toEqual(fresh);
      await operations.set("eve \u0000", { limit: 0, tier: "none" });
      expect(await operations.use("eve \u0000")).toEqual({ ...fresh, limit: 0, tier: "none" });
      await harness.clock.leap(31 * 24 * 3_600_000);
      const february = { limit: 5, tier: "pro", used: 0, resetsAtMs: Date.UTC(2026, 2, 1) };
      expect(await operations.use(OWNER)).toEqual(february);
    });

    it("beyond the limit fail the job, and nothing is charged", async () => {
      const harness = await openHarness(suite, { workflow: charging });
      await harness.engine.operations.set(OWNER, { limit: 5, ...PRO });
      await harness.ended((await harness.submit({ input: { operations: 3 } })).jobId);
      const job = await harness.submit({ input: { operations: 3 } });
      const ended = await harness.ended(job.jobId);
      expect(ended.error).toMatchObject({ code: "QUOTA", message: expect.stringMatching(/operations/) });
      expect(ended.result).toBeNull();
      expect(await harness.types(job.jobId)).toEqual(["job.queued", "job.started", "job.failed"]);
      expect(await used(harness)).toBe(3);
      // What fits still goes.
      await harness.ended((await harness.submit({ input: { operations: 2 } })).jobId);
      expect(await used(harness)).toBe(5);
      const none = await harness.submit({ input: { operations: 0 } });
      expect((await harness.ended(none.jobId)).status).toBe("completed");
    });

    it("are never overspent by jobs at the same time, on any node", async () => {
      const harness = await openHarness(suite, { workflow: charging, concurrency: 20 });
      const other = await openHarness(suite, { besides: harness, workflow: charging, concurrency: 20 });
      await harness.engine.operations.set(OWNER, { limit: 20, ...PRO });
      const submitted = Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? harness : other).submit({ input: { operations: 3 }, ...(at < 4 ? { owner: "eve" } : {}) }),
      );
      const jobs = await Promise.all(submitted);
      const ended = await Promise.all(jobs.map(({ jobId, owner }) => harness.ended(jobId, owner)));
      const mine = ended.filter(({ owner }) => owner === OWNER);
      expect(mine.filter(({ status }) => status === "completed")).toHaveLength(6);
      expect(mine.filter(({ error }) => error?.code === "QUOTA")).toHaveLength(10);
      expect(ended.filter(({ owner, status }) => owner === "eve" && status === "completed")).toHaveLength(4);
      expect([await used(harness), await used(harness, "eve")]).toEqual([18, 12]);
    });

    it("when used up refuse jobs that need one, but not the repeat of a request that had been let in", async () => {
      const harness = await openHarness(suite, { workflow: charging });
      await harness.engine.operations.set(OWNER, { limit: 1, ...PRO });
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const first = await harness.submit({ needsOperation: true, idempotency });
      await harness.ended(first.jobId);
      const usage = { limit: 1, used: 1, remaining: 0, resetsAtMs: Date.UTC(2026, 1, 1) };
      const refused = { code: "QUOTA", message: expect.stringContaining("2026-02-01"), extra: { usage } };
      await expect(harness.submit({ needsOperation: true })).rejects.toMatchObject(refused);
      expect((await harness.submit({ needsOperation: true, idempotency })).jobId).toBe(first.jobId);
      expect((await harness.engine.list({ owner: OWNER, limit: 10 })).total).toBe(1);
      await harness.submit({ input: { operations: 0 } });
    });

    it("stay charged when the job is removed", async () => {
      const harness = await openHarness(suite, { workflow: charging });
      const { jobId } = await harness.submit({ input: { operations: 2 } });
      await harness.ended(jobId);
      await harness.engine.remove(OWNER, jobId);
      expect(await used(harness)).toBe(2);
    });

    it.each([-1, 0.5, Number.NaN, Infinity])("that are %s fail the job", async (operations) => {
      const harness = await openHarness(suite, { workflow: async (ctx) => (ctx.onCompletion({ operations }), {}) });
      expect((await harness.ended((await harness.submit()).jobId)).error?.code).toBe("INTERNAL");
      expect(await used(harness)).toBe(0);
    });
  });
}
