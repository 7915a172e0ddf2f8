import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { Tinypool } from "tinypool";
import { answerCall, type Calls, type WorkerAnswer, WORKER_FUNCTION, valueOf } from "./worker-task.ts";

/**
 * V8 gives a worker at its limit 16 MB more until it ends. Without a bound, one collection can move more than that out of the young generation,
 * and then V8 ends the whole process.
 */
const YOUNG_GENERATION_MB = 32;

export interface WorkerPoolOptions {
  /** The worker's module, see `workerModule`. */
  readonly module: URL;
  /** Heap of one thread, in megabytes; a thread that needs more is ended. */
  readonly memoryMb: number;
  readonly stackMb?: number;
  /** Of one piece of work. Time that the worker waits for a call of this process is not counted. */
  readonly timeLimitMs: number;
  /** Threads at the same time, default one for each core and at least two; further work waits for its turn. */
  readonly maxThreads?: number;
  /** How long a thread without work is kept for the next one; default: not at all. It does not keep the process alive. */
  readonly idleMs?: number;
  /** A thread whose heap is larger than this after its work is ended at once. */
  readonly recycleAboveMb?: number;
  /** A signal that aborts with a TimeoutError after so many milliseconds; default `AbortSignal.timeout`. */
  readonly timeout?: (ms: number) => AbortSignal;
}

interface RunOptions<CallsOfWorker extends Calls> {
  readonly signal?: AbortSignal | undefined;
  /** Functions of this thread that the worker may call while it works. */
  readonly calls?: CallsOfWorker;
}

/**
 * Does work in worker threads: parsers and rules take seconds on large input and do not end on hostile input, while the event loop of the server has streams
 * to serve. A thread that exceeds a limit, fails without an error of its own or is aborted is ended, and the server is not affected.
 */
export class WorkerPool<Work, Result, CallsOfWorker extends Calls = Calls> {
  readonly #options: WorkerPoolOptions;
  readonly #maxThreads: number;
  #pool: Promise<Tinypool> | undefined;
  #running = 0;
  /**
   * Work waits here and not in the pool: with no minimum of threads, tinypool starts none for waiting work after it has ended a thread.
   */
  readonly #waiting: (() => void)[] = [];

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#maxThreads = options.maxThreads ?? Math.max(2, availableParallelism());
  }

  /**
   * Throws what the worker throws (a HeadwayError with its code), a TimeoutError (DOMException) over the time limit, an error with the code
   * ERR_WORKER_OUT_OF_MEMORY over the memory limit, the error of a call of this thread, and the signal's reason on abort.
   */
  async run(work: Work, { signal, calls }: RunOptions<CallsOfWorker> = {}): Promise<Result> {
    await this.#takeTurn(signal);
    const run = new Run(this.#options, signal);
    try {
      const pool = await (this.#pool ??= openPool(this.#options, this.#maxThreads));
      const port = calls === undefined ? null : run.serve(calls);
      const answer = await pool.run({ work, port }, { signal: run.signal, transferList: port === null ? [] : [port] });
      return valueOf(answer as WorkerAnswer) as Result;
    } catch (error) {
      throw run.signal.aborted ? run.signal.reason : error;
    } finally {
      run.close();
      this.#passOnTurn();
    }
  }

  async #takeTurn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#maxThreads) {
      this.#running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      const place = this.#waiting.indexOf(resolve);
      if (place !== -1) this.#waiting.splice(place, 1);
      reject(signal?.reason);
    };
    this.#waiting.push(resolve);
    signal?.addEventListener("abort", giveUp, { once: true });
    await promise;
    signal?.removeEventListener("abort", giveUp);
  }

  #passOnTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}

/** Whether a run was ended because it took more time, memory or stack than it may. */
export function exceededLimits(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === "TimeoutError";
  if (error instanceof RangeError) return true;
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

/** The module of a worker beside the module `base` (its `import.meta.url`): `.ts` in a checkout, `.js` in a package that was built. */
export function workerModule(name: string, base: string): URL {
  return new URL(`${name}${extname(new URL(base).pathname)}`, base);
}

async function openPool(options: WorkerPoolOptions, maxThreads: number): Promise<Tinypool> {
  // Loaded with the first work, as most servers never need all of their pools.
  const { Tinypool } = await import("tinypool");
  const { module, memoryMb, stackMb, idleMs = 0, recycleAboveMb } = options;
  const pool = new Tinypool({
    filename: module.href,
    name: WORKER_FUNCTION,
    minThreads: 0,
    maxThreads,
    idleTimeout: idleMs,
    resourceLimits: {
      maxOldGenerationSizeMb: memoryMb,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      ...(stackMb === undefined ? {} : { stackSizeMb: stackMb }),
    },
    ...(recycleAboveMb === undefined ? {} : { maxMemoryLimitBeforeRecycle: recycleAboveMb * 2 ** 20 }),
  });
  // A thread that fails without work needs no answer; without a listener the event would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** The limits of one run, and its calls. */
class Run {
  readonly #ending = new AbortController();
  readonly #options: WorkerPoolOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => this.#ending.abort(this.#signal?.reason);
  #limit: AbortSignal | undefined;
  #port: MessagePort | undefined;

  constructor(options: WorkerPoolOptions, signal: AbortSignal | undefined) {
    this.#options = options;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (signal?.aborted === true) this.#abort();
    this.#startClock();
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The worker's end of a channel over which it calls functions of this thread. */
  serve(calls: Calls): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (call: unknown) => {
      this.#answer(port1, calls, call).catch((error: unknown) => this.#ending.abort(error));
    });
    return port2;
  }

  async #answer(port: MessagePort, calls: Calls, call: unknown): Promise<void> {
    this.#stopClock();
    const answer = await answerCall(calls, call);
    if (this.signal.aborted) return;
    this.#startClock();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
    port.postMessage(answer);
  }

  close(): void {
    this.#stopClock();
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#port?.close();
  }

  #startClock(): void {
    const { timeLimitMs, timeout = (ms) => AbortSignal.timeout(ms) } = this.#options;
    this.#limit = timeout(timeLimitMs);
    this.#limit.addEventListener("abort", this.#onLimit, { once: true });
  }

  #stopClock(): void {
    this.#limit?.removeEventListener("abort", this.#onLimit);
    this.#limit = undefined;
  }

  readonly #onLimit = (): void => this.#ending.abort(this.#limit?.reason);
}
