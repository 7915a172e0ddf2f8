import { HeadwayError } from "@headway-jobs/contract";
import type { Clock } from "../api/ports.ts";

/** The time limit of one attempt, where it has one. What the store takes does not count: it may be unavailable for longer than any limit. */
export class AttemptLimit {
  /** Fires with the run's signal, and when the time is over. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #timeoutMs: number | undefined;
  readonly #abort = new AbortController();
  #leftMs: number;
  #countsFromMs = 0;
  #forget: (() => void) | undefined;
  #storeCalls = 0;
  #hasEnded = false;

  constructor(runSignal: AbortSignal, clock: Clock, timeoutMs: number | undefined) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#leftMs = timeoutMs ?? 0;
    this.signal = timeoutMs === undefined ? runSignal : AbortSignal.any([runSignal, this.#abort.signal]);
    this.#count();
  }

  /** Does what waits for the store, in time that does not count. */
  async uncounted<T>(work: () => Promise<T>): Promise<T> {
    this.#storeCalls += 1;
    if (this.#storeCalls === 1) this.#halt();
    try {
      return await work();
    } finally {
      this.#storeCalls -= 1;
      if (this.#storeCalls === 0) this.#count();
    }
  }

  end(): void {
    this.#hasEnded = true;
    this.#forget?.();
  }

  #count(): void {
    if (this.#timeoutMs === undefined || this.#hasEnded) return;
    this.#countsFromMs = this.#clock.nowMs();
    this.#forget = this.#clock.after(this.#leftMs, () => this.#expire());
  }

  #halt(): void {
    this.#forget?.();
    this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.nowMs() - this.#countsFromMs));
  }

  #expire(): void {
    this.#abort.abort(
      new HeadwayError("TIMEOUT", `A step took longer than ${this.#timeoutMs} ms.`, { retryable: true }),
    );
  }
}
