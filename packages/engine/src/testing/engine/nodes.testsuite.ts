import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { EventBatch } from "../../api/engine.ts";
import { type EngineSuite, openHarness, OWNER } from "./harness.ts";

const LEASE_MS = 9000;

export function nodeSuite(suite: EngineSuite): void {
  describe("several nodes", () => {
    it("shows events to readers on another node without gap or repeat", async () => {
      const harness = await openHarness(suite, {
        idle: true,
        workflow: async (ctx) => {
          await ctx.step("talk", async (step) => {
            for (let n = 0; n < 300; n += 1) await step.emit({ type: "video.tick", data: { n } });
          });
          return {};
        },
      });
      const reader = await openHarness(suite, { besides: harness, idle: true });
      const job = await harness.submit();
      const batches: EventBatch[] = [];
      const done = Promise.withResolvers<void>();
      const { headSeq } = await reader.engine.subscribe(job.jobId, (batch) => {
        batches.push(batch);
        if (batch.ended) done.resolve();
      });
      const changed = Promise.withResolvers<void>();
      reader.engine.subscribeChanges(OWNER, changed.resolve);
      await harness.engine.start();
      await done.promise;
      await changed.promise;
      expect(headSeq).toBe(1);
      const seqs = batches.flatMap((batch) => batch.events.map((event) => event.seq));
      expect(seqs).toEqual(Array.from({ length: 302 }, (_, index) => index + 2));
    });

    it("stops a job's work when another node cancels it", async () => {
      const started = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("long", (step) => {
            started.resolve();
            return new Promise<void>((resolve) => step.signal.addEventListener("abort", () => resolve())).then(
              stopped.resolve,
            );
          });
          return {};
        },
      });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const job = await harness.submit();
      await started.promise;
      await other.engine.cancel(OWNER, job.jobId);
      await stopped.promise;
      expect((await harness.types(job.jobId)).at(-1)).toBe("job.cancelled");
    });

    it("takes a job over when its worker's claim has run out, and refuses what the old worker writes", async () => {
      const started = Promise.withResolvers<void>();
      const late = Promise.withResolvers<void>();
      const refused = Promise.withResolvers<unknown>();
      const harness = await openHarness(suite, {
        limits: { leaseMs: LEASE_MS },
        workflow: async (ctx) => {
          await ctx.step("first", async () => "old");
          await ctx.step("second", async (step) => {
            started.resolve();
            await late.promise;
            await step.emit({ type: "video.late", data: {} }).catch(refused.resolve);
            return "old";
          });
          return { by: "old" };
        },
      });
      const job = await harness.submit();
      await started.promise;
      // The worker is paused: its claim is not renewed while time goes by for the others.
      await harness.db.query("UPDATE jobs SET claim_expires_at_ms = ? WHERE job_id = ?", [
        harness.clock.nowMs(),
        job.jobId,
      ]);
      const successor = await openHarness(suite, {
        besides: harness,
        limits: { leaseMs: LEASE_MS },
        workflow: async (ctx) => ({
          first: await ctx.step("first", async () => "new"),
          second: await ctx.step("second", async () => "new"),
        }),
      });
      expect((await successor.ended(job.jobId)).result).toEqual({ first: "old", second: "new" });
      late.resolve();
      expect(await refused.promise).toMatchObject({
        code: expect.stringMatching(/^(STALE_EPOCH|CANCELLED)$/) as string,
      });
      await harness.engine.stop();
      expect(await successor.types(job.jobId)).toEqual(["job.queued", "job.started", "job.completed"]);
    });

    it("keeps a claim as long as its worker renews it", async () => {
      const work = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      let taken = 0;
      const harness = await openHarness(suite, {
        shared: true,
        limits: { leaseMs: LEASE_MS },
        workflow: async (ctx) => (await ctx.step("long", () => (started.resolve(), work.promise)), { by: "first" }),
      });
      const job = await harness.submit();
      await started.promise;
      const other = await openHarness(suite, {
        besides: harness,
        limits: { leaseMs: LEASE_MS },
        workflow: async () => ((taken += 1), { by: "second" }),
      });
      for (let second = 0; second < 40; second += 1) await harness.clock.advance(1000);
      work.resolve();
      expect((await other.ended(job.jobId)).result).toEqual({ by: "first" });
      expect(taken).toBe(0);
    });

    it("runs each job once when two nodes take from the same queue", async () => {
      const runs: string[] = [];
      const workflow = async (ctx: { job: { jobId: string } }): Promise<Record<string, never>> => (
        runs.push(ctx.job.jobId),
        {}
      );
      const harness = await openHarness(suite, { idle: true, workflow });
      const other = await openHarness(suite, { besides: harness, idle: true, workflow });
      const jobs = await Promise.all(
        Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? harness : other).submit()),
      );
      await Promise.all([harness.engine.start(), other.engine.start()]);
      for (const job of jobs) await harness.ended(job.jobId);
      expect(runs.toSorted()).toEqual(jobs.map((job) => job.jobId).toSorted());
    });

    it("continues a wait on whatever node the signal comes to", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({
          ...(await ctx.waitFor("go", z.object({ n: z.number() }), { status: "awaiting_approval" })),
        }),
      });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await other.engine.signal({ owner: OWNER, jobId: job.jobId, name: "go", signalId: "1", value: { n: 5 } });
      // The other node has no worker: the sweeper here finds the job.
      for (let seconds = 0; seconds < 30 && (await harness.job(job.jobId)).status === "in_progress"; seconds += 1) {
        await harness.clock.advance(1000);
      }
      expect((await harness.ended(job.jobId)).result).toEqual({ n: 5 });
    });
  });

  describe("a store that is unavailable", () => {
    it("holds what a step has done and continues when the store is back", async () => {
      let away = false;
      let runs = 0;
      const tried = Promise.withResolvers<void>();
      const store = await suite.createStore();
      const flaky: EngineSuite = {
        name: suite.name,
        createStore: async () => ({
          open: async () => {
            const db = await store.open();
            const transaction = db.transaction.bind(db);
            db.transaction = async (work) => {
              if (away) tried.resolve();
              return transaction(async (tx) => {
                const result = await work(tx);
                if (away) throw storeAway();
                return result;
              });
            };
            return db;
          },
        }),
      };
      const harness = await openHarness(flaky, {
        workflow: async (ctx) => ({
          paid: await ctx.step("paid", async () => {
            runs += 1;
            away = true;
            return "dearly";
          }),
        }),
      });
      const job = await harness.submit();
      await tried.promise;
      await harness.clock.timer(100);
      await harness.clock.advance(100);
      await harness.clock.timer(200);
      away = false;
      await harness.clock.advance(200);
      expect((await harness.ended(job.jobId)).result).toEqual({ paid: "dearly" });
      expect(runs).toBe(1);
    });

    it("writes nothing twice when only the answer to a commit was lost", async () => {
      let loseAnswer = false;
      const store = await suite.createStore();
      const lossy: EngineSuite = {
        name: suite.name,
        createStore: async () => ({
          open: async () => {
            const db = await store.open();
            const transaction = db.transaction.bind(db);
            db.transaction = async (work) => {
              const result = await transaction(work);
              if (!loseAnswer) return result;
              loseAnswer = false;
              throw storeAway();
            };
            return db;
          },
        }),
      };
      const seen: number[] = [];
      const harness = await openHarness(lossy, {
        idle: true,
        workflow: async (ctx) => {
          await ctx.step("talk", async (step) => {
            for (let n = 0; n < 3; n += 1) {
              loseAnswer = true;
              await step.emit({ type: "video.tick", data: { n } });
            }
            loseAnswer = true;
          });
          return {};
        },
      });
      const job = await harness.submit();
      await harness.engine.subscribe(job.jobId, (batch) => seen.push(...batch.events.map((event) => event.seq)));
      await harness.engine.start();
      for (let lost = 0; lost < 4; lost += 1) {
        await harness.clock.timer(100);
        await harness.clock.advance(100);
      }
      await harness.ended(job.jobId);
      const types = await harness.types(job.jobId);
      expect(types.filter((type) => type === "video.tick")).toHaveLength(3);
      expect(seen).toEqual(types.slice(1).map((_, index) => index + 2));
    });
  });
}

function storeAway(): HeadwayError {
  return new HeadwayError("STORE_UNAVAILABLE", "away");
}
