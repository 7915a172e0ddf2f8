import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Db } from "../../db/port.ts";
import {
  type EngineSuite,
  type EngineHarness,
  openHarness,
  OWNER,
  type TestStore,
  type TestWorkflow,
} from "./harness.ts";

/** Jobs that hold their place until they are cancelled. */
const holdPlace: TestWorkflow = async (ctx) => {
  await ctx.step("hold", (step) => new Promise((_, reject) => step.signal.addEventListener("abort", reject)));
  return {};
};

async function statuses(harness: EngineHarness, jobIds: readonly string[]): Promise<readonly string[]> {
  const jobs = await Promise.all(jobIds.map((jobId) => harness.job(jobId)));
  return jobs.map(({ status, error }) => error?.code ?? status);
}

async function scratchOf(harness: EngineHarness, nodeId: string): Promise<void> {
  const directory = join(harness.dataDir, "scratch", nodeId);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "half.mp4"), "half");
}
/** Lets minutes pass in few jumps: what is due every second is looked at four times a minute. */
async function pass(harness: EngineHarness, minutes: number): Promise<void> {
  for (let jump = 0; jump < 4 * minutes; jump += 1) await harness.clock.leap(15_000);
}
const scratch = (harness: EngineHarness): Promise<readonly string[]> => readdir(join(harness.dataDir, "scratch"));

const LEASE_MS = 9000;

function selectClaims(db: Db): Promise<[worker: string, stalledClaims: number][]> {
  return db.queryArrays("SELECT claim_worker, stalled_claims FROM jobs ORDER BY job_key");
}

/** A store whose reads with these words wait before they are made. */
function readingLate(suite: EngineSuite, words: string, wait: () => Promise<void>): EngineSuite {
  const open = async (store: TestStore): Promise<Db> => {
    const db = await store.open();
    const queryArrays = db.queryArrays.bind(db);
    db.queryArrays = async (sql, parameters) => {
      if (sql.includes(words)) await wait();
      return queryArrays(sql, parameters);
    };
    return db;
  };
  return {
    name: suite.name,
    createStore: async () => {
      const store = await suite.createStore();
      return { open: () => open(store) };
    },
  };
}

