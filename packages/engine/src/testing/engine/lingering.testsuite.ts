import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type House, openHouse, OWNER, type TestWorkflow } from "./harness.ts";

const LINGER_MS = 30_000;
const chunk = z.object({ n: z.number() });

interface Listener {
  readonly workflow: TestWorkflow;
  /** What each run has heard, replays included. */
  readonly runs: number[][];
  /** Resolves when so many chunks were heard in all runs. */
  readonly heard: (count: number) => Promise<void>;
}

/** A workflow that hears chunks until one of them is 0. */
function listener(options: { readonly status?: "awaiting_approval"; readonly timeoutMs?: number } = {}): Listener {
  const runs: number[][] = [];
  let count = 0;
  let look: (() => void) | undefined;
  return {
    runs,
    heard: (wanted) =>
      new Promise((resolve) => {
        look = () => {
          if (count >= wanted) resolve();
        };
        look();
      }),
    workflow: async (ctx) => {
      const heard: number[] = [];
      runs.push(heard);
      for (;;) {
        const { n } = await ctx.waitFor("chunk", chunk, { lingerMs: LINGER_MS, ...options });
        heard.push(n);
        count += 1;
        look?.();
        if (n === 0) return { heard };
      }
    },
  };
}

function say(house: House, jobId: string, n: number): Promise<{ readonly accepted: boolean }> {
  return house.engine.signal({ owner: OWNER, jobId, name: "chunk", signalId: `chunk-${n}`, value: { n } });
}

async function listening(house: House): Promise<string> {
  const { jobId } = await house.submit();
  await house.clock.timer(LINGER_MS);
  return jobId;
}

export function lingerSuite(suite: EngineSuite): void {
  describe("a wait that lingers", () => {
    it("takes signals in the same run, without any time passing", async () => {
      const { workflow, runs, heard } = listener();
      const house = await openHouse(suite, { workflow });
      const jobId = await listening(house);
      for (const n of [1, 2, 3]) {
        await say(house, jobId, n);
        await heard(n);
      }
      await say(house, jobId, 0);
      expect((await house.ended(jobId)).result).toEqual({ heard: [1, 2, 3, 0] });
      expect(runs).toHaveLength(1);
    });

    it("takes a signal at once that another node was sent", async () => {
      const { workflow, runs, heard } = listener();
      const house = await openHouse(suite, { workflow });
      const other = await openHouse(suite, { besides: house, idle: true });
      const jobId = await listening(house);
      await say(other, jobId, 1);
      await heard(1);
      await say(other, jobId, 0);
      await house.ended(jobId);
      expect(runs).toEqual([[1, 0]]);
    });

    it("parks when nothing came for so long, counted from each wait, and is woken as ever", async () => {
      const { workflow, runs, heard } = listener({ status: "awaiting_approval" });
      const house = await openHouse(suite, { workflow, concurrency: 1 });
      const jobId = await listening(house);
      await house.clock.advance(LINGER_MS - 1000);
      await say(house, jobId, 1);
      await heard(1);
      await house.clock.timer(LINGER_MS);
      await house.clock.advance(LINGER_MS - 1000);
      expect((await house.job(jobId)).status).toBe("in_progress");
      await house.clock.advance(2000);
      expect((await house.job(jobId)).status).toBe("awaiting_approval");
      // Its place is free.
      const second = await house.submit();
      await say(house, second.jobId, 0);
      await house.ended(second.jobId);
      await say(house, jobId, 0);
      expect((await house.ended(jobId)).result).toEqual({ heard: [1, 0] });
      expect(runs).toEqual([[1], [0], [1, 0]]);
    });

    it("runs out in its time, also before it has lingered", async () => {
      const { workflow } = listener({ timeoutMs: 10_000 });
      const house = await openHouse(suite, { workflow });
      const jobId = await listening(house);
      await house.clock.advance(11_000);
      expect((await house.ended(jobId)).error?.code).toBe("APPROVAL_TIMEOUT");
    });

    it("neither delays the server's stop nor the deadline, and goes on at the next start", async () => {
      const { workflow, heard } = listener();
      const house = await openHouse(suite, { workflow, timeLimitMs: 100_000 });
      const jobId = await listening(house);
      await say(house, jobId, 1);
      await heard(1);
      await house.engine.stop({ graceMs: 60_000 });
      await house.restart();
      await heard(2);
      await say(house, jobId, 0);
      expect((await house.ended(jobId)).result).toEqual({ heard: [1, 0] });
      const late = await listening(house);
      for (let n = 1; n < 10; n += 1) {
        await say(house, late, n).catch(() => undefined);
        await house.clock.advance(20_000);
      }
      expect((await house.ended(late)).error?.code).toBe("TIMEOUT");
    });

    it("loses nothing when the process is gone from one moment to the next", async () => {
      const { workflow, heard } = listener();
      const house = await openHouse(suite, { workflow });
      const jobId = await listening(house);
      await say(house, jobId, 1);
      await heard(1);
      house.crash();
      await house.restart();
      await say(house, jobId, 2);
      await say(house, jobId, 0);
      expect((await house.ended(jobId)).result).toEqual({ heard: [1, 2, 0] });
    });

    it("is held open by one of several, and stops at once when the job is cancelled", async () => {
      const house = await openHouse(suite, {
        workflow: async (ctx) => {
          const waits = [ctx.waitFor("chunk", chunk, { lingerMs: LINGER_MS }), ctx.waitFor("other", chunk, {})];
          return { first: await Promise.race(waits) };
        },
      });
      const jobId = await listening(house);
      await house.clock.advance(1000);
      expect(house.engine.stats().running).toBe(1);
      await house.engine.cancel(OWNER, jobId);
      await house.clock.advance(0);
      expect(house.engine.stats().running).toBe(0);
    });
  });

  describe("waits whose times are what is left of one", () => {
    it("run out together, however many signals came before and however often the job was started again", async () => {
      const house = await openHouse(suite, {
        workflow: async (ctx) => {
          let votes = 0;
          for (;;) {
            const timeoutMs = ctx.job.createdAtMs + 60_000 - house.clock.nowMs();
            try {
              await ctx.waitFor("chunk", chunk, { status: "awaiting_approval", timeoutMs });
            } catch {
              return { votes, afterMs: house.clock.nowMs() - ctx.job.createdAtMs };
            }
            votes += 1;
          }
        },
      });
      const job = await house.submit();
      await house.when(job.jobId, "awaiting_approval");
      for (const n of [1, 2]) {
        await house.clock.leap(20_000);
        await say(house, job.jobId, n);
        await house.when(job.jobId, ({ status, lastSeq }) => status === "awaiting_approval" && lastSeq >= 3 + 2 * n);
      }
      house.crash();
      await house.restart();
      await house.clock.leap(15_000);
      // One that came in time is counted although the workflow wakes only when the time is over.
      const late = { owner: OWNER, jobId: job.jobId, name: "chunk", signalId: "late", value: { n: 3 } };
      await house.engine.signal({ ...late, admit: () => ({ record: true, wake: false }) });
      await house.clock.leap(6000);
      await house.clock.advance(1000);
      expect((await house.ended(job.jobId)).result).toEqual({ votes: 3, afterMs: 61_000 });
    });
  });
}
