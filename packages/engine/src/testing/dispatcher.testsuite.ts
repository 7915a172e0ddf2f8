import { describe, expect, it, onTestFinished } from "vitest";
import type { Dispatch, Dispatcher } from "../dispatch/port.ts";

const dispatch = (jobId: string, kind: Dispatch["kind"] = "video", n = 1): Dispatch => ({
  jobId,
  kind,
  dispatchId: `${jobId}-${n}`,
});

/** What every dispatcher promises. */
export function dispatcherTestSuite(suite: {
  readonly name: string;
  readonly create: () => Promise<Dispatcher>;
}): void {
  async function open(): Promise<Dispatcher> {
    const dispatcher = await suite.create();
    onTestFinished(() => dispatcher.stop());
    return dispatcher;
  }

  describe(suite.name, () => {
    it("delivers every job at least once, also those that came before the start", async () => {
      const dispatcher = await open();
      const delivered = new Set<string>();
      const all = Promise.withResolvers<void>();
      for (let n = 0; n < 50; n += 1) await dispatcher.enqueue(dispatch(`early${n}`));
      await dispatcher.start({
        concurrency: () => 3,
        run: async ({ jobId }) => {
          delivered.add(jobId);
          if (delivered.size === 100) all.resolve();
        },
      });
      for (let n = 0; n < 50; n += 1) await dispatcher.enqueue(dispatch(`late${n}`));
      await all.promise;
    });

    it("bounds what runs at once for each kind alone", async () => {
      const dispatcher = await open();
      const running = { video: 0, speech: 0 };
      const most = { video: 0, speech: 0 };
      let left = 40;
      const all = Promise.withResolvers<void>();
      for (let n = 0; n < 20; n += 1) {
        await dispatcher.enqueue(dispatch(`v${n}`, "video"));
        await dispatcher.enqueue(dispatch(`s${n}`, "speech"));
      }
      await dispatcher.start({
        concurrency: (kind) => (kind === "video" ? 2 : 5),
        run: async ({ kind }) => {
          if (kind !== "video" && kind !== "speech") return;
          running[kind] += 1;
          most[kind] = Math.max(most[kind], running[kind]);
          await new Promise((resolve) => setImmediate(resolve));
          running[kind] -= 1;
          left -= 1;
          if (left === 0) all.resolve();
        },
      });
      await all.promise;
      expect(most).toEqual({ video: 2, speech: 5 });
    });

    it("delivers a job again that was dispatched while it ran", async () => {
      const dispatcher = await open();
      let runs = 0;
      const again = Promise.withResolvers<void>();
      await dispatcher.start({
        concurrency: () => 1,
        run: async () => {
          runs += 1;
          if (runs === 1) await dispatcher.enqueue(dispatch("a", "video", 2));
          else again.resolve();
        },
      });
      await dispatcher.enqueue(dispatch("a"));
      await again.promise;
    });

    it("goes on after a run that failed", async () => {
      const dispatcher = await open();
      const second = Promise.withResolvers<void>();
      await dispatcher.start({
        concurrency: () => 1,
        run: async ({ jobId }) => {
          if (jobId === "bad") throw new Error("no");
          second.resolve();
        },
      });
      await dispatcher.enqueue(dispatch("bad"));
      await dispatcher.enqueue(dispatch("good"));
      await second.promise;
    });

    it("stops only when what runs has ended, and delivers nothing more", async () => {
      const dispatcher = await open();
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const order: string[] = [];
      await dispatcher.start({
        concurrency: () => 1,
        run: async ({ jobId }) => {
          started.resolve();
          await finish.promise;
          order.push(jobId);
        },
      });
      await dispatcher.enqueue(dispatch("a"));
      await dispatcher.enqueue(dispatch("b"));
      await started.promise;
      const stopping = dispatcher.stop().then(() => order.push("stopped"));
      finish.resolve();
      await stopping;
      expect(order).toEqual(["a", "stopped"]);
    });

    it("counts what runs and what waits", async () => {
      const dispatcher = await open();
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      expect(dispatcher.stats()).toEqual({ running: 0, queued: 0 });
      await dispatcher.start({ concurrency: () => 1, run: () => (started.resolve(), finish.promise) });
      for (const jobId of ["a", "b", "c"]) await dispatcher.enqueue(dispatch(jobId));
      await started.promise;
      expect(dispatcher.stats()).toEqual({ running: 1, queued: 2 });
      finish.resolve();
    });
  });
}
