import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type House, openHouse, OWNER } from "./harness.ts";

const alone = { sessionId: "s1", onlyOfSession: true } as const;

export function sessionSuite(suite: EngineSuite): void {
  const open = (): Promise<House> => openHouse(suite, { idle: true });

  describe("sessions", () => {
    it("are refused a second job that wants to be the only one, until the first has ended", async () => {
      const house = await open();
      const first = await house.submit(alone);
      await expect(house.submit(alone)).rejects.toMatchObject({
        code: "SESSION_BUSY",
        extra: { error_code: "session_busy", active_jobs: 1, job_id: first.jobId },
      });
      await house.engine.cancel(OWNER, first.jobId);
      expect((await house.submit(alone)).status).toBe("pending");
    });

    it("are busy while a job waits for a decision", async () => {
      const house = await openHouse(suite, {
        workflow: async (ctx) => {
          await ctx.waitFor("approval", z.object({}), { status: "awaiting_approval" });
          return {};
        },
      });
      await house.when((await house.submit(alone)).jobId, "awaiting_approval");
      await expect(house.submit(alone)).rejects.toMatchObject({ code: "SESSION_BUSY" });
    });

    it("of others, of other kinds and of other names are not in the way", async () => {
      const house = await open();
      await house.submit(alone);
      await house.submit({ ...alone, owner: "eve" });
      await house.submit({ ...alone, kind: "speech" });
      await house.submit({ ...alone, sessionId: "s2" });
      // A job that does not mind others is let in, and counts.
      await house.submit({ sessionId: "s1" });
      await expect(house.submit(alone)).rejects.toMatchObject({ extra: { active_jobs: 2 } });
    });

    it("let one of many in that come at the same moment, on any node", async () => {
      const house = await open();
      const other = await openHouse(suite, { besides: house, idle: true });
      const sent = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? house : other).submit(alone));
      const outcomes = await Promise.allSettled(sent);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SESSION_BUSY" });
      }
    });

    it("give the earlier job for a repeated idempotency key, though they are busy, and keep no key of a refused job", async () => {
      const house = await open();
      const idempotency = { route: "r", key: "k", requestHash: "h" };
      const first = await house.submit({ ...alone, idempotency });
      expect((await house.submit({ ...alone, idempotency })).jobId).toBe(first.jobId);
      const refused = { ...alone, idempotency: { ...idempotency, key: "k2" } };
      await expect(house.submit(refused)).rejects.toMatchObject({ code: "SESSION_BUSY" });
      await house.engine.cancel(OWNER, first.jobId);
      expect((await house.submit(refused)).jobId).not.toBe(first.jobId);
    });

    it("list their own jobs, in pages", async () => {
      const house = await open();
      const longName = "s".repeat(1000);
      const mine = [await house.submit({ sessionId: longName }), await house.submit({ sessionId: longName })];
      await house.submit({ sessionId: `${longName}t` });
      await house.submit({ sessionId: longName, owner: "eve" });
      await house.submit();
      const query = { owner: OWNER, sessionId: longName, limit: 1 };
      const first = await house.engine.list(query);
      const second = await house.engine.list({ ...query, cursor: first.nextCursor ?? "" });
      expect([...first.jobs, ...second.jobs].map(({ jobId }) => jobId)).toEqual(
        mine.map(({ jobId }) => jobId).toReversed(),
      );
      expect([first.total, second.total, second.nextCursor]).toEqual([2, 2, null]);
    });
  });
}
