import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { workerModule } from "@headway-jobs/tools/threads/worker-pool";
import { ModelProcesses, type ModelProcessesOptions, type ModelRequest } from "./model-processes.ts";
import type { OddSetup, OddWork } from "./testing/odd-model-worker.ts";

const MODULE = workerModule("./testing/odd-model-worker", import.meta.url);

/** Time that passes when the test says so. */
class HandTime {
  #elapsedMs = 0;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  elapsedMs = (): number => this.#elapsedMs;
  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.#elapsedMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };
  pass(ms: number): void {
    this.#elapsedMs += ms;
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#elapsedMs);
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#elapsedMs);
    for (const { callback } of due) callback();
  }
}

const open: ModelProcesses[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((processes) => processes.close()));
});

function begin(options: ModelProcessesOptions = {}) {
  const time = new HandTime();
  const processes = new ModelProcesses({ time, ...options });
  open.push(processes);
  const run = (work: OddWork, setup: OddSetup = {}, request: Partial<ModelRequest> = {}): Promise<unknown> =>
    processes.run({ name: "odd", module: MODULE, setup }, work, { timeLimitMs: 60_000, ...request });
  return { time, processes, run };
}

const pid = { kind: "pid" } as const;

describe("processes of models", () => {
  it("keep a loaded model for the next request, and sound whole on its way", async () => {
    const { run } = begin();
    const samples = Int16Array.from({ length: 100_000 }, (_, at) => at % 30_000);
    expect(await run({ kind: "echo", value: { samples } })).toEqual({ samples });
    const first = await run(pid);
    expect(await run(pid)).toBe(first);
    expect(first).not.toBe(process.pid);
  });

  it("start nothing before the first request, and give no environment variable that may be a key", async () => {
    const { run, processes } = begin({ env: { ...process.env, OPENAI_API_KEY: "sk-secret" } });
    expect(processes.processes()).toEqual([]);
    const environment = await readFile(`/proc/${String(await run(pid))}/environ`, "utf8");
    expect(environment).not.toContain("sk-secret");
  });

  it("fail a request whose process crashes, with the reason, and serve the next one", async () => {
    const { run } = begin();
    await expect(run({ kind: "abort" })).rejects.toMatchObject({
      code: "MODEL_FAILED",
      retryable: true,
      message: expect.stringContaining("SIGABRT"),
    });
    await expect(run({ kind: "exit" })).rejects.toMatchObject({ message: expect.stringContaining("code 3") });
    expect(await run({ kind: "echo", value: 1 })).toBe(1);
  });

  it("pass on an error that the process survives", async () => {
    const { run } = begin();
    const before = await run(pid);
    await expect(run({ kind: "throw" })).rejects.toMatchObject({
      code: "MODEL_FAILED",
      message: expect.stringContaining("the sound is too odd"),
    });
    expect(await run(pid)).toBe(before);
  });

  it("leave a model alone for a while after three crashes in a row, and say so", async () => {
    const { run, time } = begin({ maxCrashes: 3, restMs: 60_000 });
    const broken = { load: "crash" } as const;
    for (let crash = 0; crash < 3; crash++) await expect(run(pid, broken)).rejects.toThrow("SIGABRT");
    await expect(run(pid, broken)).rejects.toMatchObject({
      code: "MODEL_FAILED",
      retryAfterS: 60,
      message: "The local model odd is not used for 60 s, because it failed 3 times in a row.",
    });
    expect(await run({ kind: "echo", value: "another model" })).toBe("another model");
    time.pass(60_000);
    await expect(run(pid, broken)).rejects.toThrow("SIGABRT");
    // One trial: the next failure rests again.
    await expect(run(pid, broken)).rejects.toThrow("failed 4 times in a row");
  });

  it("say that the runtime is missing, and that a model refuses to load", async () => {
    const { run } = begin();
    await expect(run(pid, { load: "no-runtime" })).rejects.toMatchObject({
      code: "MODEL_MISSING",
      retryable: false,
      message: expect.stringContaining("no-such-runtime"),
    });
    await expect(run(pid, { load: "refuse" })).rejects.toMatchObject({
      code: "MODEL_FAILED",
      message: expect.stringContaining("its weights are for another machine"),
    });
  });

  it("end a request at its time limit, and one that takes too long to load", async () => {
    const { run, time, processes } = begin({ loadLimitMs: 5_000 });
    const before = await run(pid);
    const late = run({ kind: "hang" }, {}, { timeLimitMs: 30_000 });
    await vi.waitFor(() => expect(processes.isBusy({ name: "odd", module: MODULE, setup: {} })).toBe(true));
    time.pass(30_000);
    await expect(late).rejects.toMatchObject({ code: "PROVIDER_TIMEOUT", message: expect.stringContaining("30 s") });
    expect(await run(pid)).not.toBe(before);
    const loading = run(pid, { load: "hang" });
    await vi.waitFor(() => expect(processes.processes()).toHaveLength(2));
    time.pass(5_000);
    await expect(loading).rejects.toMatchObject({ code: "PROVIDER_TIMEOUT", message: expect.stringContaining("load") });
  });

  it("end work that is aborted with the signal's reason, at once and while it waits", async () => {
    const { run } = begin();
    const [works, waits] = [new AbortController(), new AbortController()];
    const working = run({ kind: "hang" }, {}, { signal: works.signal });
    const waiting = run(pid, {}, { signal: waits.signal });
    const [leaves, stops] = [new Error("left"), new Error("stopped")];
    waits.abort(leaves);
    await expect(waiting).rejects.toBe(leaves);
    works.abort(stops);
    await expect(working).rejects.toBe(stops);
    await expect(run(pid, {}, { signal: AbortSignal.abort(stops) })).rejects.toBe(stops);
    expect(await run({ kind: "echo", value: 2 })).toBe(2);
  });

  it("finish short work whose requester has left, and keep the process", async () => {
    const { run } = begin();
    const before = await run(pid);
    const [leaves, left] = [new AbortController(), new Error("left")];
    const working = run({ kind: "echo", value: 1 }, {}, { signal: leaves.signal });
    leaves.abort(left);
    await expect(working).rejects.toBe(left);
    expect(await run(pid)).toBe(before);
  });

  it("end work that continues for long after its requester has left, which is no crash", async () => {
    const { run, time } = begin({ maxCrashes: 1, abandonedMs: 5_000 });
    const before = Number(await run(pid));
    const [leaves, left] = [new AbortController(), new Error("left")];
    const working = run({ kind: "hang" }, {}, { signal: leaves.signal });
    leaves.abort(left);
    await expect(working).rejects.toBe(left);
    const next = run(pid);
    time.pass(4_999);
    expect(() => process.kill(before, 0)).not.toThrow();
    time.pass(1);
    expect(await next).not.toBe(before);
  });

  it("continue loading when the requester has left, up to the limit of loading", async () => {
    const { run, time, processes } = begin({ loadLimitMs: 60_000 });
    const [leaves, left] = [new AbortController(), new Error("left")];
    const asked = run(pid, { load: "hang" }, { signal: leaves.signal });
    await vi.waitFor(() => expect(processes.processes()).toHaveLength(1));
    leaves.abort(left);
    await expect(asked).rejects.toBe(left);
    time.pass(59_999);
    expect(processes.processes()).toHaveLength(1);
    expect(() => process.kill(processes.processes()[0]?.pid ?? 0, 0)).not.toThrow();
    time.pass(1);
    await vi.waitFor(() => expect(processes.processes()).toEqual([]));
  });

  it("leave a model alone that hangs again and again, at work or while it is loaded", async () => {
    const { run, time, processes } = begin({ maxCrashes: 1, restMs: 60_000, loadLimitMs: 5_000 });
    await run(pid);
    const late = run({ kind: "hang" }, {}, { timeLimitMs: 30_000 });
    const waiting = run(pid);
    const outcomes = Promise.allSettled([late, waiting]);
    time.pass(30_000);
    expect(await outcomes).toMatchObject([
      { reason: { code: "PROVIDER_TIMEOUT" } },
      { reason: { code: "MODEL_FAILED", retryAfterS: 60 } },
    ]);
    await expect(run(pid)).rejects.toThrow("is not used for 60 s");
    const loading = run(pid, { load: "hang" });
    await vi.waitFor(() => expect(processes.processes()).toHaveLength(1));
    time.pass(5_000);
    await expect(loading).rejects.toMatchObject({ code: "PROVIDER_TIMEOUT" });
    await expect(run(pid, { load: "hang" })).rejects.toThrow("is not used for 60 s");
  });

  it("put urgent requests first, and refuse more of them than may wait, while the others wait without bound", async () => {
    const { run } = begin({ maxWaiting: 1 });
    const order: string[] = [];
    const first = run({ kind: "echo", value: 0 });
    const usual = [1, 2, 3].map((value) => run({ kind: "echo", value }).then(() => order.push("usual")));
    const urgent = run({ kind: "echo", value: 4 }, {}, { isUrgent: true }).then(() => order.push("urgent"));
    await expect(run({ kind: "echo", value: 5 }, {}, { isUrgent: true })).rejects.toMatchObject({
      code: "PROVIDER_RATE_LIMITED",
      retryable: true,
      retryAfterS: 5,
    });
    await Promise.all([first, urgent, ...usual]);
    expect(order).toEqual(["urgent", "usual", "usual", "usual"]);
  });

  it("end a process that has grown beyond its bound after its request", async () => {
    const { run } = begin({ processMb: 300 });
    const small = await run(pid);
    expect(await run(pid)).toBe(small);
    expect(await run({ kind: "grow", megabytes: 400 })).toBe(1);
    expect(await run(pid)).not.toBe(small);
  });

  it("say how much memory a model needs that is too large as soon as it is loaded, which is no crash", async () => {
    const { run } = begin({ processMb: 10, maxCrashes: 1 });
    const refusal = {
      code: "MODEL_FAILED",
      retryable: false,
      message: expect.stringMatching(
        /^The local model odd needs \d+ MB of memory; at most 10 MB are allowed\.$/,
      ) as unknown,
    };
    const [first, waiting] = await Promise.allSettled([run(pid), run(pid)]);
    expect([first, waiting]).toMatchObject([{ reason: refusal }, { reason: refusal }]);
    await expect(run(pid)).rejects.toMatchObject(refusal);
  });

  it("expect a model that was never loaded to need as much memory as its files are long", async () => {
    const weights = join(await mkdtemp(join(tmpdir(), "model-processes-")), "weights.onnx");
    await writeFile(weights, "");
    await truncate(weights, 40 * 1024 * 1024);
    const { run, time, processes } = begin({ totalMb: 70, loadLimitMs: 5_000 });
    const asked = ["a", "b"].map((name) => run(pid, { load: "hang", name, weights }));
    const outcomes = Promise.allSettled(asked);
    await vi.waitFor(() => expect(processes.processes()).toHaveLength(1));
    const [first] = processes.processes();
    time.pass(5_000);
    await vi.waitFor(() => {
      expect(processes.processes()).toHaveLength(1);
      expect(processes.processes()[0]?.pid).not.toBe(first?.pid);
    });
    time.pass(5_000);
    expect(await outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    await rm(dirname(weights), { recursive: true });
  });

  it("work on when a terminal or systemd tells all processes to end: the server has time to finish", async () => {
    const { run } = begin();
    const first = Number(await run(pid));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.kill(first, signal);
      expect(await run(pid)).toBe(first);
    }
  });

  it("are the first that Linux ends where memory runs out", async () => {
    const { run } = begin();
    expect(await readFile(`/proc/${String(await run(pid))}/oom_score_adj`, "utf8")).toBe("1000\n");
  });

  it("end the idle process that was unused longest when there are too many, or too much memory", async () => {
    const { run, processes, time } = begin({ maxProcesses: 2 });
    const pids: unknown[] = [];
    for (const name of ["a", "b", "c"]) {
      pids.push(await run(pid, { name }));
      time.pass(1_000);
    }
    expect(processes.processes().map((one) => one.pid)).toEqual(pids.slice(1));
    const tight = begin({ totalMb: 30 });
    await tight.run(pid, { name: "a" });
    const last = await tight.run(pid, { name: "b" });
    expect(tight.processes.processes().map((one) => one.pid)).toEqual([last]);
  });

  it("let a model wait until another has finished where all processes are at work", async () => {
    const { run } = begin({ maxProcesses: 1 });
    const results = await Promise.all(["a", "b", "c"].map((name) => run({ kind: "echo", value: name }, { name })));
    expect(results).toEqual(["a", "b", "c"]);
  });

  it("end a process that has had no request for a while", async () => {
    const { run, time, processes } = begin({ idleMs: 10_000 });
    const first = await run(pid);
    await vi.waitFor(() => {
      time.pass(10_000);
      expect(processes.processes()).toEqual([]);
    });
    expect(await run(pid)).not.toBe(first);
  });

  it("end at once for models that are not used any more, and after their work where they have some", async () => {
    const { run, processes } = begin();
    const [kept, gone, busy] = [{ name: "kept" }, { name: "gone" }, { name: "busy" }];
    const [keptPid, gonePid] = [await run(pid, kept), await run(pid, gone)];
    const working = run(pid, busy);
    processes.retain(({ setup }) => setup === kept);
    expect(processes.processes().map((one) => one.pid)).not.toContain(gonePid);
    const busyPid = await working;
    await expect.poll(() => processes.processes().map((one) => one.pid)).toEqual([keptPid]);
    // Asked for again, it is loaded again.
    expect(await run(pid, gone)).not.toBe(gonePid);
    expect(await run(pid, busy)).not.toBe(busyPid);
    expect(await run(pid, kept)).toBe(keptPid);
  });

  it("serve on after an idle process was killed from outside", async () => {
    const { run } = begin();
    const first = Number(await run(pid));
    process.kill(first, "SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(first, 0)).toThrow());
    await vi.waitFor(async () => expect(await run(pid)).not.toBe(first));
  });

  it("end with `close`, with all requests", async () => {
    const { run, processes } = begin();
    const first = Number(await run(pid));
    const [working, waiting] = [run({ kind: "hang" }), run(pid)];
    const settled = Promise.allSettled([working, waiting]);
    await processes.close();
    expect(await settled).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    expect(() => process.kill(first, 0)).toThrow();
    await expect(run(pid)).rejects.toThrow("The server is stopping.");
  });

  it("end with this process, also when it is killed while a model works", async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, "testing/parent-of-model.ts")]);
    const model = await new Promise<number>((resolve) => {
      parent.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
    });
    expect(() => process.kill(model, 0)).not.toThrow();
    parent.kill("SIGKILL");
    await vi.waitFor(async () => expect(await stateOf(model)).toMatch(/^(?:Z.*)?$/), { timeout: 5_000 });
  });
});

/** Empty when the process is gone; `Z` while nobody has asked for its end. */
async function stateOf(id: number): Promise<string> {
  try {
    return (await promisify(execFile)("ps", ["-o", "stat=", "-p", String(id)])).stdout.trim();
  } catch {
    return "";
  }
}
