import type { ContentRemoval } from "../artifacts/content-removal.ts";
import type { DeadNodes } from "./dead-nodes.ts";
import type { Db } from "../db/port.ts";
import type { Dispatcher } from "../dispatch/port.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, EngineLog } from "../api/ports.ts";
import { waitedTooLong, workedTooLong } from "../jobs/time-limits.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { releaseDeadClaims } from "../run/dead-claims.ts";
import { endRow, type Ending } from "../jobs/endings.ts";
import { type OverdueJob, selectExpiredWaits, selectPastDeadline, selectPastWait } from "./overdue.ts";
import { deleteExpiredIdempotency, purgeJob, removeJob, selectExpired, selectRemoved } from "../jobs/removal.ts";
import { wakeExpired } from "../jobs/signals.ts";

export interface SweeperParts {
  readonly db: Db;
  readonly dispatcher: Dispatcher;
  readonly units: UnitsOfWork;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
  readonly contentRemoval: ContentRemoval;
  /** Null when no other process works on the store. */
  readonly deadNodes: DeadNodes | null;
  /** What the owner of a job of the kind can do when it takes too long. */
  readonly adviceOf: (kind: string) => string | undefined;
}

const ROUND_MS = 1000;
const CLEANING_MS = 60_000;
/** Between two looks through all files. */
const FILE_SWEEP_MS = 3_600_000;
const JOBS_PER_ROUND = 100;

/** Does once a second what no request triggers: what has become due, and what a crash left unfinished. */
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

  /** Looks for dead nodes' jobs at once; the rest waits for the first round. */
  async start(): Promise<void> {
    this.#cleanedAtMs = this.#parts.clock.nowMs();
    this.#sweptFilesAtMs = this.#cleanedAtMs;
    await this.#attempt("dispatch", () => this.#dispatch());
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget?.();
    await this.#round;
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
    await this.#attempt("deadlines", () => this.#failOverdue());
    await this.#attempt("dispatch", () => this.#dispatch());
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - this.#cleanedAtMs < CLEANING_MS) return;
    this.#cleanedAtMs = nowMs;
    await this.#attempt("retention", () => this.#removeExpired(nowMs));
    await this.#attempt("idempotency", () => deleteExpiredIdempotency(this.#parts.db, nowMs));
    await this.#attempt("nodes", async () => this.#parts.deadNodes?.sweep());
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

  /** Jobs of dead nodes become runnable. Then free places look for jobs that became runnable on other nodes or at a set time. */
  async #dispatch(): Promise<void> {
    const { db, dispatcher, limits, deadNodes } = this.#parts;
    if (deadNodes !== null) {
      // The time is asked for and not taken from the clock: a node that was suspended or lost the database must not end a live claim.
      const nowMs = await db.nowMs();
      const { leaseMs, stalledClaims } = limits;
      await releaseDeadClaims(db, { expiredAtMs: nowMs, nowMs, leaseMs, stalledClaims });
    }
    dispatcher.wakeAll();
  }

  async #wakeExpiredWaits(): Promise<void> {
    const { db, units, clock, limits } = this.#parts;
    for (const job of await selectExpiredWaits(db, clock.nowMs(), JOBS_PER_ROUND)) {
      await units.commit((unit) => wakeExpired(unit, job, { nowMs: clock.nowMs(), waitLimitMs: limits.waitLimitMs }));
    }
  }

  async #failOverdue(): Promise<void> {
    const { db, clock, adviceOf } = this.#parts;
    const nowMs = clock.nowMs();
    for (const job of await selectPastDeadline(db, nowMs, JOBS_PER_ROUND)) {
      await this.#end(job, workedTooLong(adviceOf(job.kind)), nowMs);
    }
    for (const job of await selectPastWait(db, nowMs, JOBS_PER_ROUND)) await this.#end(job, waitedTooLong(), nowMs);
  }

  async #end(job: OverdueJob, ending: Ending, nowMs: number): Promise<void> {
    await this.#parts.units.commit(async (unit) => {
      const changeNo = await raiseChangeNo(unit, job.owner);
      await endRow(unit, { job, epoch: null, changeNo, nowMs, ending });
    });
  }

  async #removeExpired(nowMs: number): Promise<void> {
    const { db, units, limits } = this.#parts;
    for (const { owner, jobId } of await selectExpired(db, nowMs - limits.retentionMs, JOBS_PER_ROUND)) {
      await units.commit((unit) => removeJob(unit, owner, jobId, nowMs));
    }
    for (const jobKey of await selectRemoved(db, JOBS_PER_ROUND)) await purgeJob(db, jobKey);
  }
}
