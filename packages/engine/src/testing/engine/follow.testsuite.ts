import { describe, expect, it } from "vitest";
import type { EventBatch } from "../../api/engine.ts";
import type { Engine } from "../../api/engine.ts";
import { type EngineSuite, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

/** Writes `count` events, some alone and some together, as fast as it can. */
const chatter =
  (count: number, most = 240): TestWorkflow =>
  async (ctx) => {
    await ctx.step("talk", async (step) => {
      for (let n = 0; n < count;) {
        const together = Math.min(count - n, 1 + (n % 7) * Math.floor(most / 6));
        await Promise.all(
          Array.from({ length: together }, (_, i) => step.emit({ type: "video.tick", data: { n: n + i } })),
        );
        n += together;
      }
    });
    return {};
  };

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Reads a job from the start to its end as an edge does: subscribe, read what is there, continue live. */
async function follow(
  engine: Engine,
  jobId: string,
  options: { readonly pageEvents: number; readonly slow?: boolean },
): Promise<number[]> {
  const seqs: number[] = [];
  const live: EventBatch[] = [];
  let wake = Promise.withResolvers<void>();
  const subscription = await engine.subscribe(jobId, (batch) => {
    live.push(batch);
    wake.resolve();
  });
  for (let cursor = 0; ;) {
    const page = await engine.readEvents(jobId, cursor, options.pageEvents);
    seqs.push(...page.events.map((event) => event.seq));
    cursor = page.next;
    if (options.slow === true) await new Promise<void>((resolve) => setImmediate(resolve));
    if (page.ended) break;
    if (cursor < subscription.headSeq || options.slow === true) continue;
    let batch = live.shift();
    while (batch === undefined) {
      await wake.promise;
      wake = Promise.withResolvers();
      batch = live.shift();
    }
    const fresh = batch.events.filter((event) => event.seq > cursor);
    seqs.push(...fresh.map((event) => event.seq));
    cursor = fresh.at(-1)?.seq ?? cursor;
    if (batch.ended) break;
  }
  subscription.close();
  return seqs;
}

export function followSuite(suite: EngineSuite): void {
  describe("following", () => {
    it("gives every reader every event once and in order, at whatever speed it reads", async () => {
      const harness = await openHarness(suite, { workflow: chatter(3000), idle: true });
      const job = await harness.submit();
      const early = follow(harness.engine, job.jobId, { pageEvents: 100 });
      const slow = follow(harness.engine, job.jobId, { pageEvents: 7, slow: true });
      await harness.engine.start();
      const late = follow(harness.engine, job.jobId, { pageEvents: 500 });
      await harness.ended(job.jobId);
      const afterwards = follow(harness.engine, job.jobId, { pageEvents: 999 });
      for (const seqs of await Promise.all([early, slow, late, afterwards])) expect(seqs).toEqual(range(1, 3003));
      expect(harness.engine.stats().followers).toBe(0);
    });

    it("gives all readers the same object for what was committed together", async () => {
      const harness = await openHarness(suite, { workflow: chatter(500), idle: true });
      const job = await harness.submit();
      const seen: [EventBatch[], EventBatch[]] = [[], []];
      const done = Promise.withResolvers<void>();
      await harness.engine.subscribe(job.jobId, (batch) => seen[0].push(batch));
      await harness.engine.subscribe(job.jobId, (batch) => {
        seen[1].push(batch);
        if (batch.ended) done.resolve();
      });
      expect(harness.engine.stats().followers).toBe(1);
      await harness.engine.start();
      await done.promise;
      expect(seen[0].length).toBe(seen[1].length);
      for (const [index, batch] of seen[0].entries()) expect(seen[1][index]).toBe(batch);
      expect(seen[0].flatMap((batch) => batch.events.map((event) => event.seq))).toEqual(range(2, 503));
      expect(seen[0].map((batch) => batch.ended)).toEqual(seen[0].map((_, index) => index === seen[0].length - 1));
    });

    it("shows an event live exactly as the log has it", async () => {
      const data = {
        text: "line\u2028separator \u0085 \u0000 😀 \ud800",
        big: "ü".repeat(70_000),
        nested: [null, { a: 1.5e300 }],
      };
      const harness = await openHarness(suite, {
        idle: true,
        workflow: async (ctx) => (await ctx.emit({ type: "document.text", data }), {}),
      });
      const job = await harness.submit();
      const live: unknown[] = [];
      await harness.engine.subscribe(job.jobId, (batch) => live.push(...batch.events));
      await harness.engine.start();
      await harness.ended(job.jobId);
      expect(live).toEqual((await harness.events(job.jobId)).slice(1));
      expect(JSON.parse((await harness.events(job.jobId))[2]?.dataJson ?? "")).toEqual(data);
    });

    it("carries on when one reader throws", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit();
      const types: string[] = [];
      await harness.engine.subscribe(job.jobId, () => {
        throw new Error("a broken reader");
      });
      await harness.engine.subscribe(job.jobId, (batch) => types.push(...batch.events.map((event) => event.type)));
      await harness.engine.start();
      await harness.ended(job.jobId);
      expect(types).toEqual(["job.started", "job.completed"]);
    });

    it("reads a log of 100,000 events in pages, without a gap", async () => {
      const harness = await openHarness(suite, { workflow: chatter(100_000, 6000) });
      const job = await harness.submit();
      await harness.ended(job.jobId);
      let cursor = 0;
      for (
        let page = await harness.engine.readEvents(job.jobId, 0, 500);
        ;
        page = await harness.engine.readEvents(job.jobId, cursor, 500)
      ) {
        expect(page.events.map((event) => event.seq)).toEqual(range(cursor + 1, cursor + page.events.length));
        cursor = page.next;
        if (page.ended) break;
        expect(page.events).toHaveLength(500);
      }
      expect(cursor).toBe(100_003);
      expect(await harness.engine.remove(OWNER, job.jobId)).toBe(true);
      expect(await harness.db.queryArrays("SELECT COUNT(*) FROM events")).toEqual([[0]]);
    }, 120_000);

    it("reads pages of huge events a few at a time, but always at least one", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const text = "x".repeat(3_000_000);
          for (const n of [1, 2, 3, 4]) await ctx.emit({ type: "document.text", data: { n, text } });
          return {};
        },
      });
      const job = await harness.submit();
      await harness.ended(job.jobId);
      const sizes: number[] = [];
      for (let cursor = 0; cursor < 7;) {
        const page = await harness.engine.readEvents(job.jobId, cursor, 100);
        sizes.push(page.events.length);
        cursor = page.next;
      }
      expect(sizes).toEqual([4, 3]);
    });

    it.each([-1, 4, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])("refuses the cursor %d", async (cursor) => {
      const harness = await openHarness(suite);
      const job = await harness.submit();
      await harness.ended(job.jobId);
      await expect(harness.engine.readEvents(job.jobId, cursor, 10)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    });

    it("does not know jobs that are not there", async () => {
      const harness = await openHarness(suite, { idle: true });
      const jobId = "job_00000000000000000000000000";
      await expect(harness.engine.readEvents(jobId, 0, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(harness.engine.subscribe(jobId, () => undefined)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(harness.engine.stats().followers).toBe(0);
    });

    it("gives the newest events of some types, in order, and none of a job that is not there", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          for (let n = 1; n <= 3; n += 1) {
            await ctx.emit({ type: "video.tick", data: { n } });
            await ctx.emit({ type: "video.tock", data: { n, filler: "x".repeat(n * 40_000) } });
          }
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await harness.ended(jobId);
      const all = await harness.events(jobId);
      const { engine } = harness;
      expect(await engine.lastEvents(jobId, ["video.tock"], 2)).toEqual([all[5], all[7]]);
      expect(await engine.lastEvents(jobId, ["video.tick", "job.completed"], 2)).toEqual([all[6], all[8]]);
      expect(await engine.lastEvents(jobId, ["video.tick"], 100)).toHaveLength(3);
      await engine.remove(OWNER, jobId);
      expect(await engine.lastEvents(jobId, ["video.tick"], 100)).toEqual([]);
      expect(await engine.lastEvents("no \u0000", ["video.tick"], 100)).toEqual([]);
    });

    it("waits for an event no longer than asked, and not at all after the end", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit();
      const controller = new AbortController();
      const given = harness.engine.waitForEvent(job.jobId, 1, controller.signal);
      controller.abort();
      await given;
      const never = new AbortController().signal;
      const first = harness.engine.waitForEvent(job.jobId, 1, never);
      await harness.engine.start();
      await first;
      const { lastSeq } = await harness.ended(job.jobId);
      await harness.engine.waitForEvent(job.jobId, lastSeq, never);
      expect(harness.engine.stats().followers).toBe(0);
    });
  });

  describe("the owner's live list", () => {
    it("gives each job once with its newest state, and everything after a cursor", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          for (const progress of [1, 1.2, 1.9, 2, 50])
            await ctx.progress({ phase: "p", progress, message: String(progress) });
          return {};
        },
      });
      expect(await harness.engine.headChangeNo(OWNER)).toBe(0);
      const first = await harness.submit();
      await harness.ended(first.jobId);
      const cursor = await harness.engine.headChangeNo(OWNER);
      // Queued, started, phase p at 1, 2, 50, completed: less than a whole per cent is no change.
      expect(cursor).toBe(6);
      const second = await harness.submit();
      await harness.ended(second.jobId);
      const all = await harness.engine.readChanges(OWNER, 0, 10);
      expect(all.map(({ jobId, status, progress, phase }) => ({ jobId, status, progress, phase }))).toEqual([
        { jobId: first.jobId, status: "completed", progress: 100, phase: "p" },
        { jobId: second.jobId, status: "completed", progress: 100, phase: "p" },
      ]);
      const fresh = await harness.engine.readChanges(OWNER, cursor, 10);
      expect(fresh.map(({ jobId }) => jobId)).toEqual([second.jobId]);
      expect(await harness.engine.readChanges(OWNER, fresh[0]?.changeNo ?? 0, 10)).toEqual([]);
      expect(await harness.engine.readChanges("eve", 0, 10)).toEqual([]);
    });

    it("numbers changes of jobs that commit together apart", async () => {
      const harness = await openHarness(suite, {
        concurrency: 20,
        workflow: async (ctx) => (await ctx.progress({ phase: "p", progress: 50, message: "" }), {}),
      });
      const jobs = await Promise.all(Array.from({ length: 20 }, () => harness.submit()));
      for (const job of jobs) await harness.ended(job.jobId);
      const seen = new Set<string>();
      for (let cursor = 0; ;) {
        const page = await harness.engine.readChanges(OWNER, cursor, 3);
        if (page.length === 0) break;
        for (const change of page) {
          expect(change.changeNo).toBeGreaterThan(cursor);
          cursor = change.changeNo;
          seen.add(change.jobId);
        }
      }
      expect(seen.size).toBe(20);
    });

    it("calls its readers for their own jobs only", async () => {
      const harness = await openHarness(suite);
      let strange = 0;
      const called = Promise.withResolvers<void>();
      harness.engine.subscribeChanges("eve", () => (strange += 1));
      const closed = harness.engine.subscribeChanges(OWNER, () => (strange += 1));
      closed.close();
      harness.engine.subscribeChanges(OWNER, () => {
        called.resolve();
        throw new Error("a broken reader");
      });
      await harness.ended((await harness.submit()).jobId);
      await called.promise;
      expect(strange).toBe(0);
    });
  });
}
