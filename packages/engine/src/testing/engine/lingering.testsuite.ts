import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

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

function say(harness: EngineHarness, jobId: string, n: number): Promise<{ readonly accepted: boolean }> {
  return harness.engine.signal({ owner: OWNER, jobId, name: "chunk", signalId: `chunk-${n}`, value: { n } });
}

async function listening(harness: EngineHarness): Promise<string> {
  const { jobId } = await harness.submit();
  await harness.clock.timer(LINGER_MS);
  return jobId;
}

export function lingerSuite(suite: EngineSuite): void {
  describe("a wait that lingers", () => {
    it("takes signals in the same run, without any time passing", async () => {
      const { workflow, runs, heard } = listener();
      const harness = await openHarness(suite, { workflow });
      const jobId = await listening(harness);
      for (const n of [1, 2, 3]) {
        await say(harness, jobId, n);
        await heard(n);
      }
      await say(harness, jobId, 0);
      expect((await harness.ended(jobId)).result).toEqual({ heard: [1, 2, 3, 0] });
      expect(runs).toHaveLength(1);
    });

    it("takes a signal at once that another node was sent", async () => {
      const { workflow, runs, heard } = listener();
      const harness = await openHarness(suite, { workflow });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const jobId = await listening(harness);
      await say(other, jobId, 1);
      await heard(1);
      await say(other, jobId, 0);
      await harness.ended(jobId);
      expect(runs).toEqual([[1, 0]]);
    });

    it("parks when nothing came for so long, counted from each wait, and is woken as ever", async () => {
      const { workflow, runs, heard } = listener({ status: "awaiting_approval" });
      const harness = await openHarness(suite, { workflow, concurrency: 1 });
      const jobId = await listening(harness);
      await harness.clock.advance(LINGER_MS - 1000);
      await say(harness, jobId, 1);
      await heard(1);
      await harness.clock.timer(LINGER_MS);
      await harness.clock.advance(LINGER_MS - 1000);
      expect((await harness.job(jobId)).status).toBe("in_progress");
      await harness.clock.advance(2000);
      expect((await harness.job(jobId)).status).toBe("awaiting_approval");
      // Its place is free.
      const second = await harness.submit();
      await say(harness, second.jobId, 0);
      await harness.ended(second.jobId);
      await say(harness, jobId, 0);
      expect((await harness.ended(jobId)).result).toEqual({ heard: [1, 0] });
      expect(runs).toEqual([[1], [0], [1, 0]]);
    });

    it("runs out in its time, also before it has lingered", async () => {
      const { workflow } = listener({ timeoutMs: 10_000 });
      const harness = await openHarness(suite, { workflow });
      const jobId = await listening(harness);
      await harness.clock.advance(11_000);
      expect((await harness.ended(jobId)).error?.code).toBe("APPROVAL_TIMEOUT");
    });

    it("neither delays the server's stop nor the deadline, and continues at the next start", async () => {
      const { workflow, heard } = listener();
      const harness = await openHarness(suite, { workflow, timeLimitMs: 100_000 });
      const jobId = await listening(harness);
      await say(harness, jobId, 1);
      await heard(1);
      await harness.engine.stop({ graceMs: 60_000 });
      await harness.restart();
      await heard(2);
      await say(harness, jobId, 0);
      expect((await harness.ended(jobId)).result).toEqual({ heard: [1, 0] });
      const late = await listening(harness);
      for (let n = 1; n < 10; n += 1) {
        await say(harness, late, n).catch(() => undefined);
        await harness.clock.advance(20_000);
      }
      expect((await harness.ended(late)).error?.code).toBe("TIMEOUT");
    });

    it("loses nothing when the process is gone from one moment to the next", async () => {
      const { workflow, heard } = listener();
      const harness = await openHarness(suite, { workflow });
      const jobId = await listening(harness);
      await say(harness, jobId, 1);
      await heard(1);
      harness.crash();
      await harness.restart();
      await say(harness, jobId, 2);
      await say(harness, jobId, 0);
      expect((await harness.ended(jobId)).result).toEqual({ heard: [1, 2, 0] });
    });

    it("is held open by one of several, and stops at once when the job is cancelled", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const waits = [ctx.waitFor("chunk", chunk, { lingerMs: LINGER_MS }), ctx.waitFor("other", chunk, {})];
          return { first: await Promise.race(waits) };
        },
      });
      const jobId = await listening(harness);
      await harness.clock.advance(1000);
      expect(harness.engine.stats().running).toBe(1);
      await harness.engine.cancel(OWNER, jobId);
      await harness.clock.advance(0);
      expect(harness.engine.stats().running).toBe(0);
    });
  });

  describe("waits whose times are what is left of one", () => {
    it("run out together, however many signals came before and however often the job was started again", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          let votes = 0;
          for (;;) {
            const timeoutMs = ctx.job.createdAtMs + 60_000 - harness.clock.nowMs();
            try {
              await ctx.waitFor("chunk", chunk, { status: "awaiting_approval", timeoutMs });
            } catch {
              return { votes, afterMs: harness.clock.nowMs() - ctx.job.createdAtMs };
            }
            votes += 1;
          }
        },
      });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      for (const n of [1, 2]) {
        await harness.clock.leap(20_000);
        await say(harness, job.jobId, n);
        await harness.when(job.jobId, ({ status, lastSeq }) => status === "awaiting_approval" && lastSeq >= 3 + 2 * n);
      }
      harness.crash();
      await harness.restart();
      await harness.clock.leap(15_000);
      // One that came in time is counted although the workflow wakes only when the time is over.
      const late = { owner: OWNER, jobId: job.jobId, name: "chunk", signalId: "late", value: { n: 3 } };
      await harness.engine.signal({ ...late, admit: () => ({ record: true, wake: false }) });
      await harness.clock.leap(6000);
      await harness.clock.advance(1000);
      expect((await harness.ended(job.jobId)).result).toEqual({ votes: 3, afterMs: 61_000 });
    });
  });
}
