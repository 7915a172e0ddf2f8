import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";
import { losing } from "./lost-answers.ts";

const decision = z.object({ approved: z.boolean() });

const askOnce: TestWorkflow = async (ctx) => ({
  decision: await ctx.waitFor("approval", decision, { status: "awaiting_approval", data: { changes: 2 } }),
});

function approve(
  harness: EngineHarness,
  jobId: string,
  signalId = "1",
  approved = true,
): Promise<{ readonly accepted: boolean }> {
  return harness.engine.signal({ owner: OWNER, jobId, name: "approval", signalId, value: { approved } });
}

export function waitSuite(suite: EngineSuite): void {
  describe("waiting for a signal", () => {
    it("parks without a worker, shows it, and continues when the signal comes", async () => {
      const harness = await openHarness(suite, { workflow: askOnce, concurrency: 1 });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      // The only place of the kind is free for another job.
      const other = await harness.submit();
      await harness.when(other.jobId, "awaiting_approval");
      expect(await approve(harness, job.jobId)).toEqual({ accepted: true });
      expect((await harness.ended(job.jobId)).result).toEqual({ decision: { approved: true } });
      expect(await harness.types(job.jobId)).toEqual([
        "job.queued",
        "job.started",
        "job.awaiting_approval",
        "job.resumed",
        "job.completed",
      ]);
      expect((await harness.events(job.jobId))[2]?.dataJson).toBe('{"changes":2}');
    });

    it("takes a signal that came before the wait", async () => {
      const harness = await openHarness(suite, { workflow: askOnce, idle: true });
      const job = await harness.submit();
      await approve(harness, job.jobId);
      await harness.engine.start();
      await harness.ended(job.jobId);
      expect(await harness.types(job.jobId)).toEqual(["job.queued", "job.started", "job.completed"]);
    });

    it("gives a signal that is sent twice one effect, also after the end", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({
          first: await ctx.waitFor("approval", decision, { status: "awaiting_approval" }),
          second: await ctx.waitFor("approval", decision, { status: "awaiting_approval" }),
        }),
      });
      const job = await harness.submit();
      const sent = await Promise.all([approve(harness, job.jobId, "a"), approve(harness, job.jobId, "a", false)]);
      expect(sent.filter(({ accepted }) => accepted)).toHaveLength(1);
      await harness.when(job.jobId, ({ status, lastSeq }) => status === "awaiting_approval" && lastSeq >= 3);
      expect(await approve(harness, job.jobId, "b", false)).toEqual({ accepted: true });
      const ended = await harness.ended(job.jobId);
      expect(ended.result).toMatchObject({ second: { approved: false } });
      expect(await approve(harness, job.jobId, "b", false)).toEqual({ accepted: false });
      await expect(approve(harness, job.jobId, "c")).rejects.toMatchObject({ code: "JOB_ENDED" });
    });

    it("takes each signal once when the answer to a commit is lost", async () => {
      let isLosing = false;
      const loseOnce = (): boolean => {
        const lost = isLosing;
        isLosing = false;
        return lost;
      };
      const harness = await openHarness(losing(suite, loseOnce), {
        idle: true,
        workflow: async (ctx) => {
          isLosing = true;
          const first = await ctx.waitFor("approval", decision, {});
          return { first, second: await ctx.waitFor("approval", decision, {}) };
        },
      });
      const job = await harness.submit();
      await approve(harness, job.jobId, "a", true);
      await approve(harness, job.jobId, "b", false);
      await harness.engine.start();
      await harness.clock.timer(100);
      await harness.clock.advance(100);
      const { result } = await harness.ended(job.jobId);
      expect(result).toEqual({ first: { approved: true }, second: { approved: false } });
    });

    it("takes signals of a name in the order they came, and leaves those of other names", async () => {
      const harness = await openHarness(suite, {
        idle: true,
        workflow: async (ctx) => {
          const chunks: number[] = [];
          while (chunks.length < 5) chunks.push((await ctx.waitFor("chunk", z.object({ n: z.number() }), {})).n);
          return { chunks, ...(await ctx.waitFor("approval", decision, {})) };
        },
      });
      const job = await harness.submit();
      await approve(harness, job.jobId);
      for (const n of [3, 1, 2]) {
        await harness.engine.signal({ owner: OWNER, jobId: job.jobId, name: "chunk", signalId: `c${n}`, value: { n } });
      }
      await harness.engine.start();
      for (const n of [5, 4]) {
        await harness.engine.signal({ owner: OWNER, jobId: job.jobId, name: "chunk", signalId: `c${n}`, value: { n } });
      }
      expect((await harness.ended(job.jobId)).result).toEqual({ chunks: [3, 1, 2, 5, 4], approved: true });
    });

    it("waits on over a restart, and is not started by it", async () => {
      let runs = 0;
      const harness = await openHarness(suite, { workflow: (ctx, input) => ((runs += 1), askOnce(ctx, input)) });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      harness.crash();
      await harness.restart();
      expect((await harness.job(job.jobId)).status).toBe("awaiting_approval");
      await approve(harness, job.jobId);
      expect((await harness.ended(job.jobId)).status).toBe("completed");
      expect(runs).toBe(2);
    });

    it("loses no decision that comes while the server is stopped", async () => {
      const harness = await openHarness(suite, { workflow: askOnce });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await harness.engine.stop();
      await harness.restart({ idle: true });
      await approve(harness, job.jobId);
      harness.crash();
      await harness.restart({ idle: false });
      expect((await harness.ended(job.jobId)).result).toEqual({ decision: { approved: true } });
    });

    it("journals a decision larger than 64 KB", async () => {
      let crash = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const { text } = await ctx.waitFor("text", z.object({ text: z.string() }), {});
          if (crash) {
            crash = false;
            harness.crash();
            crashed.resolve();
          }
          return { characters: text.length };
        },
      });
      const job = await harness.submit();
      const value = { text: "é".repeat(100_000) };
      await harness.engine.signal({ owner: OWNER, jobId: job.jobId, name: "text", signalId: "1", value });
      await crashed.promise;
      await harness.restart();
      expect((await harness.ended(job.jobId)).result).toEqual({ characters: 100_000 });
    });

    it("fails the wait when its time runs out, the same at every replay", async () => {
      const seen: string[] = [];
      let crash = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        timeLimitMs: 1000_000_000,
        workflow: async (ctx) => {
          try {
            await ctx.waitFor("approval", decision, { status: "awaiting_approval", timeoutMs: 60_000 });
          } catch (error) {
            seen.push((error as { code: string }).code);
            if (crash) {
              crash = false;
              harness.crash();
              crashed.resolve();
            }
            throw error;
          }
          return {};
        },
      });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await harness.clock.leap(59_000);
      expect((await harness.job(job.jobId)).status).toBe("awaiting_approval");
      await harness.clock.advance(2000);
      await crashed.promise;
      await harness.restart();
      await approve(harness, job.jobId).catch(() => undefined);
      expect((await harness.ended(job.jobId)).error).toEqual({
        code: "APPROVAL_TIMEOUT",
        message: "No decision came in time.",
      });
      expect(seen).toEqual(["APPROVAL_TIMEOUT", "APPROVAL_TIMEOUT"]);
      expect(await harness.types(job.jobId)).toContain("job.resumed");
    });

    it("does not prolong a wait by a restart", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({
          ...(await ctx.waitFor("approval", decision, { status: "awaiting_approval", timeoutMs: 60_000 })),
        }),
      });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await harness.clock.leap(40_000);
      harness.crash();
      await harness.restart();
      await harness.clock.leap(21_000);
      expect((await harness.ended(job.jobId)).error?.code).toBe("APPROVAL_TIMEOUT");
    });

    it("stands the deadline still while a human decides", async () => {
      const work = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        timeLimitMs: 10_000,
        workflow: async (ctx) => {
          await ctx.waitFor("approval", decision, { status: "awaiting_approval" });
          await ctx.step("work", () => (begun.resolve(), Promise.race([work.promise, untilAborted(ctx.signal)])));
          return {};
        },
      });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      expect((await harness.job(job.jobId)).deadlineAtMs).toBeNull();
      await harness.clock.leap(3_600_000);
      await approve(harness, job.jobId);
      await begun.promise;
      const { deadlineAtMs } = await harness.job(job.jobId);
      expect((deadlineAtMs ?? 0) - harness.clock.nowMs()).toBe(10_000);
      work.resolve();
      expect((await harness.ended(job.jobId)).status).toBe("completed");
    });

    it("lets running steps finish before it parks", async () => {
      const runs: string[] = [];
      const slow = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const [, answer] = await Promise.all([
            ctx.step("slow", async () => (runs.push("slow"), await slow.promise)),
            ctx.waitFor("approval", decision, { status: "awaiting_approval" }),
          ]);
          return { answer };
        },
      });
      const job = await harness.submit();
      await harness.when(job.jobId, ({ lastSeq }) => lastSeq >= 2);
      expect((await harness.job(job.jobId)).status).toBe("in_progress");
      slow.resolve();
      await harness.when(job.jobId, "awaiting_approval");
      await approve(harness, job.jobId);
      await harness.ended(job.jobId);
      expect(runs).toEqual(["slow"]);
    });

    it("takes a signal that comes while steps keep it from parking", async () => {
      const slow = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const wait = async (): Promise<void> => {
            await ctx.waitFor("approval", decision, { status: "awaiting_approval" });
            answered.resolve();
          };
          await Promise.all([ctx.step("slow", () => (started.resolve(), slow.promise)), wait()]);
          return {};
        },
      });
      const job = await harness.submit();
      await started.promise;
      await approve(harness, job.jobId);
      await answered.promise;
      slow.resolve();
      await harness.ended(job.jobId);
      expect(await harness.types(job.jobId)).not.toContain("job.awaiting_approval");
    });

    it("loses no signal that comes while the job parks", async () => {
      const go = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => {
          const answer = await askOnce(ctx, input);
          await ctx.step("work", () => go.promise);
          return answer;
        },
      });
      // Submission, claim, a look for signals, and then the parking.
      const parking = harness.delayTransaction(4);
      const { jobId } = await harness.submit();
      await parking.reached;
      await approve(harness, jobId);
      await someTurns();
      parking.release();
      await someTurns();
      go.resolve();
      expect((await harness.ended(jobId)).result).toEqual({ decision: { approved: true } });
    });

    it("loses no signal that one wait takes while another one would park", async () => {
      const go = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const step = ctx.step("work", () => go.promise);
          const waits = [ctx.waitFor("approval", decision, {}), ctx.waitFor("other", decision, {})];
          const decided = await Promise.race(waits);
          await step;
          return decided;
        },
      });
      // Submission, claim, a look for signals by each wait; then the signal, and the look that takes it.
      const taking = harness.delayTransaction(6);
      const looked = harness.afterTransactions(4);
      const { jobId } = await harness.submit();
      await looked;
      await someTurns();
      // The signal, the other wait's look, the step's end; and a parking, were there one.
      const worked = harness.afterTransactions(3);
      await approve(harness, jobId);
      await taking.reached;
      go.resolve();
      await worked;
      await someTurns();
      taking.release();
      expect((await harness.ended(jobId)).result).toEqual({ approved: true });
    });

    it("writes a signal's events with it", async () => {
      const harness = await openHarness(suite, { workflow: askOnce });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await harness.engine.signal({
        owner: OWNER,
        jobId: job.jobId,
        name: "approval",
        signalId: "1",
        value: { approved: true },
        events: [{ type: "document.decided", data: { approved: true } }],
      });
      await harness.ended(job.jobId);
      expect((await harness.types(job.jobId)).slice(3, 5)).toEqual(["document.decided", "job.resumed"]);
    });
  });
}

async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
}