export function claimSuite(suite: EngineSuite): void {
  describe("an owner at its limit", () => {
    it("writes nothing while nothing changes, however many of its jobs wait", async () => {
      const harness = await openHarness(suite, {
        workflow: holdPlace,
        limits: { runningPerOwner: 2, queuedPerOwner: 1000 },
      });
      const [first] = [await harness.submit(), await harness.submit()];
      await harness.clock.timer(1000);
      for (let n = 0; n < 100; n += 1) await harness.submit();
      await harness.clock.advance(1000);
      const before = harness.writes;
      await harness.clock.advance(30_000);
      expect(harness.writes - before).toBe(0);
      expect(harness.engine.stats().running).toBe(2);
      expect(await harness.engine.countQueued()).toBe(100);
      // A place that is free again is taken at once.
      await harness.engine.cancel(OWNER, first.jobId);
      await harness.clock.advance(0);
      expect(harness.engine.stats().running).toBe(2);
      expect(await harness.engine.countQueued()).toBe(99);
    });

    it("does not keep other owners' jobs from the places that are left", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => (ctx.job.owner === OWNER ? holdPlace(ctx, input) : {}),
        limits: { runningPerOwner: 1 },
        concurrency: 2,
      });
      for (let n = 0; n < 20; n += 1) await harness.submit();
      const other = await harness.submit({ owner: "bob" });
      expect((await harness.ended(other.jobId, "bob")).status).toBe("completed");
    });

    it("keeps to the limit when several nodes take its jobs at once", async () => {
      const limits = { runningPerOwner: 3 };
      const harness = await openHarness(suite, { shared: true, idle: true, workflow: holdPlace, limits });
      const other = await openHarness(suite, { besides: harness, idle: true, workflow: holdPlace, limits });
      for (let n = 0; n < 12; n += 1) await harness.submit();
      await Promise.all([harness.engine.start(), other.engine.start()]);
      await harness.clock.advance(5000);
      expect(harness.engine.stats().running + other.engine.stats().running).toBe(3);
    });
  });

  describe("a job that stops its worker", () => {
    it("alone ends WORKER_LOST; the jobs that ran beside it complete", async () => {
      let hasCrashed = false;
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => {
          await ctx.step("work", () => {
            if (input["poisoned"] !== true) return new Promise<void>((resolve) => harness.clock.after(3000, resolve));
            harness.crash();
            hasCrashed = true;
            return new Promise<void>(() => undefined);
          });
          return {};
        },
      });
      const jobIds: string[] = [];
      await harness.engine.stop();
      await harness.restart({ idle: true });
      for (let n = 0; n < 10; n += 1) jobIds.push((await harness.submit({ input: { poisoned: n === 5 } })).jobId);
      harness.crash();
      await harness.restart({ idle: false });
      let crashes = 0;
      for (let second = 0; second < 300; second += 1) {
        if (hasCrashed) {
          hasCrashed = false;
          crashes += 1;
          await harness.restart({ idle: false });
        }
        await harness.clock.advance(1000);
      }
      const expected = jobIds.map((_, n) => (n === 5 ? "WORKER_LOST" : "completed"));
      expect(await statuses(harness, jobIds)).toEqual(expected);
      expect(crashes).toBe(10);
    });

    it("does not count against those that ran beside it", async () => {
      let begun = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => {
          await ctx.step("work", () => {
            if (input["poisoned"] === true) begun.resolve();
            return new Promise<void>(() => undefined);
          });
          return {};
        },
      });
      await harness.submit({ input: { poisoned: true } });
      for (let crash = 0; crash < 3; crash += 1) {
        await begun.promise;
        begun = Promise.withResolvers();
        harness.crash();
        await harness.restart();
        await harness.clock.advance(2000);
      }
      await begun.promise;
      const beside = await harness.submit();
      await harness.when(beside.jobId, "in_progress");
      harness.crash();
      await harness.restart();
      await harness.clock.advance(0);
      const claims = await harness.db.queryArrays("SELECT stalled_claims FROM jobs ORDER BY job_key");
      // The younger job is claimed again at once, for the first time as it were.
      expect(claims).toEqual([[4], [1]]);
      harness.crash();
    });

    it("is not blamed any more when its worker also dies without it", async () => {
      let begun = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("work", () => {
            begun.resolve();
            return new Promise<void>(() => undefined);
          });
          return {};
        },
      });
      const crash = async (): Promise<void> => {
        await begun.promise;
        begun = Promise.withResolvers();
        harness.crash();
        await harness.restart();
      };
      const claims = () => harness.db.queryArrays("SELECT stalled_claims FROM jobs ORDER BY job_key");
      await harness.submit();
      for (let count = 0; count < 6; count += 1) {
        await crash();
        if (count < 5) await harness.clock.advance(60_000);
      }
      expect(await claims()).toEqual([[6]]);
      // It pauses now; another job runs when the worker dies.
      await harness.submit();
      await crash();
      expect((await claims())[0]).toEqual([3]);
      harness.crash();
    });

    it("is tried again only after a pause that grows", async () => {
      const begun: number[] = [];
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("work", () => (begun.push(harness.clock.nowMs()), new Promise(() => undefined)));
          return {};
        },
      });
      await harness.submit();
      for (let crash = 0; crash < 6; crash += 1) {
        await harness.clock.advance(20_000);
        harness.crash();
        await harness.restart();
      }
      await harness.clock.advance(20_000);
      const pausesMs = begun.slice(1).map((atMs, index) => atMs - (begun[0] ?? 0) - 20_000 * (index + 1));
      expect(pausesMs).toEqual([0, 1000, 1000, 2000, 4000, 8000]);
      harness.crash();
    });
  });

  describe("claims of one worker that run out at different times", () => {
    it("blame the job that stops the worker, not those that began beside it later", async () => {
      let isPoisonRunning = false;
      const harness = await openHarness(suite, {
        shared: true,
        limits: { leaseMs: LEASE_MS, stalledClaims: 6 },
        workflow: async (ctx, input) => {
          await ctx.step("work", () => {
            if (input["poisoned"] !== true) return new Promise<void>((resolve) => harness.clock.after(3000, resolve));
            isPoisonRunning = true;
            return new Promise<void>(() => undefined);
          });
          return {};
        },
      });
      const poisoned = await harness.submit({ input: { poisoned: true } });
      const beside: string[] = [];
      let crashes = 0;
      for (let second = 0; second < 150; second += 1) {
        await harness.clock.advance(1000);
        if (!isPoisonRunning) continue;
        isPoisonRunning = false;
        crashes += 1;
        await harness.clock.advance(1000);
        beside.push((await harness.submit()).jobId);
        await harness.clock.advance(500);
        harness.crash();
        await harness.restart();
      }
      expect(await statuses(harness, [poisoned.jobId])).toEqual(["WORKER_LOST"]);
      expect(await statuses(harness, beside)).toEqual(beside.map(() => "completed"));
      expect(crashes).toBe(6);
    });

    it("count only together: one of them that has run out is taken over a lease later, and nobody is blamed", async () => {
      const harness = await openHarness(suite, { shared: true, limits: { leaseMs: LEASE_MS }, workflow: holdPlace });
      const late = await harness.submit();
      const renewed = await harness.submit();
      await harness.when(late.jobId, "in_progress");
      await harness.when(renewed.jobId, "in_progress");
      const [[worker] = ["", 0]] = await selectClaims(harness.db);
      harness.crash();
      const successor = await openHarness(suite, {
        besides: harness,
        limits: { leaseMs: LEASE_MS },
        workflow: holdPlace,
      });
      // As if the worker took jobs all the time and could not renew the claim of the first.
      await successor.db.query("UPDATE jobs SET claim_expires_at_ms = ? WHERE job_id = ?", [
        harness.clock.nowMs() + 10 * LEASE_MS,
        renewed.jobId,
      ]);
      await harness.clock.advance(2 * LEASE_MS + 1000);
      const [ofLate, ofRenewed] = await selectClaims(successor.db);
      expect(ofRenewed).toEqual([worker, 1]);
      expect(ofLate).toEqual([expect.not.stringMatching(worker) as string, 1]);
    });
  });

  describe("a job that is cancelled between its claim and its run", () => {
    it("does not begin to work, and its place is free at once", async () => {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      let hasBegun = false;
      const harness = await openHarness(
        readingLate(suite, "FROM journal", () => (reached.resolve(), released.promise)),
        { workflow: (ctx, input) => ((hasBegun = true), holdPlace(ctx, input)) },
      );
      const job = await harness.submit();
      await reached.promise;
      await harness.engine.cancel(OWNER, job.jobId);
      released.resolve();
      await harness.clock.advance(0);
      expect(hasBegun).toBe(false);
      expect(harness.engine.stats().running).toBe(0);
    });
  });

  describe("the scratch directory of another node", () => {
    it("is removed when the node has been silent for long, and kept while it is alive", async () => {
      const harness = await openHarness(suite, { shared: true });
      const other = await openHarness(suite, { besides: harness });
      const rows = await harness.db.query<{ node_id: string }>("SELECT node_id FROM nodes ORDER BY started_at_ms");
      expect(rows).toHaveLength(2);
      for (const { node_id: nodeId } of rows) await scratchOf(harness, nodeId);
      await pass(harness, 15);
      expect(await scratch(harness)).toHaveLength(2);
      other.crash();
      await pass(harness, 8);
      expect(await scratch(harness)).toHaveLength(2);
      await pass(harness, 5);
      await expect.poll(() => scratch(harness)).toHaveLength(1);
      expect(await harness.db.query("SELECT node_id FROM nodes")).toHaveLength(1);
    });

    it("is kept when the node was silent only because the database was unavailable to all", async () => {
      const harness = await openHarness(suite, { shared: true });
      await openHarness(suite, { besides: harness });
      const rows = await harness.db.query<{ node_id: string }>("SELECT node_id FROM nodes");
      for (const { node_id: nodeId } of rows) await scratchOf(harness, nodeId);
      await pass(harness, 12);
      // Whichever node is the first to look finds the other's beat an hour old.
      await harness.clock.leap(3_600_000);
      await pass(harness, 3);
      expect(await scratch(harness)).toHaveLength(2);
    });

    it("is kept for ten minutes after the database was unavailable to all, in which its node may be heard of again", async () => {
      const harness = await openHarness(suite, { shared: true });
      const other = await openHarness(suite, { besides: harness });
      const rows = await harness.db.query<{ node_id: string }>("SELECT node_id FROM nodes");
      for (const { node_id: nodeId } of rows) await scratchOf(harness, nodeId);
      other.crash();
      await harness.clock.leap(3_600_000);
      await pass(harness, 9);
      expect(await scratch(harness)).toHaveLength(2);
      await pass(harness, 3);
      await expect.poll(() => scratch(harness)).toHaveLength(1);
    });

    it("is removed when no such node is known and it has not changed for a day", async () => {
      const harness = await openHarness(suite, { shared: true });
      await scratchOf(harness, "unknown-new");
      await scratchOf(harness, "unknown-old");
      const nowS = harness.clock.nowMs() / 1000;
      await utimes(join(harness.dataDir, "scratch", "unknown-new"), nowS, nowS - 3600);
      await utimes(join(harness.dataDir, "scratch", "unknown-old"), nowS, nowS - 25 * 3600);
      await harness.clock.advance(2 * 60_000);
      await expect.poll(() => scratch(harness)).toEqual(["unknown-new"]);
    });
  });
}
