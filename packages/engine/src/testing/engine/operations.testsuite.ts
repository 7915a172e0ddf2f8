import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type House, openHouse, OWNER, type TestWorkflow } from "./house.ts";

const PRO = { tier: "pro" } as const;

/** Charges the number of operations that its input names, then ends as it says. */
const charging: TestWorkflow = async (ctx, input) => {
  const applied = await ctx.step(
    "apply",
    async (step) => {
      await step.saveArtifact({
        name: "a.txt",
        mediaType: "text/plain",
        content: { bytes: Buffer.from(ctx.job.jobId) },
      });
      return Number(input["operations"] ?? 1);
    },
    {
      operations: (count) => count,
      events: (count) => [{ type: "document.applied", data: { count } }],
    },
  );
  if (input["wait"] === true) await ctx.waitFor("go", z.object({}), { status: "awaiting_approval" });
  if (input["fail"] === true) throw new Error("no");
  return { applied };
};

async function used(house: House, owner = OWNER): Promise<number> {
  return (await house.engine.operations.use(owner)).used;
}

export function operationSuite(suite: EngineSuite): void {
  describe("operations", () => {
    it("are counted from none, by owner and month, with no limit until one is set", async () => {
      const house = await openHouse(suite, { workflow: charging });
      const { operations } = house.engine;
      const fresh = { used: 0, limit: null, tier: "free", resetsAtMs: Date.UTC(2026, 1, 1) };
      expect(await operations.use(OWNER)).toEqual(fresh);
      await house.ended((await house.submit({ input: { operations: 1_000_000 } })).jobId);
      expect(await operations.use(OWNER)).toEqual({ ...fresh, used: 1_000_000 });
      await operations.set(OWNER, { limit: 5, ...PRO });
      expect(await operations.use(OWNER)).toEqual({ ...fresh, used: 1_000_000, limit: 5, tier: "pro" });
      expect(await operations.use("eve \u0000")).toEqual(fresh);
      await operations.set("eve \u0000", { limit: 0, tier: "none" });
      expect(await operations.use("eve \u0000")).toEqual({ ...fresh, limit: 0, tier: "none" });
      await house.clock.leap(31 * 24 * 3_600_000);
      const february = { limit: 5, tier: "pro", used: 0, resetsAtMs: Date.UTC(2026, 2, 1) };
      expect(await operations.use(OWNER)).toEqual(february);
    });

    it("beyond the limit fail the step at its first try, with nothing of it recorded", async () => {
      let tries = 0;
      const house = await openHouse(suite, {
        workflow: async (ctx, input) => {
          try {
            return await charging(ctx, input);
          } catch (error) {
            tries += 1;
            throw error;
          }
        },
      });
      await house.engine.operations.set(OWNER, { limit: 5, ...PRO });
      await house.ended((await house.submit({ input: { operations: 3 } })).jobId);
      const job = await house.submit({ input: { operations: 3 } });
      const ended = await house.ended(job.jobId);
      expect(ended.error).toMatchObject({ code: "QUOTA", message: expect.stringMatching(/operations/) });
      expect(await house.types(job.jobId)).toEqual(["job.queued", "job.started", "job.failed"]);
      expect(await house.engine.artifacts(job.jobId)).toEqual([]);
      expect([await used(house), tries]).toEqual([3, 1]);
      // What fits still goes.
      await house.ended((await house.submit({ input: { operations: 2 } })).jobId);
      expect(await used(house)).toBe(5);
      const none = await house.submit({ input: { operations: 0 } });
      expect((await house.ended(none.jobId)).status).toBe("completed");
    });

    it("are never overspent by jobs at the same time, and one that is refused takes no other down", async () => {
      const house = await openHouse(suite, { workflow: charging, concurrency: 20 });
      const other = await openHouse(suite, { besides: house, workflow: charging, concurrency: 20 });
      await house.engine.operations.set(OWNER, { limit: 20, ...PRO });
      const submitted = Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? house : other).submit({ input: { operations: 3 }, ...(at < 4 ? { owner: "eve" } : {}) }),
      );
      const jobs = await Promise.all(submitted);
      const ended = await Promise.all(jobs.map(({ jobId, owner }) => house.ended(jobId, owner)));
      const mine = ended.filter(({ owner }) => owner === OWNER);
      expect(mine.filter(({ status }) => status === "completed")).toHaveLength(6);
      expect(mine.filter(({ error }) => error?.code === "QUOTA")).toHaveLength(10);
      expect(ended.filter(({ owner, status }) => owner === "eve" && status === "completed")).toHaveLength(4);
      expect([await used(house), await used(house, "eve")]).toEqual([18, 12]);
    });

    it("when used up refuse jobs that need one, but not the repeat of a request that had been let in", async () => {
      const house = await openHouse(suite, { workflow: charging });
      await house.engine.operations.set(OWNER, { limit: 1, ...PRO });
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const first = await house.submit({ needsOperation: true, idempotency });
      await house.ended(first.jobId);
      const usage = { limit: 1, used: 1, remaining: 0, resetsAtMs: Date.UTC(2026, 1, 1) };
      const refused = { code: "QUOTA", message: expect.stringContaining("2026-02-01"), extra: { usage } };
      await expect(house.submit({ needsOperation: true })).rejects.toMatchObject(refused);
      expect((await house.submit({ needsOperation: true, idempotency })).jobId).toBe(first.jobId);
      expect((await house.engine.list({ owner: OWNER, limit: 10 })).total).toBe(1);
      await house.submit({ input: { operations: 0 } });
    });

    it("are charged once, however often the job is started again, and kept when it completes", async () => {
      const house = await openHouse(suite, { workflow: charging });
      const job = await house.submit({ input: { operations: 2, wait: true } });
      await house.when(job.jobId, "awaiting_approval");
      expect(await used(house)).toBe(2);
      for (const signalId of ["1", "2"]) {
        house.crash();
        await house.restart();
        const signal = { owner: OWNER, jobId: job.jobId, name: "go", signalId, value: {} };
        if (signalId === "2") await house.engine.signal(signal);
      }
      expect((await house.ended(job.jobId)).result).toEqual({ applied: 2 });
      expect(await used(house)).toBe(2);
      await house.engine.remove(OWNER, job.jobId);
      expect(await used(house)).toBe(2);
    });

    it.each(["fails", "is cancelled"])("come back once when a job %s", async (how) => {
      const house = await openHouse(suite, { workflow: charging });
      await house.engine.operations.set(OWNER, { limit: 10, ...PRO });
      const kept = await house.submit({ input: { operations: 1 } });
      await house.ended(kept.jobId);
      const job = await house.submit({ input: { operations: 4, wait: true, fail: true } });
      await house.when(job.jobId, "awaiting_approval");
      expect(await used(house)).toBe(5);
      if (how === "is cancelled") {
        await house.engine.cancel(OWNER, job.jobId);
        await house.engine.cancel(OWNER, job.jobId);
      } else {
        await house.engine.signal({ owner: OWNER, jobId: job.jobId, name: "go", signalId: "1", value: {} });
      }
      await house.ended(job.jobId);
      expect(await used(house)).toBe(1);
    });

    it("come back to the month in which they were charged", async () => {
      const house = await openHouse(suite, {
        workflow: async (ctx) => {
          for (const month of ["january", "february"]) {
            await ctx.step(month, async () => null, { operations: () => 2 });
            await ctx.waitFor("go", z.object({}), { status: "awaiting_approval" });
          }
          return {};
        },
      });
      const job = await house.submit();
      await house.when(job.jobId, "awaiting_approval");
      await house.clock.leap(31 * 24 * 3_600_000);
      await house.engine.signal({ owner: OWNER, jobId: job.jobId, name: "go", signalId: "1", value: {} });
      await house.when(job.jobId, ({ status, lastSeq }) => status === "awaiting_approval" && lastSeq >= 5);
      const months = async () => house.db.queryArrays("SELECT used FROM operations ORDER BY month_start_ms");
      expect(await months()).toEqual([[2], [2]]);
      await house.engine.cancel(OWNER, job.jobId);
      expect(await months()).toEqual([[0], [0]]);
    });

    it.each([-1, 0.5, Number.NaN, Infinity])("that are %s fail the step", async (operations) => {
      const house = await openHouse(suite, {
        workflow: async (ctx) => ctx.step("apply", async () => ({}), { operations: () => operations }),
      });
      expect((await house.ended((await house.submit()).jobId)).error?.code).toBe("INTERNAL");
      expect(await used(house)).toBe(0);
    });
  });
}
