import { availableParallelism } from "node:os";
import { extname } from "node:path";
import type { ResourceLimits } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import { type ElapsedClock, systemClock } from "../time/system-clock.ts";
import { RunLimits } from "./run-limits.ts";
import { WorkerGoneError, WorkerLimitError, WorkerStartError } from "./worker-errors.ts";
import { type Calls, valueOf, type WorkerReply } from "./worker-task.ts";
import { WorkerThread } from "./worker-thread.ts";

/**
 * V8 gives a worker at its limit 16 MB more until it ends. Without a bound, one collection can move more than that out of the young generation,
 * and then V8 ends the whole process.
 */
const YOUNG_GENERATION_MB = 32;

/** To start a thread and load its module takes up to half a second. */
const IDLE_MS = 10_000;
const MAX_IDLE = 2;
const RECYCLE_ABOVE_MB = 256;
/** Longer than most jobs may take. */
const CALLS_LIMIT_MS = 2 * 3_600_000;

export interface WorkerPoolOptions {
  /** The worker's module, see `workerModule`. */
  readonly module: URL;
  /** Heap of one thread, in megabytes; a thread that needs more is ended. */
  readonly memoryMb: number;
  readonly stackMb?: number;
  /** Of one piece of work. Time that the worker waits for a call of this process is not counted. */
  readonly timeLimitMs: number;
  /** Of all calls of one piece of work together, default two hours. */
  readonly callsLimitMs?: number;
  /** Threads at the same time, default one for each core and at least two; further work waits for its turn. */
  readonly maxThreads?: number;
  /** How long a thread without work is kept for the next one, default 10 s. It does not keep the process alive. */
  readonly idleMs?: number;
  /** Threads that are kept without work, default 2. */
  readonly maxIdle?: number;
  /** A thread whose heap is larger than this after its work is ended at once; default 256. */
  readonly recycleAboveMb?: number;
  /** Default: the machine's. */
  readonly clock?: ElapsedClock;
}

interface RunOptions<CallsOfWorker extends Calls> {
  readonly signal?: AbortSignal | undefined;
  /** Functions of this thread that the worker may call while it works. */
  readonly calls?: CallsOfWorker;
  /** What the run throws in place of an error that its input has caused. */
  readonly refusal?: Refusal;
}

interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /**
   * `limits`: when the run exceeded a limit. `any-error`: also when the worker threw an error without a code, as parsers do for broken files.
   */
  readonly on: "limits" | "any-error";
}

/**
 * Does work in worker threads: parsers and rules take seconds on large input and do not end on hostile input, while the event loop of the server has streams
 * to serve. A thread that exceeds a limit, fails without an error of its own or is aborted is ended, and the server is not affected.
 */
export class WorkerPool<Work, Result, CallsOfWorker extends Calls = Calls> {
  readonly #options: WorkerPoolOptions;
  readonly #clock: ElapsedClock;
  readonly #maxThreads: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  /** Threads without work, with what cancels their end. */
  readonly #idle = new Map<WorkerThread, () => void>();

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#maxThreads = options.maxThreads ?? Math.max(2, availableParallelism());
  }

  /**
   * Throws the signal's reason on abort; what the worker throws, a HeadwayError with its code; the error of a call; a WorkerLimitError over a limit; a
   * WorkerStartError when the thread or its module fails before the work; and an error when the thread ends before it has answered. `refusal` replaces some.
   */
  async run(work: Work, { signal, calls, refusal }: RunOptions<CallsOfWorker> = {}): Promise<Result> {
    await this.#takeTurn(signal);
    const { timeLimitMs, callsLimitMs = CALLS_LIMIT_MS } = this.#options;
    const limits = new RunLimits({ timeLimitMs, callsLimitMs, clock: this.#clock, signal });
    try {
      const { answer } = await this.#replyTo(work, limits, calls);
      return valueOf(answer) as Result;
    } catch (error) {
      signal?.throwIfAborted();
      throw refusal === undefined ? error : refused(error, refusal);
    } finally {
      limits.close();
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

  /** Does the work in an idle or a new thread and passes the turn on when that thread is free or has ended. */
  async #replyTo(work: Work, limits: RunLimits, calls: CallsOfWorker | undefined): Promise<WorkerReply> {
    for (;;) {
      const thread = this.#takeThread();
      try {
        const port = calls === undefined ? null : limits.serve(calls);
        const reply = await untilAborted(thread.do({ work, port }), limits.signal);
        this.#giveBack(thread, reply.heapBytes);
        return reply;
      } catch (error) {
        if (error instanceof WorkerGoneError) continue;
        this.#giveBack(thread, Infinity);
        throw limits.signal.aborted ? limits.signal.reason : asLimit(error);
      }
    }
  }

  #takeThread(): WorkerThread {
    const kept = [...this.#idle].at(-1);
    if (kept === undefined) return new WorkerThread(this.#options.module, resourceLimits(this.#options));
    const [thread, cancelEnd] = kept;
    this.#idle.delete(thread);
    cancelEnd();
    return thread;
  }

  #giveBack(thread: WorkerThread, heapBytes: number): void {
    const { idleMs = IDLE_MS, maxIdle = MAX_IDLE, recycleAboveMb = RECYCLE_ABOVE_MB } = this.#options;
    if (this.#idle.size >= maxIdle || heapBytes > recycleAboveMb * 2 ** 20) {
      // A thread in the middle of native code may take time to end; until then it counts as running.
      void thread.end().finally(() => this.#passOnTurn());
      return;
    }
    const end = (): void => {
      this.#idle.delete(thread);
      void thread.end();
    };
    this.#idle.set(thread, this.#clock.after(idleMs, end));
    this.#passOnTurn();
  }

  #passOnTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}

/** The module of a worker beside the module `base` (its `import.meta.url`): `.ts` in a checkout, `.js` in a package that was built. */
export function workerModule(name: string, base: string): URL {
  return new URL(`${name}${extname(new URL(base).pathname)}`, base);
}

function refused(error: unknown, { code, message, on }: Refusal): unknown {
  if (error instanceof HeadwayError || error instanceof WorkerStartError) return error;
  if (on === "limits" && !(error instanceof WorkerLimitError)) return error;
  return new HeadwayError(code, message, { cause: error });
}

function asLimit(error: unknown): unknown {
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory ? new WorkerLimitError("memory", { cause: error }) : error;
}

function resourceLimits({ memoryMb, stackMb }: WorkerPoolOptions): ResourceLimits {
  return {
    maxOldGenerationSizeMb: memoryMb,
    maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    ...(stackMb === undefined ? {} : { stackSizeMb: stackMb }),
  };
}

/** What the work gives or, if the signal aborts before, the signal's reason as an error. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
