import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { NodeClock } from "../../api/ports.ts";
import { type EngineSuite, openHarness, OWNER, type TestWorkflow } from "./harness.ts";
import type { ManualClock } from "../manual-clock.ts";

const MINUTE_MS = 60_000;

/** A machine whose wall clock is wrong and can be set, and whose monotonic clock begins at its own start. */
function wrongClock(truth: ManualClock, aheadMs: number): NodeClock & { jump(byMs: number): void } {
  const startMs = truth.nowMs();
  let ahead = aheadMs;
  return {
    nowMs: () => truth.nowMs() + ahead,
    elapsedMs: () => truth.nowMs() - startMs + 1234,
    after: (delayMs, callback) => truth.after(delayMs, callback),
    jump: (byMs) => (ahead += byMs),
  };
}

const waitTenSeconds: TestWorkflow = async (ctx) => {
  await ctx.waitFor("approval", z.unknown(), { status: "awaiting_approval", timeoutMs: 10_000 });
  return {};
};

export function timeSuite(suite: EngineSuite): void {
  describe("machines whose clocks differ by a minute and are set", () => {
    it("do not take each other's live claims, and date events by the database", async () => {
      const started = Promise.withResolvers<void>();
      const work = Promise.withResolvers<void>();
      let taken = 0;
      const first = await openHarness(suite, { shared: true, idle: true });
      const clocks = [wrongClock(first.clock, -MINUTE_MS), wrongClock(first.clock, MINUTE_MS)] as const;
      await first.restart({
        idle: false,
        nodeClock: clocks[0],
        workflow: async (ctx) => (await ctx.step("long", () => (started.resolve(), work.promise)), { by: "first" }),
      });
      const job = await first.submit();
      await started.promise;
      const other = await openHarness(suite, {
        besides: first,
        nodeClock: clocks[1],
        workflow: async () => ((taken += 1), { by: "second" }),
      });
      for (let second = 0; second < 40; second += 1) {
        await first.clock.advance(1000);
        if (second === 10) clocks[1].jump(MINUTE_MS);
        if (second === 20) for (const clock of clocks) clock.jump(-5 * MINUTE_MS);
      }
      work.resolve();
      expect((await other.ended(job.jobId)).result).toEqual({ by: "first" });
      expect(taken).toBe(0);
      const startMs = first.clock.nowMs() - 40_000;
      const dates = (await first.events(job.jobId)).map(({ atMs }) => atMs - startMs);
      expect(dates).toEqual([0, 0, 40_000]);
      expect(first.engine.clock.nowMs()).toBe(first.clock.nowMs());
      expect(other.engine.stats().clockSkewMs).toBe(-3 * MINUTE_MS);
    });

    it("let a wait run out after its time, wherever the job runs", async () => {
      const first = await openHarness(suite, { shared: true, idle: true });
      await first.restart({ idle: false, nodeClock: wrongClock(first.clock, MINUTE_MS), workflow: waitTenSeconds });
      const nodeClock = wrongClock(first.clock, -MINUTE_MS);
      const other = await openHarness(suite, { besides: first, nodeClock, workflow: waitTenSeconds });
      const job = await first.submit();
      await first.when(job.jobId, "awaiting_approval");
      await first.clock.advance(9000);
      expect((await other.job(job.jobId)).status).toBe("awaiting_approval");
      await first.clock.advance(4000);
      await expect.poll(async () => (await other.job(job.jobId)).status).not.toBe("awaiting_approval");
    });

    it("remember an idempotency key for its time", async () => {
      const limits = { idempotencyMs: 10_000 };
      const first = await openHarness(suite, { shared: true, idle: true, limits });
      await first.restart({ nodeClock: wrongClock(first.clock, -MINUTE_MS) });
      const other = await openHarness(suite, {
        besides: first,
        idle: true,
        limits,
        nodeClock: wrongClock(first.clock, MINUTE_MS),
      });
      const request = { owner: OWNER, kind: "video", input: {} } as const;
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const { job } = await first.engine.submit({ ...request, idempotency });
      await first.clock.advance(9000);
      expect((await other.engine.submit({ ...request, idempotency })).job.jobId).toBe(job.jobId);
      await first.clock.advance(2000);
      expect((await other.engine.submit({ ...request, idempotency })).created).toBe(true);
    });

    it("find a dead machine's job as soon as its claim has run out, and not before", async () => {
      const begun: string[] = [];
      const workflow = (by: string) => async (): Promise<never> => (begun.push(by), new Promise(() => undefined));
      const first = await openHarness(suite, { shared: true, idle: true });
      await first.restart({
        idle: false,
        workflow: workflow("first"),
        limits: { leaseMs: 4000 },
        nodeClock: wrongClock(first.clock, 5 * MINUTE_MS),
      });
      const job = await first.submit();
      await first.when(job.jobId, "in_progress");
      await openHarness(suite, { besides: first, workflow: workflow("other"), nodeClock: wrongClock(first.clock, 0) });
      await first.clock.advance(1);
      first.crash();
      await first.clock.advance(3000);
      expect(begun).toEqual(["first"]);
      await first.clock.advance(2000);
      expect(begun).toEqual(["first", "other"]);
    });
  });
}
