import { HeadwayError, type WireJson } from "@headway-jobs/contract";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { EventBatch } from "../api/engine.ts";
import type { JobEvent } from "../api/job.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { Followers } from "./followers.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const eventOf = (seq: number): JobEvent => ({ seq, type: "video.tick", atMs: 0, dataJson: "{}" as WireJson });

async function removed(): Promise<never> {
  throw new HeadwayError("NOT_FOUND", "The job was removed meanwhile.");
}

describe("a follower", () => {
  it("reads once more when a hint comes while a page is read that turns out empty", async () => {
    const stored: JobEvent[] = [];
    const slow = Promise.withResolvers<void>();
    let reads = 0;
    const followers = new Followers({
      clock: createManualClock(),
      log: silent,
      reader: {
        head: async () => ({ jobKey: 1, lastSeq: 0, ended: false }),
        async read(_jobKey, afterSeq) {
          const page = stored.filter(({ seq }) => seq > afterSeq);
          reads += 1;
          if (reads === 1) await slow.promise;
          return page;
        },
      },
    });
    const got: number[] = [];
    await followers.subscribe("job", (batch) => got.push(...batch.events.map(({ seq }) => seq)));
    // The connection for notifications is back: whatever came meanwhile is read. Then another node commits.
    followers.catchUpAll();
    stored.push(eventOf(1));
    followers.hint("job", 1);
    slow.resolve();
    await nextTurn();
    expect(got).toEqual([1]);
    followers.close();
  });

  it("keeps its head when one of those who waited for a failed opening comes again", async () => {
    let heads = 0;
    const followers = new Followers({
      clock: createManualClock(),
      log: silent,
      reader: {
        async head() {
          heads += 1;
          if (heads === 1) throw new Error("the store is unavailable");
          return { jobKey: 1, lastSeq: heads, ended: false };
        },
        read: async () => [],
      },
    });
    const subscribe = () => followers.subscribe("job", () => undefined);
    const outcomes = await Promise.allSettled([subscribe(), subscribe(), subscribe().catch(subscribe)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect((await subscribe()).headSeq).toBe(2);
    followers.close();
  });

  it.each<[string, () => Promise<readonly JobEvent[]>]>([
    ["its events are gone", async () => []],
    ["its first events are gone", async () => [eventOf(5)]],
    ["the text of an event is gone", removed],
  ])("ends for its readers when the job was removed and %s", async (_what, read) => {
    let isRemoved = false;
    const followers = new Followers({
      clock: createManualClock(),
      log: silent,
      reader: { head: async () => (isRemoved ? removed() : { jobKey: 1, lastSeq: 1, ended: false }), read },
    });
    const got: EventBatch[] = [];
    await followers.subscribe("job", (batch) => got.push(batch));
    isRemoved = true;
    followers.catchUpAll();
    await nextTurn();
    followers.catchUpAll();
    await nextTurn();
    expect(got).toEqual([{ jobId: "job", events: [], ended: true }]);
    await expect(followers.subscribe("job", () => undefined)).rejects.toMatchObject({ code: "NOT_FOUND" });
    followers.close();
  });

  it("tries again when events are missing in the log of a job that was not removed", async () => {
    const clock = createManualClock();
    let page = [eventOf(5)];
    const followers = new Followers({
      clock,
      log: silent,
      reader: { head: async () => ({ jobKey: 1, lastSeq: 1, ended: false }), read: async () => page },
    });
    const got: number[] = [];
    await followers.subscribe("job", (batch) => got.push(...batch.events.map(({ seq }) => seq)));
    followers.hint("job", 2);
    await nextTurn();
    expect(got).toEqual([]);
    page = [eventOf(2)];
    await clock.advance(500);
    expect(got).toEqual([2]);
    followers.close();
  });

  it("reads the log of a removed job once, not again and again", async () => {
    const clock = createManualClock();
    let reads = 0;
    const followers = new Followers({
      clock,
      log: silent,
      reader: {
        head: async () => ({ jobKey: 1, lastSeq: 1, ended: true }),
        read() {
          reads += 1;
          return removed();
        },
      },
    });
    await followers.subscribe("job", () => undefined);
    followers.catchUpAll();
    await clock.advance(60_000);
    expect(reads).toBe(1);
    followers.close();
  });
});
