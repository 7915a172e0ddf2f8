import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { type EngineSuite, openHarness, type TestWorkflow } from "./harness.ts";

export function stepSuite(suite: EngineSuite): void {
  describe("steps", () => {
    it("does not run a finished step again after a crash, and gives its result", async () => {
      const runs: string[] = [];
      const crashed = Promise.withResolvers<void>();
      const workflow: TestWorkflow = async (ctx) => {
        const large = "x".repeat(100_000);
        const first = await ctx.step("first", async () => {
          runs.push("first");
          return { at: new Date(0) as unknown as string, large };
        });
        const second = await ctx.step("second", async () => {
          runs.push("second");
          if (runs.length === 2) {
            harness.crash();
            crashed.resolve();
          }
          return undefined;
        });
        return { first: { ...first, large: first.large.length }, second: second ?? null };
      };
      const harness = await openHarness(suite, { workflow });
      const job = await harness.submit();
      await crashed.promise;
      await harness.restart();
      const ended = await harness.ended(job.jobId);
      expect(runs).toEqual(["first", "second", "second"]);
      expect(ended.result).toEqual({ first: { at: "1970-01-01T00:00:00.000Z", large: 100_000 }, second: null });
    });

    it("commits a step's events with its result: once, however often the job is run", async () => {
      const workflow: TestWorkflow = async (ctx) => {
        await ctx.emit({ type: "video.opened", data: {} });
        for (const slide of [1, 2, 3]) {
          await ctx.progress({ phase: `slide ${slide}`, progress: slide * 10, message: "" });
          await ctx.step(`slide:${slide}`, async () => slide, {
            events: (result) => [{ type: "video.slide", data: { slide: result } }],
          });
          await ctx.warn("DULL", "a slide is dull");
          if (crashes > 0) {
            crashes -= 1;
            harness.crash();
            crashed.resolve();
          }
        }
        return {};
      };
      let crashes = 0;
      let crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, { workflow });
      const calm = await harness.submit();
      await harness.ended(calm.jobId);
      crashes = 3;
      const job = await harness.submit();
      for (let crash = 0; crash < 3; crash += 1) {
        await crashed.promise;
        crashed = Promise.withResolvers<void>();
        await harness.restart();
        // A job that stopped its worker again pauses.
        await harness.clock.advance(2000);
      }
      const ended = await harness.ended(job.jobId);
      expect(await harness.types(job.jobId)).toEqual(await harness.types(calm.jobId));
      expect((await harness.events(job.jobId)).map(({ dataJson }) => dataJson)).toEqual(
        (await harness.events(calm.jobId)).map(({ dataJson }) => dataJson),
      );
      expect(ended.metadata).toEqual({ warnings: [{ code: "DULL", message: "a slide is dull" }] });
    });

    it("does not say a thing again at a replay although branches come in another order", async () => {
      let first = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const slow = Promise.withResolvers<void>();
          await ctx.parallel([1, 2], { concurrency: 2 }, async (branch) => {
            await ctx.step(`work:${branch}`, async () => (first && branch === 1 ? await slow.promise : undefined));
            await ctx.emit({ type: "video.branch", data: { branch } });
            if (first && branch === 2) {
              harness.crash();
              first = false;
              crashed.resolve();
            }
          });
          await ctx.emit({ type: "video.joined", data: {} });
          return {};
        },
      });
      const job = await harness.submit();
      await crashed.promise;
      await harness.restart();
      await harness.ended(job.jobId);
      const branches = (await harness.events(job.jobId)).filter((event) => event.type === "video.branch");
      expect(branches.map(({ dataJson }) => dataJson)).toEqual(['{"branch":2}', '{"branch":1}']);
    });

    it("tries again, with growing pauses, what may succeed later", async () => {
      const attempts: number[] = [];
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const result = await ctx.step(
            "flaky",
            async (step) => {
              attempts.push(step.attempt);
              if (step.attempt < 3) throw new HeadwayError("PROVIDER_UNAVAILABLE", "down");
              return "up";
            },
            { attempts: 3, backoffMs: 1000 },
          );
          return { result };
        },
      });
      const job = await harness.submit();
      // Half a second to one of jitter, then one to two.
      await harness.clock.timer(500, 999);
      await harness.clock.advance(1000);
      await harness.clock.timer(1001, 2000);
      await harness.clock.advance(2000);
      expect((await harness.ended(job.jobId)).result).toEqual({ result: "up" });
      expect(attempts).toEqual([1, 2, 3]);
    });

    it("waits as long as a provider asks", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("limited", async (step) => {
            if (step.attempt === 1) throw new HeadwayError("PROVIDER_RATE_LIMITED", "slow down", { retryAfterS: 77 });
          });
          return {};
        },
      });
      const job = await harness.submit();
      await harness.clock.timer(77_000);
      await harness.clock.leap(77_000);
      await harness.ended(job.jobId);
    });

    it.each([
      [
        "a failure that no retry can fix",
        new HeadwayError("VOICE_FAILED", "hoarse", { retryable: false }),
        1,
        "VOICE_FAILED",
        "hoarse",
      ],
      [
        "the last of the tries",
        new HeadwayError("PROVIDER_BAD_ANSWER", "?", { retryable: true }),
        2,
        "PROVIDER_BAD_ANSWER",
        "?",
      ],
      [
        "a full disk",
        Object.assign(new Error("ENOSPC: /data"), { code: "ENOSPC" }),
        2,
        "DISK_FULL",
        "The disk that holds the data is full.",
      ],
      [
        "an unexpected error, whose message stays inside",
        new Error("/secret/path"),
        1,
        "INTERNAL",
        'The step "work" failed unexpectedly.',
      ],
    ])("fails the job after %s", async (_, error, tries, code, message) => {
      let tried = 0;
      const work = async (): Promise<void> => {
        tried += 1;
        throw error;
      };
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("work", work, { attempts: 2, backoffMs: 0 });
          return {};
        },
      });
      const job = await harness.submit();
      if (tries > 1) {
        await harness.clock.timer(0);
        await harness.clock.advance(1);
      }
      expect(await harness.ended(job.jobId)).toMatchObject({ status: "failed", error: { code, message } });
      expect((await harness.events(job.jobId)).at(-1)).toMatchObject({
        type: "job.failed",
        dataJson: JSON.stringify({ code, message }),
      });
      expect(tried).toBe(tries);
    });

    it("journals a failure that the workflow handles, so that a replay takes the same way", async () => {
      const ways: string[] = [];
      let works = false;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          try {
            await ctx.step("picture", async () => {
              if (!works) throw new HeadwayError("FETCH_REFUSED", "no");
            });
            ways.push("picture");
          } catch (error) {
            ways.push(error instanceof HeadwayError ? error.code : "?");
          }
          if (!works) {
            works = true;
            harness.crash();
            crashed.resolve();
          }
          return {};
        },
      });
      const job = await harness.submit();
      await crashed.promise;
      await harness.restart();
      await harness.ended(job.jobId);
      expect(ways).toEqual(["FETCH_REFUSED", "FETCH_REFUSED"]);
    });

    it("ends a try at its time limit, also when the work does not listen, and tries again", async () => {
      const reasons: unknown[] = [];
      const work = async (step: { attempt: number; signal: AbortSignal }): Promise<string> => {
        if (step.attempt > 1) return "done";
        step.signal.addEventListener("abort", () => reasons.push(step.signal.reason));
        return new Promise<never>(() => undefined);
      };
      const harness = await openHarness(suite, {
        limits: { abortGraceMs: 5000 },
        workflow: async (ctx) => {
          return { result: await ctx.step("slow", work, { timeoutMs: 30_000, backoffMs: 8000 }) };
        },
      });
      const job = await harness.submit();
      await harness.clock.timer(30_000);
      await harness.clock.leap(30_000);
      await harness.clock.timer(5000);
      await harness.clock.advance(5000);
      await harness.clock.timer(4000, 8000);
      await harness.clock.advance(8000);
      expect((await harness.ended(job.jobId)).result).toEqual({ result: "done" });
      expect(reasons).toEqual([expect.objectContaining({ code: "TIMEOUT", retryable: true })]);
    });

    it("bounds parallel work, keeps the order of results, and stops at the first failure", async () => {
      let running = 0;
      let most = 0;
      const started: number[] = [];
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => {
          const results = await ctx.parallel([0, 1, 2, 3, 4, 5, 6, 7], { concurrency: 3 }, (item) =>
            ctx.step(`item:${item}`, async () => {
              started.push(item);
              running += 1;
              most = Math.max(most, running);
              await new Promise((resolve) => setImmediate(resolve));
              running -= 1;
              if (item === input["bad"]) throw new HeadwayError("VOICE_FAILED", "hoarse", { retryable: false });
              return item * item;
            }),
          );
          return { results };
        },
      });
      const good = await harness.submit();
      expect((await harness.ended(good.jobId)).result).toEqual({ results: [0, 1, 4, 9, 16, 25, 36, 49] });
      expect(most).toBe(3);
      started.length = 0;
      const bad = await harness.submit({ input: { bad: 1 } });
      expect((await harness.ended(bad.jobId)).error?.code).toBe("VOICE_FAILED");
      expect(started.length).toBeLessThan(8);
      expect(running).toBe(0);
    });

    it.each<[string, TestWorkflow]>([
      [
        "a step name used twice",
        async (ctx) => ({ a: await ctx.step("s", async () => 1), b: await ctx.step("s", async () => 2) }),
      ],
      ["a result that is not JSON", async (ctx) => ({ a: await ctx.step("s", async () => Symbol("no") as never) })],
      ["an event of the engine's own", async (ctx) => (await ctx.emit({ type: "job.completed", data: {} }), {})],
      ["an event with a shapeless name", async (ctx) => (await ctx.emit({ type: "Slide", data: {} }), {})],
      ["a job's result that is not JSON", async () => ({ a: 1n }) as never],
      ["parallel work on no lane", async (ctx) => ({ a: await ctx.parallel([1], { concurrency: 0 }, async () => 1) })],
    ])("fails the job, and nothing else, for %s", async (_, workflow) => {
      const harness = await openHarness(suite, { workflow });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).error?.code).toBe("INTERNAL");
      expect((await harness.types(job.jobId)).at(-1)).toBe("job.failed");
    });

    it("survives workflows that leave promises lying about", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          void ctx.step("left", async () => {
            throw new HeadwayError("VOICE_FAILED", "hoarse", { retryable: false });
          });
          void ctx.emit({ type: "bad", data: {} });
          void ctx.parallel([1], { concurrency: 1 }, async () => {
            throw new Error("left");
          });
          return {};
        },
      });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).status).toBe("completed");
    });

    it("gives the same random numbers at every replay, others for another job", async () => {
      const drawn: number[][] = [];
      let crash = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          drawn.push([ctx.random(), ctx.random(), ctx.random()]);
          if (crash) {
            crash = false;
            harness.crash();
            crashed.resolve();
          }
          return {};
        },
      });
      const job = await harness.submit();
      await crashed.promise;
      await harness.restart();
      await harness.ended(job.jobId);
      await harness.ended((await harness.submit()).jobId);
      expect(drawn[0]).toEqual(drawn[1]);
      expect(drawn[0]).not.toEqual(drawn[2]);
      for (const number of drawn.flat()) expect(number).toSatisfy((n: number) => n >= 0 && n < 1);
    });

    it("never lets progress fall, and says what is not a number as no progress", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          for (const progress of [10, 5, Number.NaN, 250, 30])
            await ctx.progress({ phase: "p", progress, message: "m" });
          return {};
        },
      });
      const job = await harness.submit();
      await harness.ended(job.jobId);
      const told = (await harness.events(job.jobId)).filter((event) => event.type === "job.progress");
      expect(told.map((event) => (JSON.parse(event.dataJson) as { progress: number }).progress)).toEqual([
        10, 10, 10, 100, 100,
      ]);
    });

    it("merges metadata and usage with the next commit and at the end", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          ctx.setMetadata({ a: 1, b: 1 });
          ctx.setUsage({ tokens: 5 });
          await ctx.step("s", async () => undefined);
          ctx.setMetadata({ b: 2 });
          return {};
        },
      });
      const job = await harness.submit({ metadata: { given: true } });
      expect(await harness.ended(job.jobId)).toMatchObject({
        metadata: { given: true, a: 1, b: 2 },
        usage: { tokens: 5 },
      });
    });
  });
}
