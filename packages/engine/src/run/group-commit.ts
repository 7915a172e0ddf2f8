import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, EngineLog } from "../api/ports.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { Append, Appended, PendingAppend } from "./append.ts";
import { retryWhileUnavailable } from "../db/store-retry.ts";
import { type Batch, type BatchOutcomes, gatherBatch, writeBatch } from "./batch.ts";

/** Longer batches would hold the event loop for too long. */
const MAX_BATCH = 1000;

/**
 * Group commit: appends that meet in one turn of the loop, or while a batch is being written, share one transaction and one
 * sync. Readers see an event after it is durable, never before.
 */
export class GroupCommit {
  readonly #units: UnitsOfWork;
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #stopped = new AbortController();
  #gathering: PendingAppend[] = [];
  #exclusive: (() => Promise<void>)[] = [];
  #writing: Promise<void> | undefined;
  #scheduled = false;
  #commits = 0;

  constructor(parts: { readonly units: UnitsOfWork; readonly clock: Clock; readonly log: EngineLog }) {
    this.#units = parts.units;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get commits(): number {
    return this.#commits;
  }

  /** Resolves when it is durable. Throws STALE_EPOCH when the claim is gone; waits while the store is unavailable. */
  append(append: Append): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#gathering.push({ append, resolve, reject });
      this.#schedule();
    });
  }

  /** Runs work on the store between two batches: for statements that touch many running jobs and must not lock against a batch. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#exclusive.push(() => work().then(resolve, reject));
      this.#schedule();
    });
  }

  /** From now on appends fail when the store is unavailable, instead of being retried. */
  stopHolding(): void {
    this.#stopped.abort();
  }

  /** Resolves when everything gathered is written or has failed. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined || this.#scheduled) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing !== undefined) return;
    this.#scheduled = true;
    // The end of the turn, not a timer: everything that could be ready is, and a lone append waits for nothing.
    setImmediate(() => {
      this.#scheduled = false;
      this.#writing = this.#writeGathered().finally(() => {
        this.#writing = undefined;
        if (this.#gathering.length > 0 || this.#exclusive.length > 0) this.#schedule();
      });
    });
  }

  async #writeGathered(): Promise<void> {
    const exclusive = this.#exclusive;
    this.#exclusive = [];
    for (const work of exclusive) await work();
    const pending = this.#gathering;
    if (pending.length === 0) return;
    this.#gathering = pending.length > MAX_BATCH ? pending.splice(MAX_BATCH) : [];
    try {
      await this.#write(pending);
    } catch (error) {
      if (pending.length === 1 || isOfStore(error)) for (const { reject } of pending) reject(error);
      else await this.#writeOneByOne(pending);
    }
  }

  /** One of them is bad and takes the others' transaction down; alone, it fails alone. */
  async #writeOneByOne(pending: readonly PendingAppend[]): Promise<void> {
    for (const one of pending) {
      try {
        await this.#write([one]);
      } catch (error) {
        one.reject(error);
      }
    }
  }

  async #write(pending: readonly PendingAppend[]): Promise<void> {
    const batch = gatherBatch(pending, this.#clock.nowMs());
    const parts = { clock: this.#clock, log: this.#log, givenUp: this.#stopped.signal };
    const outcomes = await retryWhileUnavailable(parts, (isRetry) =>
      this.#units.commit((unit) => writeBatch(unit, batch, { isRetry })),
    );
    this.#commits += 1;
    settle(batch, outcomes);
  }
}

/** None of the appends is to blame: each would fail alike, and what may have been committed must not be written twice. */
function isOfStore(error: unknown): boolean {
  return error instanceof HeadwayError && (error.code === "STORE_UNAVAILABLE" || error.code === "DISK_FULL");
}

function settle(batch: Batch, outcomes: BatchOutcomes): void {
  for (const group of batch) {
    const outcome = outcomes.get(group);
    for (const { resolve, reject } of group.pending) {
      if (outcome === undefined) reject(new HeadwayError("STALE_EPOCH", "Another claim holds this job now."));
      else resolve(outcome);
    }
  }
}
