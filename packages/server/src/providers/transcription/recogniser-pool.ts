import { HeadwayError } from "@headway-jobs/contract";
import type { Recogniser } from "./recogniser.ts";
import type { TranscriptionRequest } from "@headway-jobs/ports/transcription";

type Urgency = TranscriptionRequest["urgency"];

export interface PoolOptions {
  start(): Promise<Recogniser>;
  /** How many may work on recordings at a time. */
  readonly processes: number;
  timeLimitMs(samples: Int16Array): number;
  /** A recogniser that has been idle for so long is ended. */
  readonly idleMs: number;
  /** Calls back later, unless the returned function is called; must not keep this process alive. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

interface Task {
  readonly samples: Int16Array;
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
  readonly settle: PromiseWithResolvers<string[]>;
  /** When a recogniser has its sound, or none will ever have it. */
  readonly handed: PromiseWithResolvers<void>;
  attempts: number;
}

interface Idle {
  readonly recogniser: Recogniser;
  readonly forget: () => void;
}

const ATTEMPTS = 2;

/** Recognisers that are started when there is work, share it by urgency, and are replaced when they die. */
export class RecogniserPool {
  readonly #options: PoolOptions;
  readonly #idle: Idle[] = [];
  readonly #waiting: Record<Exclude<Urgency, "partial">, Task[]> = { live: [], recording: [] };
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #busyRecordings = 0;
  #busy = 0;
  #warming = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The log of an utterance. One whose recogniser died is given to another, once. A `partial` is null unless one is idle now. */
  async run(samples: Int16Array, urgency: Urgency, signal: AbortSignal): Promise<string[] | null> {
    signal.throwIfAborted();
    if (this.#closing.signal.aborted) throw closed();
    const settle = Promise.withResolvers<string[]>();
    const task: Task = { samples, urgency, signal, settle, handed: Promise.withResolvers(), attempts: 0 };
    if (urgency === "partial") {
      if (!this.#mayTakePartial()) return null;
      this.#begin(task);
      return settle.promise;
    }
    const queue = this.#waiting[urgency];
    queue.push(task);
    const leave = (): void => {
      const at = queue.indexOf(task);
      if (at < 0) return;
      queue.splice(at, 1);
      settle.reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#dispatch();
    try {
      return await settle.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Starts as many recognisers as are wanted and may work on recordings, less those there are: they load their models while other work is done. */
  async warmUp(wanted: number): Promise<void> {
    const missing = Math.min(wanted, this.#options.processes) - this.#idle.length - this.#busy - this.#warming;
    await Promise.all(Array.from({ length: Math.max(0, missing) }, () => this.#startIdle()));
  }

  async close(): Promise<void> {
    this.#closing.abort(closed());
    for (const queue of Object.values(this.#waiting)) for (const task of queue.splice(0)) task.settle.reject(closed());
    const idle = this.#idle.splice(0);
    for (const { forget } of idle) forget();
    await Promise.all([...idle.map(({ recogniser }) => recogniser.close()), ...this.#working]);
  }

  /** Live sound may overload the machine a little; recordings and guesses may not. */
  #mayTakeLive(): boolean {
    return this.#busy < this.#options.processes + Math.max(1, Math.floor(this.#options.processes / 2));
  }

  #mayTakePartial(): boolean {
    return this.#busy < this.#options.processes && this.#waiting.live.length === 0;
  }

  /** Begins what may begin, and says what that was. */
  #dispatch(): Task[] {
    const { live, recording } = this.#waiting;
    const begun: Task[] = [];
    while (live.length > 0 && this.#mayTakeLive()) begun.push(...this.#beginNext(live));
    while (recording.length > 0 && this.#busyRecordings < this.#options.processes)
      begun.push(...this.#beginNext(recording));
    return begun;
  }

  #beginNext(queue: Task[]): Task[] {
    const next = queue.splice(0, 1);
    for (const task of next) this.#begin(task);
    return next;
  }

  #begin(task: Task): void {
    const counts = task.urgency === "recording" ? 1 : 0;
    this.#busy += 1;
    this.#busyRecordings += counts;
    const work = this.#perform(task, counts).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #perform(task: Task, counts: number): Promise<void> {
    const tell = await this.#work(task);
    task.handed.resolve();
    this.#busy -= 1;
    this.#busyRecordings -= counts;
    // The caller's work on the words takes time; the recogniser gets its next sound before that.
    await Promise.all(this.#dispatch().map(({ handed }) => handed.promise));
    tell();
  }

  /** Owns its failures: all of them are the task's. What it returns tells the task how it ended. */
  async #work(task: Task): Promise<() => void> {
    const signal = AbortSignal.any([task.signal, this.#closing.signal]);
    for (;;) {
      task.attempts += 1;
      try {
        const lines = await this.#recognise(task, signal);
        return () => task.settle.resolve(lines);
      } catch (error) {
        const mayTryAgain = error instanceof HeadwayError && error.code === "TOOL_FAILED" && error.retryable;
        if (mayTryAgain && task.attempts < ATTEMPTS && !signal.aborted) continue;
        return () => task.settle.reject(error);
      }
    }
  }

  async #recognise({ samples, handed }: Task, signal: AbortSignal): Promise<string[]> {
    const recogniser = this.#takeIdle() ?? (await this.#options.start());
    const timeLimitMs = this.#options.timeLimitMs(samples);
    try {
      return await recogniser.recognise(samples, { timeLimitMs, signal, onHanded: handed.resolve });
    } finally {
      await this.#giveBack(recogniser);
    }
  }

  #startIdle(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve();
    this.#warming += 1;
    const work = (async () => this.#giveBack(await this.#options.start()))()
      // The first task will start one again, and says why that fails.
      .catch(() => undefined)
      .finally(() => {
        this.#working.delete(work);
        this.#warming -= 1;
      });
    this.#working.add(work);
    return work;
  }

  #takeIdle(): Recogniser | undefined {
    for (;;) {
      const idle = this.#idle.pop();
      idle?.forget();
      // One may have been killed from outside while it waited.
      if (idle === undefined || !idle.recogniser.isDead) return idle?.recogniser;
    }
  }

  async #giveBack(recogniser: Recogniser): Promise<void> {
    if (recogniser.isDead || this.#closing.signal.aborted) {
      await recogniser.close();
      return;
    }
    const idle: Idle = {
      recogniser,
      forget: this.#options.after(this.#options.idleMs, () => {
        const at = this.#idle.indexOf(idle);
        if (at < 0) return;
        this.#idle.splice(at, 1);
        void recogniser.close();
      }),
    };
    this.#idle.push(idle);
  }
}

function closed(): HeadwayError {
  return new HeadwayError("SERVER_STOPPING", "The recogniser has been closed.");
}
