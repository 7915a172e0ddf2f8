import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { ManyCalls, ManyTasks } from "./testing/many-tasks-worker.ts";
import { exceededLimits, WorkerPool, type WorkerPoolOptions, workerModule } from "./worker-pool.ts";

const MODULE = workerModule("./testing/many-tasks-worker", import.meta.url);

const pool = (options: Partial<WorkerPoolOptions> = {}): WorkerPool<ManyTasks, unknown, ManyCalls> =>
  new WorkerPool({ module: MODULE, memoryMb: 64, timeLimitMs: 60_000, maxThreads: 1, ...options });

const double = (of: WorkerPool<ManyTasks, unknown, ManyCalls>, number: number) => of.run({ kind: "double", number });

/** Time that passes when the test says so. */
class HandClock {
  started = 0;
  #limits: AbortController[] = [];
  readonly timeout = (): AbortSignal => {
    const limit = new AbortController();
    this.#limits.push(limit);
    this.started += 1;
    return limit.signal;
  };
  /** All time limits that have started are over. */
  passAll(): void {
    for (const limit of this.#limits) limit.abort(new DOMException("The time is over.", "TimeoutError"));
    this.#limits = [];
  }
}

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
    const one = pool({ timeout: clock.timeout });
    const hanging = one.run({ kind: "hang" }).catch((error: unknown) => error);
    const next = double(one, 4);
    await expect.poll(held).toBeGreaterThan(0);
    clock.passAll();
    const [error, result] = await Promise.all([hanging, next]);
    expect(error).toMatchObject({ name: "TimeoutError" });
    expect(exceededLimits(error)).toBe(true);
    expect(result).toBe(8);
  });

  it("survives a worker that exhausts its memory, and does the work that waited behind it", async () => {
    const one = pool();
    // Several times: without a bound on its young generation, most but not all such workers end the process.
    for (let round = 0; round < 4; round += 1) {
      const filling = one.run({ kind: "fill" }).catch((error: unknown) => error);
      const [error, result] = await Promise.all([filling, double(one, 4)]);
      expect(error).toMatchObject({ code: "ERR_WORKER_OUT_OF_MEMORY" });
      expect(exceededLimits(error)).toBe(true);
      expect(result).toBe(8);
    }
  });

  it("survives a worker that ends its thread, or fails after its work", async () => {
    const one = pool({ timeLimitMs: 2_000, idleMs: 60_000 });
    await expect(one.run({ kind: "leave" })).rejects.toThrow();
    expect(await one.run({ kind: "leave-something-behind" })).toBe("done");
    expect(await double(one, 4)).toBe(8);
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
      clock.passAll();
      return word;
    };
    const said = await pool({ timeout: clock.timeout }).run({ kind: "call", word: "hello" }, { calls: { shout } });
    expect(said).toEqual(["hello", "and again"]);
    expect(clock.started).toBe(3);
  });

  it("that fail with an error of the table fail in the worker with the same, others end the run", async () => {
    const refusal = new HeadwayError("UNSUPPORTED_LANGUAGE", "Not that one.");
    const refused = pool().run({ kind: "call", word: "hello" }, failing(refusal));
    await expect(refused).rejects.toMatchObject({ code: "UNSUPPORTED_LANGUAGE", message: "Not that one." });
    const broken = new Error("lost the database");
    await expect(pool().run({ kind: "call", word: "hello" }, failing(broken))).rejects.toBe(broken);
  });
});
