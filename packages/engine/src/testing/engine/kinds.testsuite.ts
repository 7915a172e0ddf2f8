import { describe, expect, it } from "vitest";
import { type EngineSuite, openHarness, OWNER } from "./harness.ts";

export function kindSuite(suite: EngineSuite): void {
  describe("kinds", () => {
    it("are any strings: a job of a kind that no contract names runs, is listed and shows its kind", async () => {
      const harness = await openHarness(suite, {
        kind: "cooking",
        workflow: async (ctx) => ({ dish: await ctx.step("cook", async () => `${ctx.job.kind} soup`) }),
      });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).result).toEqual({ dish: "cooking soup" });
      const { jobs } = await harness.engine.list({ owner: OWNER, kind: "cooking", limit: 10 });
      expect(jobs.map(({ kind, jobType }) => ({ kind, jobType }))).toEqual([{ kind: "cooking", jobType: "cooking" }]);
      expect((await harness.engine.list({ owner: OWNER, kind: "video", limit: 10 })).total).toBe(0);
    });

    it("that are not registered here wait: another node, or a later registration, runs their jobs", async () => {
      const harness = await openHarness(suite, { shared: true });
      const job = await harness.submit({ kind: "cooking" });
      await harness.clock.advance(3000);
      expect((await harness.job(job.jobId)).status).toBe("pending");
      const other = await openHarness(suite, {
        besides: harness,
        kind: "cooking",
        workflow: async () => ({ by: "other" }),
      });
      expect((await other.ended(job.jobId)).result).toEqual({ by: "other" });
      const later = await harness.submit({ kind: "baking" });
      harness.engine.register("baking", {
        workflow: async () => ({ by: "later" }),
        timeLimitMs: 60_000,
        concurrency: 1,
      });
      expect((await harness.ended(later.jobId)).result).toEqual({ by: "later" });
    });
  });
}
