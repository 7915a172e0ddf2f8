import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { ManyCalls, ManyTasks } from "./testing/many-tasks-worker.ts";
import { WorkerPool, type WorkerPoolOptions, workerModule } from "./worker-pool.ts";

const MODULE = workerModule("./testing/many-tasks-worker", import.meta.url);

const pool = (options: Partial<WorkerPoolOptions> = {}): WorkerPool<ManyTasks, unknown, ManyCalls> =>
  new WorkerPool({ module: MODULE, memoryMb: 64, timeLimitMs: 60_000, maxThreads: 1, ...options });

const double = (of: WorkerPool<ManyTasks, unknown, ManyCalls>, number: number) => of.run({ kind: "double", number });

/** Time that passes when the test says so. */
class HandClock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  readonly elapsedMs = (): number => this.#nowMs;
  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };
  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers].filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}

/** Ends nothing: only the failure itself may end a run. */
const NEVER = new HandClock();

/** What keeps this process from ending. */
const held = () => process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length;

describe("a worker pool", () => {
  it("finds its module by the ending of the module that asks: source or built", () => {
    expect(workerModule("./a-worker", "file:///src/a.ts").href).toBe("file:///src/a-worker.ts");
    expect(workerModule("./a-worker", "file:///dist/a.js").href).toBe("file:///dist/a-worker.js");
  });

  it("does more work than it has threads, each in its turn", async () => {
    const two = pool({ maxThreads: 2 });
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => double(two, number)));
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it("gives an error of the table back with its code and all it says", async () => {
    const refused = await pool()
      .run({ kind: "refuse" })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HeadwayError);
    expect(refused).toMatchObject({ code: "PROVIDER_RATE_LIMITED", message: "Not now.", retryAfterS: 7 });
    expect(refused).toMatchObject({ retryable: true, extra: { left: 0 } });
  });

  it("gives a mistake of the worker back as what it is", async () => {
    await expect(pool().run({ kind: "break" })).rejects.toBeInstanceOf(TypeError);
  });

  it("ends a worker that hangs when its time is up, and does the work that waited behind it", async () => {
    const clock = new HandClock();
    const one = pool({ clock, timeLimitMs: 60_000 });
    const hanging = one.run({ kind: "hang" }).catch((error: unknown) => error);
    const next = double(one, 4);
    await expect.poll(held).toBeGreaterThan(0);
    clock.pass(60_000);
    const [error, result] = await Promise.all([hanging, next]);
    expect(error).toMatchObject({ name: "WorkerLimitError", limit: "time" });
    expect(result).toBe(8);
  });

  it("survives a worker that exhausts its memory, and does the work that waited behind it", async () => {
    const one = pool();
    // Several times: without a bound on its young generation, most but not all such workers end the process.
    for (let round = 0; round < 4; round += 1) {
      const filling = one.run({ kind: "fill" }).catch((error: unknown) => error);
      const [error, result] = await Promise.all([filling, double(one, 4)]);
      expect(error).toMatchObject({ name: "WorkerLimitError", limit: "memory" });
      expect(result).toBe(8);
    }
  });

  it("survives a worker that exhausts its stack, and passes on other range errors", async () => {
    await expect(pool().run({ kind: "recurse" })).rejects.toMatchObject({ name: "WorkerLimitError", limit: "stack" });
    await expect(pool().run({ kind: "exceed-a-range" })).rejects.toBeInstanceOf(RangeError);
  });

  it("fails with the cause as soon as a worker cannot be loaded or ends its thread", async () => {
    const broken = pool({ module: workerModule("./testing/broken-worker", import.meta.url), clock: NEVER });
    const failed = await broken.run({ kind: "double", number: 1 }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "WorkerStartError", cause: { message: "this module cannot be loaded" } });
    const one = pool({ clock: NEVER });
    await expect(one.run({ kind: "leave" })).rejects.toThrow("ended with code 3");
    expect(await double(one, 4)).toBe(8);
  });

  it("does the next work in another thread when one has failed after its work", async () => {
    const one = pool({ clock: NEVER });
    expect(await one.run({ kind: "leave-something-behind" })).toBe("done");
    expect(await double(one, 4)).toBe(8);
  });

  it("says that a result cannot be sent", async () => {
    await expect(pool().run({ kind: "return-a-function" })).rejects.toThrow("could not be cloned");
  });

  it("keeps as many idle threads as it may, for as long as it may", async () => {
    const clock = new HandClock();
    const some = pool({ clock, maxThreads: 3, maxIdle: 1, idleMs: 10_000 });
    const useThreads = async (): Promise<unknown[]> => [
      ...new Set(await Promise.all([1, 2, 3].map(() => some.run({ kind: "thread" })))),
    ];
    const first = await useThreads();
    clock.pass(9_999);
    const second = await useThreads();
    clock.pass(10_000);
    const third = await useThreads();
    expect(first).toHaveLength(3);
    expect(first.filter((thread) => second.includes(thread))).toHaveLength(1);
    expect(second.filter((thread) => third.includes(thread))).toHaveLength(0);
  });

  it("keeps no idle thread with a large heap", async () => {
    const one = pool({ clock: NEVER, recycleAboveMb: 1 });
    expect(await one.run({ kind: "thread" })).not.toBe(await one.run({ kind: "thread" }));
  });

  it("ends a worker with the reason of an abort, whether it hangs, waits for its turn or has not begun", async () => {
    const one = pool();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const hanging = one.run({ kind: "hang" }, { signal: running.signal }).catch((error: unknown) => error);
    const queued = one.run({ kind: "hang" }, { signal: waiting.signal }).catch((error: unknown) => error);
    const last = double(one, 4);
    waiting.abort(new Error("no more need"));
    expect(await queued).toMatchObject({ message: "no more need" });
    running.abort(new Error("enough"));
    expect(await hanging).toMatchObject({ message: "enough" });
    expect(await last).toBe(8);
    await expect(one.run({ kind: "hang" }, { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow(
      "too late",
    );
  });

  it("holds the process while somebody waits for it, and no longer", async () => {
    const before = held();
    const one = pool({ idleMs: 60_000 });
    const results = Promise.all([double(one, 1), double(one, 2)]);
    await expect.poll(held).toBe(before + 1);
    expect(await results).toEqual([2, 4]);
    expect(held()).toBe(before);
  });
});

const inCapitals = async (word: string): Promise<string> => word.toUpperCase();

const failing = (error: Error) => ({
  calls: {
    shout: async (): Promise<string> => {
      throw error;
    },
  },
});

describe("calls of a worker", () => {
  it("are answered by this thread, one after the other", async () => {
    expect(await pool().run({ kind: "call", word: "hello" }, { calls: { shout: inCapitals } })).toEqual([
      "HELLO",
      "AND AGAIN",
    ]);
  });

  it("do not count against the worker's time", async () => {
    const clock = new HandClock();
    const shout = async (word: string): Promise<string> => {
      clock.pass(60_000);
      return word;
    };
    const said = await pool({ clock }).run({ kind: "call", word: "hello" }, { calls: { shout } });
    expect(said).toEqual(["hello", "and again"]);
  });

  it("do not extend the worker's time, however many it makes", async () => {
    const clock = new HandClock();
    let calls = 0;
    const shout = async (word: string): Promise<string> => {
      calls += 1;
      // The answer is on its way, and the worker's time runs again.
      setImmediate(() => clock.pass(10_000));
      return word;
    };
    const endless = pool({ clock, timeLimitMs: 60_000 }).run({ kind: "call-endlessly" }, { calls: { shout } });
    await expect(endless).rejects.toMatchObject({ name: "WorkerLimitError", limit: "time" });
    expect(calls).toBeLessThan(20);
  });

  it("have a limit of their own, all together", async () => {
    const clock = new HandClock();
    let calls = 0;
    const shout = async (word: string): Promise<string> => {
      calls += 1;
      clock.pass(60_000);
      return word;
    };
    const endless = pool({ clock, callsLimitMs: 150_000 }).run({ kind: "call-endlessly" }, { calls: { shout } });
    await expect(endless).rejects.toMatchObject({ name: "WorkerLimitError", limit: "time" });
    expect(calls).toBe(3);
  });

  it("that fail with an error of the table fail in the worker with the same, others end the run", async () => {
    const refusal = new HeadwayError("UNSUPPORTED_LANGUAGE", "Not that one.");
    const refused = pool().run({ kind: "call", word: "hello" }, failing(refusal));
    await expect(refused).rejects.toMatchObject({ code: "UNSUPPORTED_LANGUAGE", message: "Not that one." });
    const broken = new Error("lost the database");
    await expect(pool().run({ kind: "call", word: "hello" }, failing(broken))).rejects.toBe(broken);
  });
});

const refusal = (on: "limits" | "any-error") => ({ code: "INVALID_INPUT", message: "Send less.", on }) as const;

const runOrRefuse = (work: ManyTasks, on: "limits" | "any-error") =>
  pool({ clock: NEVER }).run(work, { refusal: refusal(on) });

describe("a refusal of a run", () => {
  it("replaces errors over a limit and, where the input is to blame for any, all errors without a code", async () => {
    await expect(runOrRefuse({ kind: "recurse" }, "limits")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(runOrRefuse({ kind: "break" }, "limits")).rejects.toBeInstanceOf(TypeError);
    await expect(runOrRefuse({ kind: "break" }, "any-error")).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "Send less.",
      cause: { name: "TypeError" },
    });
    await expect(runOrRefuse({ kind: "refuse" }, "any-error")).rejects.toMatchObject({ code: "PROVIDER_RATE_LIMITED" });
  });

  it("does not blame the input for an abort, a call that took too long or a worker that cannot be loaded", async () => {
    const late = new DOMException("The job's time is over.", "TimeoutError");
    const aborted = pool().run({ kind: "hang" }, { signal: AbortSignal.abort(late), refusal: refusal("any-error") });
    await expect(aborted).rejects.toBe(late);
    const called = pool().run({ kind: "call", word: "" }, { ...failing(late), refusal: refusal("limits") });
    await expect(called).rejects.toBe(late);
    const module = workerModule("./testing/broken-worker", import.meta.url);
    const broken = pool({ module, clock: NEVER }).run({ kind: "refuse" }, { refusal: refusal("any-error") });
    await expect(broken).rejects.toMatchObject({ name: "WorkerStartError" });
  });
});
