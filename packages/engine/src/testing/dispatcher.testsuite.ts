import { describe, expect, it, onTestFinished } from "vitest";
import type { Dispatcher, TakeJob } from "../dispatch/port.ts";

/** Jobs that wait in some store, by kind; `work` is what running one means. */
function waitingJobs(work: (name: string, kind: string) => Promise<void>): {
  readonly add: (kind: string, ...names: string[]) => void;
  readonly take: TakeJob;
  readonly looks: () => number;
} {
  const waiting = new Map<string, string[]>();
  let looks = 0;
  return {
    add: (kind, ...names) => void waiting.set(kind, [...(waiting.get(kind) ?? []), ...names]),
    take: async (kind) => {
      looks += 1;
      const name = waiting.get(kind)?.shift();
      await new Promise((resolve) => setImmediate(resolve));
      return name === undefined ? null : () => work(name, kind);
    },
    looks: () => looks,
  };
}

/** Resolves so many microtasks later. */
async function later(moments: number): Promise<void> {
  for (let left = moments; left > 0; left -= 1) await Promise.resolve();
}

/** What every dispatcher promises. */
export function dispatcherTestSuite(suite: { readonly name: string; readonly create: () => Dispatcher }): void {
  function open(lanes: Readonly<Record<string, number>>): Dispatcher {
    const dispatcher = suite.create();
    for (const [kind, concurrency] of Object.entries(lanes)) dispatcher.serve(kind, concurrency);
    onTestFinished(() => dispatcher.stop());
    return dispatcher;
  }

  describe(suite.name, () => {
    it("takes what waits at the start, and every job that a wake tells of", async () => {
      const dispatcher = open({ video: 3, speech: 3 });
      const all = Promise.withResolvers<void>();
      const done = new Set<string>();
      const jobs = waitingJobs(async (name) => {
        done.add(name);
        if (done.size === 100) all.resolve();
      });
      for (let n = 0; n < 50; n += 1) jobs.add("video", `early${n}`);
      dispatcher.start({ take: jobs.take });
      for (let n = 0; n < 50; n += 1) {
        jobs.add("speech", `late${n}`);
        dispatcher.wake("speech");
      }
      await all.promise;
    });

    it("takes jobs of a kind that is served after the start, and ignores wakes of kinds that are not served", async () => {
      const dispatcher = open({});
      const done = Promise.withResolvers<string>();
      const jobs = waitingJobs(async (name) => done.resolve(name));
      jobs.add("cooking", "soup");
      dispatcher.start({ take: jobs.take });
      dispatcher.wake("cooking");
      dispatcher.wakeAll();
      expect(jobs.looks()).toBe(0);
      dispatcher.serve("cooking", 1);
      expect(await done.promise).toBe("soup");
    });

    it("bounds what runs at once for each kind alone", async () => {
      const dispatcher = open({ video: 2, speech: 5 });
      const running = new Map<string, number>();
      const most = new Map<string, number>();
      let left = 40;
      const all = Promise.withResolvers<void>();
      const jobs = waitingJobs(async (_, kind) => {
        running.set(kind, (running.get(kind) ?? 0) + 1);
        most.set(kind, Math.max(most.get(kind) ?? 0, running.get(kind) ?? 0));
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        running.set(kind, (running.get(kind) ?? 0) - 1);
        left -= 1;
        if (left === 0) all.resolve();
      });
      const names = Array.from({ length: 20 }, (_, n) => String(n));
      jobs.add("video", ...names);
      jobs.add("speech", ...names);
      dispatcher.start({ take: jobs.take });
      await all.promise;
      expect(Object.fromEntries(most)).toEqual({ video: 2, speech: 5 });
    });

    it("looks again when a wake came while it was looking", async () => {
      const dispatcher = open({ video: 1 });
      const taken = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<null>();
      let looks = 0;
      dispatcher.start({
        take: () => {
          looks += 1;
          if (looks > 1) return Promise.resolve(async () => taken.resolve());
          asked.resolve();
          return answer.promise;
        },
      });
      await asked.promise;
      dispatcher.wake("video");
      answer.resolve(null);
      await taken.promise;
    });

    it("loses no wake, at whatever moment of a look it comes", async () => {
      const lost: (readonly [answerMoments: number, wakeMoments: number])[] = [];
      for (let answerMoments = 0; answerMoments < 6; answerMoments += 1) {
        for (let wakeMoments = 0; wakeMoments < 20; wakeMoments += 1) {
          const dispatcher = open({ video: 1 });
          let isWaiting = false;
          let isTaken = false;
          dispatcher.start({
            take: async () => {
              const isFound = isWaiting;
              isWaiting = false;
              await later(answerMoments);
              return isFound ? async () => void (isTaken = true) : null;
            },
          });
          await later(wakeMoments);
          isWaiting = true;
          dispatcher.wake("video");
          await new Promise((resolve) => setImmediate(resolve));
          if (!isTaken) lost.push([answerMoments, wakeMoments]);
        }
      }
      expect(lost).toEqual([]);
    });

    it("keeps to its places when wakes come at whatever moment of a look", async () => {
      let most = 0;
      for (let moments = 0; moments < 20; moments += 1) {
        const dispatcher = open({ video: 1 });
        const finish = Promise.withResolvers<void>();
        let running = 0;
        const work = async (): Promise<void> => {
          running += 1;
          most = Math.max(most, running);
          await finish.promise;
        };
        dispatcher.start({ take: async () => work });
        await later(moments);
        dispatcher.wake("video");
        await new Promise((resolve) => setImmediate(resolve));
        void dispatcher.stop();
        finish.resolve();
      }
      expect(most).toBe(1);
    });

    it("does not look while no place is free, however often it is woken", async () => {
      const dispatcher = open({ video: 1 });
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const jobs = waitingJobs(() => (started.resolve(), finish.promise));
      jobs.add("video", "a", "b");
      dispatcher.start({ take: jobs.take });
      await started.promise;
      for (let n = 0; n < 1000; n += 1) dispatcher.wakeAll();
      expect(jobs.looks()).toBe(1);
      finish.resolve();
    });

    it("goes on after a run that failed and after a look that failed", async () => {
      const dispatcher = open({ video: 1 });
      const second = Promise.withResolvers<void>();
      const jobs = waitingJobs(async (name) => {
        if (name === "bad") throw new Error("no");
        second.resolve();
      });
      let isAway = true;
      jobs.add("video", "bad", "good");
      const away = Promise.withResolvers<void>();
      dispatcher.start({
        take: (kind) => (isAway ? (away.resolve(), Promise.reject(new Error("away"))) : jobs.take(kind)),
      });
      await away.promise;
      await new Promise((resolve) => setImmediate(resolve));
      isAway = false;
      dispatcher.wake("video");
      await second.promise;
    });

    it("stops only when what runs has ended, and takes nothing more", async () => {
      const dispatcher = open({ video: 1 });
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const order: string[] = [];
      const jobs = waitingJobs(async (name) => {
        started.resolve();
        await finish.promise;
        order.push(name);
      });
      jobs.add("video", "a", "b");
      dispatcher.start({ take: jobs.take });
      await started.promise;
      const stopping = dispatcher.stop().then(() => order.push("stopped"));
      finish.resolve();
      await stopping;
      expect(order).toEqual(["a", "stopped"]);
    });

    it("counts what runs", async () => {
      const dispatcher = open({ video: 1 });
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const jobs = waitingJobs(() => (started.resolve(), finish.promise));
      jobs.add("video", "a", "b");
      expect(dispatcher.stats()).toEqual({ running: 0 });
      dispatcher.start({ take: jobs.take });
      await started.promise;
      expect(dispatcher.stats()).toEqual({ running: 1 });
      finish.resolve();
    });
  });
}
