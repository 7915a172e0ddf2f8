import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ElapsedClock } from "../time/system-clock.ts";
import { WorkerLimitError } from "./worker-errors.ts";
import { answerCall, type Calls } from "./worker-task.ts";

interface Limits {
  /** Of the worker's own time. */
  readonly timeLimitMs: number;
  /** Of the time of all calls together. */
  readonly callsLimitMs: number;
  readonly clock: ElapsedClock;
  readonly signal: AbortSignal | undefined;
}

/** What may end a run before its worker answers: the caller's signal, the two limits of its time, and calls that fail. */
export class RunLimits {
  readonly #ending = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #own: TimeBudget;
  readonly #ofCalls: TimeBudget;
  #port: MessagePort | undefined;

  constructor({ timeLimitMs, callsLimitMs, clock, signal }: Limits) {
    const onOver = (): void => this.#ending.abort(new WorkerLimitError("time"));
    this.#own = new TimeBudget(timeLimitMs, clock, onOver);
    this.#ofCalls = new TimeBudget(callsLimitMs, clock, onOver);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (signal?.aborted === true) this.#abort();
    this.#own.start();
  }

  /** Aborted with the reason why the run must end. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The worker's end of a channel over which it calls functions of this thread. */
  serve(calls: Calls): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.on("message", (call: unknown) => {
      this.#answer(port1, calls, call).catch((error: unknown) => this.#ending.abort(error));
    });
    return port2;
  }

  close(): void {
    this.#own.stop();
    this.#ofCalls.stop();
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#port?.close();
  }

  async #answer(port: MessagePort, calls: Calls, call: unknown): Promise<void> {
    this.#own.stop();
    this.#ofCalls.start();
    const answer = await answerCall(calls, call);
    if (this.signal.aborted) return;
    this.#ofCalls.stop();
    this.#own.start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
    port.postMessage(answer);
  }

  readonly #abort = (): void => this.#ending.abort(this.#signal?.reason);
}

/** An amount of time that is used up in parts. */
class TimeBudget {
  readonly #clock: ElapsedClock;
  readonly #onOver: () => void;
  #leftMs: number;
  #running: { readonly sinceMs: number; readonly cancel: () => void } | undefined;

  constructor(ms: number, clock: ElapsedClock, onOver: () => void) {
    this.#leftMs = ms;
    this.#clock = clock;
    this.#onOver = onOver;
  }

  start(): void {
    // A timer of no time would be cancelled by a stop that follows at once.
    if (this.#leftMs <= 0) return this.#onOver();
    const cancel = this.#clock.after(this.#leftMs, this.#onOver);
    this.#running = { sinceMs: this.#clock.elapsedMs(), cancel };
  }

  stop(): void {
    if (this.#running === undefined) return;
    this.#running.cancel();
    this.#leftMs -= this.#clock.elapsedMs() - this.#running.sinceMs;
    this.#running = undefined;
  }
}
