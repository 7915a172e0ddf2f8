import type { ContentRemoval } from "./artifacts/content-removal.ts";
import type { Db } from "./db/port.ts";
import type { Dispatcher } from "./dispatch/port.ts";
import type { Feed } from "./follow/feed.ts";
import type { EngineLimits } from "./limits.ts";
import type { Clock, EngineLog, Ids } from "./ports.ts";
import { raiseChangeNo } from "./store/changes.ts";
import { selectRunnable } from "./store/claims.ts";
import { endRow } from "./store/endings.ts";
import { selectExpiredWaits, selectPastDeadline } from "./store/overdue.ts";
import { deleteExpiredIdempotency, purgeJob, removeJob, selectExpired, selectRemoved } from "./store/retention.ts";
import { wakeExpired } from "./store/signals.ts";

export interface SweeperParts {
  readonly db: Db;
  readonly dispatcher: Dispatcher;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
  readonly contentRemoval: ContentRemoval;
}

const ROUND_MS = 1000;
const CLEANING_MS = 60_000;
/** Between two looks through all files. */
const FILE_SWEEP_MS = 3_600_000;
const DISPATCHES_PER_ROUND = 1000;
const JOBS_PER_ROUND = 100;

/** Brings about what nobody else would: what time alone makes due, and what a crash left undone. */
export class Sweeper {
  readonly #parts: SweeperParts;
  #round: Promise<void> = Promise.resolve();
  #forget: (() => void) | undefined;
  #stopped = false;
  #cleanedAtMs = 0;
  #sweptFilesAtMs = 0;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** The first round is over when this resolves: every runnable job is dispatched. */
  async start(): Promise<void> {
    this.#cleanedAtMs = this.#parts.clock.nowMs();
    this.#sweptFilesAtMs = this.#cleanedAtMs;
    await this.dispatchRunnable();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget?.();
    await this.#round;
  }

  async dispatchRunnable(): Promise<void> {
    const { db, dispatcher, clock, ids } = this.#parts;
    for (const job of await selectRunnable(db, clock.nowMs(), DISPATCHES_PER_ROUND)) {
      await dispatcher.enqueue({ jobId: job.jobId, kind: job.kind, dispatchId: `${job.jobId}-${ids.hex(4)}` });
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#forget = this.#parts.clock.after(ROUND_MS, () => {
      this.#round = this.#sweep().finally(() => this.#schedule());
    });
  }

  async #sweep(): Promise<void> {
    // One part's failure does not keep the others from their work.
    await this.#attempt("waits", () => this.#wakeExpiredWaits());
    await this.#attempt("deadlines", () => this.#failPastDeadline());
    await this.#attempt("dispatch", () => this.dispatchRunnable());
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - this.#cleanedAtMs < CLEANING_MS) return;
    this.#cleanedAtMs = nowMs;
    await this.#attempt("retention", () => this.#removeExpired(nowMs));
    await this.#attempt("idempotency", () => deleteExpiredIdempotency(this.#parts.db, nowMs));
    await this.#attempt("contents", () => this.#parts.contentRemoval.round());
    if (nowMs - this.#sweptFilesAtMs < FILE_SWEEP_MS) return;
    this.#sweptFilesAtMs = nowMs;
    await this.#attempt("files", () => this.#parts.contentRemoval.sweep());
  }

  async #attempt(part: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    try {
      await work();
    } catch (error) {
      this.#parts.log.warn({ error, part }, "a part of the sweep failed; the next round tries again");
    }
  }

  async #wakeExpiredWaits(): Promise<void> {
    const { db, feed, clock } = this.#parts;
    for (const job of await selectExpiredWaits(db, clock.nowMs(), JOBS_PER_ROUND)) {
      const committed = await db.transaction((tx) => wakeExpired(tx, feed, job, clock.nowMs()));
      if (committed !== null) feed.publish([committed]);
    }
  }

  async #failPastDeadline(): Promise<void> {
    const { db, feed, clock } = this.#parts;
    const nowMs = clock.nowMs();
    for (const job of await selectPastDeadline(db, nowMs, JOBS_PER_ROUND)) {
      const ended = await db.transaction(async (tx) => {
        const changeNo = await raiseChangeNo(tx, job.owner);
        const ending = {
          status: "failed",
          code: "TIMEOUT",
          message: "The job took longer than its time limit.",
        } as const;
        return endRow(tx, feed, { job, epoch: null, changeNo, nowMs, ending });
      });
      if (ended !== null) feed.publish([ended.committed]);
    }
  }

  async #removeExpired(nowMs: number): Promise<void> {
    const { db, limits } = this.#parts;
    for (const { owner, jobId } of await selectExpired(db, nowMs - limits.retentionMs, JOBS_PER_ROUND)) {
      await db.transaction((tx) => removeJob(tx, owner, jobId, nowMs));
    }
    for (const jobKey of await selectRemoved(db, JOBS_PER_ROUND)) await purgeJob(db, jobKey);
  }
}
