import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type EngineHarness, openHarness, OWNER } from "./harness.ts";

const alone = { sessionId: "s1", onlyOfSession: true } as const;

export function sessionSuite(suite: EngineSuite): void {
  const open = (): Promise<EngineHarness> => openHarness(suite, { idle: true });

  describe("sessions", () => {
    it("are refused a second job that wants to be the only one, until the first has ended", async () => {
      const harness = await open();
      const first = await harness.submit(alone);
      await expect(harness.submit(alone)).rejects.toMatchObject({
        code: "SESSION_BUSY",
        extra: { error_code: "session_busy", active_jobs: 1, job_id: first.jobId },
      });
      await harness.engine.cancel(OWNER, first.jobId);
      expect((await harness.submit(alone)).status).toBe("pending");
    });

    it("are busy while a job waits for a decision", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.waitFor("approval", z.object({}), { status: "awaiting_approval" });
          return {};
        },
      });
      await harness.when((await harness.submit(alone)).jobId, "awaiting_approval");
      await expect(harness.submit(alone)).rejects.toMatchObject({ code: "SESSION_BUSY" });
    });

    it("of others, of other kinds and of other names are not in the way", async () => {
      const harness = await open();
      await harness.submit(alone);
      await harness.submit({ ...alone, owner: "eve" });
      await harness.submit({ ...alone, kind: "speech" });
      await harness.submit({ ...alone, sessionId: "s2" });
      // A job that does not mind others is let in, and counts.
      await harness.submit({ sessionId: "s1" });
      await expect(harness.submit(alone)).rejects.toMatchObject({ extra: { active_jobs: 2 } });
    });

    it("let one of many in that come at the same moment, on any node", async () => {
      const harness = await open();
      const other = await openHarness(suite, { besides: harness, idle: true });
      const sent = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? harness : other).submit(alone));
      const outcomes = await Promise.allSettled(sent);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SESSION_BUSY" });
      }
    });

    it("give the earlier job for a repeated idempotency key, though they are busy, and keep no key of a refused job", async () => {
      const harness = await open();
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const first = await harness.submit({ ...alone, idempotency });
      expect((await harness.submit({ ...alone, idempotency })).jobId).toBe(first.jobId);
      const refused = { ...alone, idempotency: { ...idempotency, key: "k2" } };
      await expect(harness.submit(refused)).rejects.toMatchObject({ code: "SESSION_BUSY" });
      await harness.engine.cancel(OWNER, first.jobId);
      expect((await harness.submit(refused)).jobId).not.toBe(first.jobId);
    });

    it("list their own jobs, in pages", async () => {
      const harness = await open();
      const longName = "s".repeat(1000);
      const mine = [await harness.submit({ sessionId: longName }), await harness.submit({ sessionId: longName })];
      await harness.submit({ sessionId: `${longName}t` });
      await harness.submit({ sessionId: longName, owner: "eve" });
      await harness.submit();
      const query = { owner: OWNER, sessionId: longName, limit: 1 };
      const first = await harness.engine.list(query);
      const second = await harness.engine.list({ ...query, cursor: first.nextCursor ?? "" });
      expect([...first.jobs, ...second.jobs].map(({ jobId }) => jobId)).toEqual(
        mine.map(({ jobId }) => jobId).toReversed(),
      );
      expect([first.total, second.total, second.nextCursor]).toEqual([2, 2, null]);
    });
  });
}
