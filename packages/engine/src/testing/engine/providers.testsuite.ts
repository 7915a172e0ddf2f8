import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { EngineHarness } from "./harness.ts";
import { type EngineSuite, openHarness } from "./harness.ts";

const WORDS = { name: "ollama/llama3.1", message: "model 'llama3.1' not found, try pulling it first", status: 404 };

function missing(): HeadwayError {
  return new HeadwayError("PROVIDER_UNAVAILABLE", "The model is missing.", { retryable: false, provider: WORDS });
}

function busy(retryAfterS?: number): HeadwayError {
  return new HeadwayError("PROVIDER_RATE_LIMITED", "Refused: “too many”.", {
    provider: { name: "openai/x", message: "too many", status: 429 },
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  });
}

async function dataOf(harness: EngineHarness, jobId: string, type: string): Promise<readonly JsonObject[]> {
  const events = (await harness.events(jobId)).filter((event) => event.type === type);
  return events.map((event) => JSON.parse(event.dataJson) as JsonObject);
}

/** What people learn of the providers that a job works with: their words, the waits for them, what they used. */
export function providerSuite(suite: EngineSuite): void {
  describe("a provider's words", () => {
    it("are in the job's error and in its last event, and the job has no result", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({ a: await ctx.step("ask", () => Promise.reject(missing())) }),
      });
      const { jobId } = await harness.submit();
      const ended = await harness.ended(jobId);
      const failure = { code: "PROVIDER_UNAVAILABLE", message: "The model is missing.", provider: WORDS };
      expect(ended.error).toEqual(failure);
      expect(ended.result).toBeNull();
      expect(await dataOf(harness, jobId, "job.failed")).toEqual([failure]);
      const { jobs } = await harness.engine.list({ owner: "ada", limit: 10 });
      expect(jobs.map(({ error }) => error)).toEqual([failure]);
    });

    it("meet the workflow again at a replay after a crash", async () => {
      const waiting = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const said = await ctx
            .step("ask", () => Promise.reject(missing()))
            .catch((error: HeadwayError) => error.provider);
          await ctx.step("later", async ({ signal }) => {
            if (said === undefined) throw new TypeError("the words are lost");
            waiting.resolve();
            await new Promise((_resolve, reject) =>
              signal.addEventListener("abort", () => reject(signal.reason as Error)),
            );
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await waiting.promise;
      harness.crash();
      await harness.restart({
        workflow: async (ctx) => {
          const said = await ctx.step("ask", async () => ({})).catch((error: HeadwayError) => error.provider);
          return { said: { ...said } };
        },
      });
      expect((await harness.ended(jobId)).result).toEqual({ said: WORDS });
    });

    it("are kept in a form that both databases take", async () => {
      const provider = { name: "a\0b", message: "c\0d\ud800" };
      const harness = await openHarness(suite, {
        workflow: (ctx) =>
          ctx.step("ask", () => Promise.reject(new HeadwayError("TOOL_FAILED", "x", { retryable: false, provider }))),
      });
      const { jobId } = await harness.submit();
      expect((await harness.ended(jobId)).error?.provider).toEqual({ name: "a\ufffdb", message: "c\ufffdd\ufffd" });
    });
  });

  describe("a wait for a provider", () => {
    it("is told in the log and in the metadata, and forgotten when it is over", async () => {
      let tries = 0;
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.progress({ phase: "writing", progress: 40, message: "Writing" });
          await ctx.step("ask", async () => {
            tries += 1;
            if (tries === 1) throw busy(60);
            return null;
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await harness.clock.timer(59_000, 60_000);
      const told = (await dataOf(harness, jobId, "job.progress")).at(-1);
      const waiting = { message: "The model is busy; next try in 60 s.", next_try_at: "2026-01-01T00:01:00.000Z" };
      expect(told).toEqual({ phase: "writing", progress: 40, ...waiting });
      expect((await harness.job(jobId)).metadata).toEqual({ waiting });
      await harness.clock.advance(59_000);
      expect(tries).toBe(1);
      await harness.clock.advance(2_000);
      const ended = await harness.ended(jobId);
      expect(ended.metadata).toEqual({});
      expect(ended.status).toBe("completed");
      expect(tries).toBe(2);
    });

    it("that is over before it could be read is not told, nor is one for anything but a provider", async () => {
      const failures = [busy(), new HeadwayError("VOICE_FAILED", "hoarse", { retryAfterS: 5 })];
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("ask", async () => {
            const failure = failures.shift();
            if (failure !== undefined) throw failure;
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await harness.clock.timer(250, 500);
      await harness.clock.advance(500);
      await harness.clock.timer(5_000);
      await harness.clock.advance(5_000);
      expect((await harness.ended(jobId)).status).toBe("completed");
      expect(await dataOf(harness, jobId, "job.progress")).toEqual([]);
    });

    it("longer than the job may take ends the job at once, with the provider's words", async () => {
      const harness = await openHarness(suite, {
        timeLimitMs: 600_000,
        workflow: async (ctx) => ({ a: await ctx.step("ask", () => Promise.reject(busy(7_200))) }),
      });
      const { jobId } = await harness.submit();
      const { error } = await harness.ended(jobId);
      expect(error).toMatchObject({ code: "PROVIDER_RATE_LIMITED", provider: { message: "too many" } });
      expect(error?.message).toBe(
        "Refused: “too many”. It asks to wait 7200 s, longer than the job's time limit allows.",
      );
    });
  });

  describe("usage.providers", () => {
    const use = { calls: 1, failed_calls: 0, tokens_in: 0, tokens_out: 0, characters: 0, audio_seconds: 0 };

    it("adds up the calls of all steps, those of failed tries included, beside the service's own usage", async () => {
      let tries = 0;
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          ctx.setUsage({ pages: 3 });
          await ctx.step("ask", async () => {
            ctx.countUse({ name: "openai/x", tokensIn: 10, tokensOut: 5 });
            tries += 1;
            if (tries === 1) throw busy();
            ctx.countUse({ name: "ollama/y", isFailed: true });
          });
          await ctx.parallel([0.25, 0.5], { concurrency: 2 }, (audioSeconds, index) =>
            ctx.step(`speak:${index}`, async () => {
              ctx.countUse({ name: "flite", characters: 12 });
              ctx.countUse({ name: "flite", calls: 0, audioSeconds });
            }),
          );
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await harness.clock.timer(250, 500);
      await harness.clock.advance(500);
      expect((await harness.ended(jobId)).usage).toEqual({
        pages: 3,
        providers: [
          { ...use, name: "openai/x", calls: 2, tokens_in: 20, tokens_out: 10 },
          { ...use, name: "ollama/y", failed_calls: 1 },
          { ...use, name: "flite", calls: 2, characters: 24, audio_seconds: 0.75 },
        ],
      });
    });

    it("has what the machine's exam found for a provider, as it was when the job used it", async () => {
      const exam = {
        capability: "voice",
        language: "en",
        set: "sentences",
        measured_at: "2026-12-01T10:00:00.000Z",
      } as const;
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("speak", async () => {
            ctx.countUse({ name: "flite", exam: { ...exam, words: 9 } });
            ctx.countUse({ name: "flite", exam });
            ctx.countUse({ name: "flite" });
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      expect((await harness.ended(jobId)).usage).toEqual({ providers: [{ ...use, name: "flite", calls: 3, exam }] });
    });

    it("counts what a failed job used", async () => {
      const harness = await openHarness(suite, {
        workflow: (ctx) =>
          ctx.step("ask", () => {
            ctx.countUse({ name: "openai/x" });
            throw missing();
          }),
      });
      const { jobId } = await harness.submit();
      expect((await harness.ended(jobId)).usage).toEqual({ providers: [{ ...use, name: "openai/x" }] });
    });

    it("survives a crash without counting a replayed step again", async () => {
      const reached = Promise.withResolvers<void>();
      let isHeld = true;
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("first", async () => ctx.countUse({ name: "openai/x", tokensIn: 7 }));
          await ctx.step("second", async ({ signal }) => {
            ctx.countUse({ name: "openai/x", tokensIn: 100 });
            if (!isHeld) return;
            reached.resolve();
            await new Promise((_resolve, reject) =>
              signal.addEventListener("abort", () => reject(signal.reason as Error)),
            );
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await reached.promise;
      harness.crash();
      isHeld = false;
      await harness.restart();
      const [sums] = (await harness.ended(jobId)).usage["providers"] as readonly JsonObject[];
      expect(sums).toEqual({ ...use, name: "openai/x", calls: 2, tokens_in: 107 });
    });
  });
}
