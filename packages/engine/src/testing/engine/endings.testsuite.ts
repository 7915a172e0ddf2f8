import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type HarnessOptions, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

const waitForEver: TestWorkflow = async (ctx) => {
  await ctx.waitFor("never", z.unknown(), ctx.job.metadata["shown"] === true ? { status: "awaiting_approval" } : {});
  return {};
};

export function endingSuite(suite: EngineSuite): void {
  describe("cancel", () => {
    it.each<[string, HarnessOptions, boolean]>([
      ["queued", { idle: true }, false],
      ["parked", { workflow: waitForEver }, false],
      ["awaiting approval", { workflow: waitForEver }, true],
    ])("ends a %s job at once", async (state, options, shown) => {
      const harness = await openHarness(suite, options);
      const job = await harness.submit({ metadata: { shown } });
      if (shown) await harness.when(job.jobId, "awaiting_approval");
      if (state === "parked") await harness.when(job.jobId, "in_progress");
      const cancelled = await harness.engine.cancel(OWNER, job.jobId, "changed my mind");
      expect(cancelled).toMatchObject({ status: "cancelled", finishedAtMs: harness.clock.nowMs() });
      expect((await harness.events(job.jobId)).at(-1)).toMatchObject({
        type: "job.cancelled",
        dataJson: '{"reason":"changed my mind"}',
      });
      expect(await harness.engine.cancel(OWNER, job.jobId)).toMatchObject({
        status: "cancelled",
        lastSeq: cancelled?.lastSeq,
      });
    });

    it("stops a running job's work, drops what no step has recorded, and refuses what it writes late", async () => {
      const started = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<unknown>();
      const late: unknown[] = [];
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("saved", (step) =>
            step.saveArtifact({
              name: "a",
              mediaType: "text/plain",
              internal: true,
              content: { bytes: new Uint8Array(9) },
            }),
          );
          await ctx.step("long", async (step) => {
            const { writeFile } = await import("node:fs/promises");
            await writeFile(`${step.scratchDir}/half.mp4`, "half");
            await step.saveArtifact({ name: "b", mediaType: "text/plain", content: { bytes: new Uint8Array(8) } });
            started.resolve();
            await new Promise<void>((resolve) => step.signal.addEventListener("abort", () => resolve()));
            stopped.resolve(step.signal.reason);
            await step.emit({ type: "video.late", data: {} }).catch((error: unknown) => late.push(error));
          });
          late.push("continued");
          return {};
        },
      });
      const job = await harness.submit();
      await started.promise;
      expect(await harness.files()).toHaveLength(3);
      expect((await harness.engine.cancel(OWNER, job.jobId))?.status).toBe("cancelled");
      expect(await stopped.promise).toMatchObject({ code: "CANCELLED" });
      await harness.engine.stop();
      expect(late).toEqual([expect.objectContaining({ code: "CANCELLED" })]);
      await harness.restart();
      expect(await harness.filesAfterGrace()).toHaveLength(1);
      expect((await harness.types(job.jobId)).at(-1)).toBe("job.cancelled");
      expect(await harness.engine.artifacts(job.jobId)).toEqual([]);
    });

    it("frees the worker of a job whose work does not listen", async () => {
      const started = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        concurrency: 1,
        limits: { abortGraceMs: 4000 },
        workflow: async (ctx, input) => {
          await ctx.step("deaf", () =>
            input["deaf"] === true ? (started.resolve(), new Promise<void>(() => undefined)) : Promise.resolve(),
          );
          return {};
        },
      });
      const deaf = await harness.submit({ input: { deaf: true } });
      await started.promise;
      await harness.engine.cancel(OWNER, deaf.jobId);
      const next = await harness.submit();
      await harness.clock.timer(4000);
      await harness.clock.advance(4000);
      expect((await harness.ended(next.jobId)).status).toBe("completed");
    });

    it("refuses to cancel what has completed or failed", async () => {
      const harness = await openHarness(suite, {
        workflow: async (_, input) => {
          if (input["fail"] === true) throw new Error("no");
          return {};
        },
      });
      for (const fail of [true, false]) {
        const job = await harness.submit({ input: { fail } });
        await harness.ended(job.jobId);
        await expect(harness.engine.cancel(OWNER, job.jobId)).rejects.toMatchObject({ code: "JOB_ENDED" });
      }
      expect(await harness.engine.cancel(OWNER, "job_00000000000000000000000000")).toBeNull();
    });

    it("meets the end of a job without both winning", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({ n: await ctx.step("s", async () => 1) }),
      });
      for (let round = 0; round < 20; round += 1) {
        const job = await harness.submit();
        const cancelling = harness.engine.cancel(OWNER, job.jobId).catch(() => null);
        await Promise.all([cancelling, harness.ended(job.jobId).catch(() => null)]);
        const types = await harness.types(job.jobId);
        expect(types.filter((type) => ["job.completed", "job.cancelled"].includes(type))).toHaveLength(1);
        expect((await harness.events(job.jobId)).map((event) => event.seq)).toEqual(types.map((_, index) => index + 1));
      }
    });
  });

  describe("deadlines", () => {
    it("fails a running job with TIMEOUT and stops its work", async () => {
      const reason = Promise.withResolvers<unknown>();
      const harness = await openHarness(suite, {
        timeLimitMs: 5000,
        workflow: async (ctx) => {
          await ctx.step(
            "long",
            (step) =>
              new Promise<never>((_, reject) =>
                step.signal.addEventListener("abort", () => {
                  reason.resolve(step.signal.reason);
                  reject(step.signal.reason as Error);
                }),
              ),
          );
          return {};
        },
      });
      const job = await harness.submit();
      expect(job.deadlineAtMs).toBeNull();
      await harness.clock.timer(5000);
      expect((await harness.job(job.jobId)).deadlineAtMs).toBe(harness.clock.nowMs() + 5000);
      await harness.clock.advance(5000);
      expect((await harness.ended(job.jobId)).error?.code).toBe("TIMEOUT");
      expect(await reason.promise).toMatchObject({ code: "TIMEOUT" });
    });

    it("fails a parked job that waits for no person, with what its owner can do", async () => {
      const harness = await openHarness(suite, {
        workflow: waitForEver,
        timeLimitMs: 5000,
        timeoutAdvice: "Send less.",
      });
      const parked = await harness.submit();
      await harness.when(parked.jobId, "in_progress");
      await harness.clock.advance(7000);
      expect((await harness.ended(parked.jobId)).error).toEqual({
        code: "TIMEOUT",
        message: "The job took longer than its time limit. Send less.",
      });
    });

    it("counts from the first claim: time in the queue is not working time", async () => {
      const release = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        concurrency: 1,
        timeLimitMs: 5000,
        workflow: async (ctx, input) => {
          await ctx.step("work", () => (input["first"] === true ? release.promise : Promise.resolve()));
          return {};
        },
      });
      const first = await harness.submit({ input: { first: true }, timeLimitMs: 100_000 });
      const second = await harness.submit();
      await harness.clock.advance(60_000);
      expect((await harness.job(second.jobId)).status).toBe("pending");
      release.resolve();
      await harness.ended(first.jobId);
      expect(await harness.ended(second.jobId)).toMatchObject({
        status: "completed",
        deadlineAtMs: harness.clock.nowMs() + 5000,
      });
    });

    it("bounds the wait for a worker by a limit of its own", async () => {
      const harness = await openHarness(suite, { timeLimitMs: 100_000, limits: { waitLimitMs: 5000 } });
      // No worker takes this kind.
      const queued = await harness.submit({ kind: "speech" });
      await harness.clock.advance(4000);
      expect((await harness.job(queued.jobId)).status).toBe("pending");
      await harness.clock.advance(3000);
      expect((await harness.ended(queued.jobId)).error).toMatchObject({
        code: "TIMEOUT",
        message: expect.stringContaining("waited") as string,
      });
    });

    it("bounds the wait for a person who is not given a time", async () => {
      const harness = await openHarness(suite, {
        workflow: waitForEver,
        timeLimitMs: 1000,
        limits: { waitLimitMs: 5000 },
      });
      const job = await harness.submit({ metadata: { shown: true } });
      await harness.when(job.jobId, "awaiting_approval");
      await harness.clock.advance(4000);
      expect((await harness.job(job.jobId)).status).toBe("awaiting_approval");
      await harness.clock.advance(3000);
      expect((await harness.ended(job.jobId)).error?.code).toBe("TIMEOUT");
    });

    it("counts the time a server was stopped while it had the job", async () => {
      const harness = await openHarness(suite, { workflow: waitForEver, timeLimitMs: 5000 });
      const job = await harness.submit();
      await harness.when(job.jobId, "in_progress");
      harness.crash();
      await harness.clock.leap(60_000);
      await harness.restart({ idle: false });
      await harness.clock.advance(2000);
      expect((await harness.ended(job.jobId)).error?.code).toBe("TIMEOUT");
    });
  });

  describe("stop", () => {
    it("lets a running step finish within the grace and starts no other", async () => {
      const runs: string[] = [];
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("paid", async () => {
            runs.push("paid");
            started.resolve();
            await finish.promise;
          });
          await ctx.step("next", async () => runs.push("next"));
          return {};
        },
      });
      const job = await harness.submit();
      await started.promise;
      const stopping = harness.engine.stop({ graceMs: 5000 });
      await harness.clock.timer(5000);
      finish.resolve();
      await stopping;
      expect(runs).toEqual(["paid"]);
      await harness.restart();
      await harness.ended(job.jobId);
      expect(runs).toEqual(["paid", "next"]);
    });

    it("aborts a step that outlasts the grace, and runs it again at the next start", async () => {
      const reasons: unknown[] = [];
      const started = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("long", (step) => {
            if (reasons.length > 0) return Promise.resolve();
            started.resolve();
            return new Promise((_, reject) =>
              step.signal.addEventListener("abort", () => {
                reasons.push(step.signal.reason);
                reject(step.signal.reason as Error);
              }),
            );
          });
          return {};
        },
      });
      const job = await harness.submit();
      await started.promise;
      const stopping = harness.engine.stop({ graceMs: 5000 });
      await harness.clock.timer(5000);
      await harness.clock.advance(5000);
      await stopping;
      expect(reasons).toEqual([expect.objectContaining({ code: "SERVER_STOPPING" })]);
      await harness.restart();
      expect((await harness.ended(job.jobId)).status).toBe("completed");
    });
  });

  describe("a full disk", () => {
    it("ends a job with DISK_FULL as soon as there is room for its end", async () => {
      let full = false;
      const refused = Promise.withResolvers<void>();
      const store = await suite.createStore();
      const tight: EngineSuite = {
        name: suite.name,
        createStore: async () => ({
          open: async () => {
            const db = await store.open();
            const transaction = db.transaction.bind(db);
            db.transaction = async (work) => {
              if (!full) return transaction(work);
              refused.resolve();
              throw new HeadwayError("DISK_FULL", "full");
            };
            return db;
          },
        }),
      };
      const harness = await openHarness(tight, {
        workflow: async (ctx) => {
          await ctx.step("fill", async () => (full = true), { attempts: 1 });
          return {};
        },
      });
      const job = await harness.submit();
      await refused.promise;
      await harness.clock.timer(100);
      await harness.clock.advance(100);
      expect((await harness.job(job.jobId)).status).toBe("in_progress");
      full = false;
      await harness.clock.advance(2000);
      expect((await harness.ended(job.jobId)).error?.code).toBe("DISK_FULL");
    });
  });

  describe("limits", () => {
    it("fails a job that writes too many events, and still closes its log", async () => {
      const harness = await openHarness(suite, {
        limits: { eventsPerJob: 10 },
        workflow: async (ctx) => {
          for (let n = 0; n < 100; n += 1) await ctx.emit({ type: "video.tick", data: { n } });
          return {};
        },
      });
      const job = await harness.submit();
      expect(await harness.ended(job.jobId)).toMatchObject({ error: { code: "EVENT_LIMIT" }, lastSeq: 11 });
    });

    it("refuses an event that is too large, and carries one above 64 KB whole", async () => {
      const harness = await openHarness(suite, {
        limits: { eventChars: 200_000 },
        workflow: async (ctx, input) => {
          await ctx.emit({ type: "document.text", data: { text: "ü".repeat(Number(input["chars"])) } });
          return {};
        },
      });
      const fits = await harness.submit({ input: { chars: 150_000 } });
      await harness.ended(fits.jobId);
      expect((await harness.events(fits.jobId))[2]?.dataJson).toBe(JSON.stringify({ text: "ü".repeat(150_000) }));
      const large = await harness.submit({ input: { chars: 200_000 } });
      expect((await harness.ended(large.jobId)).error?.code).toBe("PAYLOAD_TOO_LARGE");
    });

    it("fails a job that takes its worker down again and again without progress", async () => {
      let claimed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        limits: { stalledClaims: 4 },
        workflow: async (ctx) => {
          await ctx.step("progress", async () => undefined);
          claimed.resolve();
          return new Promise<never>(() => undefined);
        },
      });
      const job = await harness.submit();
      for (let crash = 0; crash < 4; crash += 1) {
        await claimed.promise;
        claimed = Promise.withResolvers();
        harness.crash();
        await harness.restart();
        // It pauses longer after each crash.
        await harness.clock.advance(5000);
      }
      // The first claim finished a step, so it did not count.
      await claimed.promise;
      harness.crash();
      await harness.restart();
      expect((await harness.ended(job.jobId)).error?.code).toBe("WORKER_LOST");
    });

    it("does not count claims that were given back in good order", async () => {
      let claimed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        limits: { stalledClaims: 2 },
        workflow: async () => {
          claimed.resolve();
          return new Promise<never>(() => undefined);
        },
      });
      const job = await harness.submit();
      for (let restart = 0; restart < 5; restart += 1) {
        await claimed.promise;
        claimed = Promise.withResolvers();
        await harness.engine.stop();
        await harness.restart();
      }
      await claimed.promise;
      expect((await harness.job(job.jobId)).status).toBe("in_progress");
    });
  });
}
