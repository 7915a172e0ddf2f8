import { type JobArtifacts, deleteArtifacts, upsertArtifacts } from "../artifacts/artifact-rows.ts";
import type { Hold } from "../artifacts/contents.ts";
import type { JobEvent } from "../api/job.ts";
import type { Db, Queryable, Transaction } from "../db/port.ts";
import { BLOB_ABOVE_CHARS, eventBlobName, INSERT_BLOB, numberEvents, type UnnumberedEvent } from "./events.ts";
import type { Committed, Feed } from "./feed.ts";

/** The job that a change is about; none of it ever changes. */
export interface JobRef {
  readonly jobKey: number;
  readonly jobId: string;
  readonly owner: string;
}

/** A change of a job that its readers, its worker or the owner's live list have to hear of. */
export interface Transition {
  readonly job: JobRef;
  readonly events: readonly UnnumberedEvent[];
  /** The row's `last_seq`, already raised by the number of events. */
  readonly lastSeq: number;
  /** The owner's live list shows it. */
  readonly changed: boolean;
  /** The job's worker has to stop: its claim is gone. */
  readonly stops?: boolean;
  /** The job's worker has to look for signals. */
  readonly signals?: boolean;
}

/** One transaction and what follows from its commit. Statements of its own go through `query`. */
export interface Unit extends Queryable {
  /** Writes events. Other nodes are notified by the database at the commit, readers of this node right after it, or when its answer is lost. */
  append(transitions: readonly Transition[]): Promise<void>;
  /** For a transition that an earlier transaction has committed although its answer was lost: readers of this node get it from the log. */
  recall(transition: Transition): void;
  /** Records artifacts whose content is held; the holds become references. Throws CONTENT_GONE. */
  record(jobs: readonly JobArtifacts[], nowMs: number): Promise<void>;
  /** Deletes a job's artifacts and gives their contents up. */
  release(jobKey: number, nowMs: number): Promise<void>;
  /** A job of the kind is runnable: this node looks for it after the commit. */
  wake(kind: string): void;
}

export interface UnitsOfWorkParts {
  readonly db: Db;
  readonly feed: Feed;
  readonly wake: (kind: string) => void;
  readonly dropHolds: (holds: readonly Hold[]) => Promise<void>;
}

/**
 * The only way to write to a job's log: commit, then publish, then dispatch, then give unused content up.
 *
 *   work(unit): rows, append, record ── COMMIT ──► readers of this node ──► dispatcher of this node ──► holds of unused content
 *                        └─ NOTIFY in the same transaction ──► readers and workers of other nodes
 *
 * A COMMIT that fails may have been executed, or may yet be: then readers, workers and dispatcher of this node look at the store.
 * A caller cannot forget one of them: events are written by `Unit.append` alone, and a unit exists only inside `commit`.
 */
export class UnitsOfWork {
  readonly #parts: UnitsOfWorkParts;

  constructor(parts: UnitsOfWorkParts) {
    this.#parts = parts;
  }

  /**
   * Runs `work` in a transaction; it may be run again after a deadlock and must do nothing but use the unit. `held`: content that is stored
   * for this unit. What of it the commit does not record is given up, also when `work` or the commit fails.
   */
  async commit<T>(
    work: (unit: Unit) => Promise<T>,
    { held = [] }: { readonly held?: readonly Hold[] } = {},
  ): Promise<T> {
    let recorded: ReadonlySet<string> = new Set();
    try {
      const { unit, result } = await this.#transaction(work);
      recorded = unit.recorded;
      this.#parts.feed.publish([...unit.recalled, ...unit.appended]);
      this.#wake(unit);
      return result;
    } finally {
      const unused = held.filter(({ holdId }) => !recorded.has(holdId));
      if (unused.length > 0) await this.#parts.dropHolds(unused);
    }
  }

  async #transaction<T>(work: (unit: Unit) => Promise<T>): Promise<{ readonly unit: OpenUnit; readonly result: T }> {
    const { db, feed } = this.#parts;
    const last: { committing?: { readonly unit: OpenUnit; readonly unitNo: number } | undefined } = {};
    try {
      return await db.transaction(async (tx) => {
        // A new one for each run of `work`: what an earlier run collected was rolled back.
        last.committing = undefined;
        const unit = new OpenUnit(tx);
        const result = await work(unit);
        last.committing = { unit, unitNo: feed.announce(tx, unit.appended) };
        return { unit, result };
      });
    } catch (error) {
      if (last.committing !== undefined) this.#doubt(last.committing);
      throw error;
    }
  }

  /** Whatever the error is: to look at the store after a rollback costs a few reads, not to look after a commit hides its events. */
  #doubt({ unit, unitNo }: { readonly unit: OpenUnit; readonly unitNo: number }): void {
    this.#parts.feed.doubt(unitNo, [...unit.recalled, ...unit.appended]);
    this.#wake(unit);
  }

  #wake(unit: OpenUnit): void {
    for (const kind of unit.wakes) this.#parts.wake(kind);
  }
}

class OpenUnit implements Unit {
  readonly appended: Committed[] = [];
  readonly recalled: Committed[] = [];
  readonly recorded = new Set<string>();
  readonly wakes = new Set<string>();
  readonly query: Queryable["query"];
  readonly queryArrays: Queryable["queryArrays"];
  readonly insertMany: Queryable["insertMany"];
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
    this.query = tx.query.bind(tx);
    this.queryArrays = tx.queryArrays.bind(tx);
    this.insertMany = tx.insertMany.bind(tx);
  }

  async append(transitions: readonly Transition[]): Promise<void> {
    const commits = transitions.map((transition) => committedOf(transition));
    this.appended.push(...commits);
    const jobs = transitions.map(({ job }, index) => ({ jobKey: job.jobKey, events: commits[index]?.events ?? [] }));
    await insertEvents(this.#tx, jobs);
  }

  recall(transition: Transition): void {
    // Others may have appended since, so the events are not published from here.
    this.recalled.push({ ...committedOf(transition), events: [] });
  }

  async record(jobs: readonly JobArtifacts[], nowMs: number): Promise<void> {
    await upsertArtifacts(this.#tx, jobs, nowMs);
    for (const { artifacts } of jobs) for (const { holdId } of artifacts) this.recorded.add(holdId);
  }

  async release(jobKey: number, nowMs: number): Promise<void> {
    await deleteArtifacts(this.#tx, jobKey, nowMs);
  }

  wake(kind: string): void {
    this.wakes.add(kind);
  }
}

function committedOf({ job, events, lastSeq, changed, stops = false, signals = false }: Transition): Committed {
  const { jobId, owner } = job;
  return { jobId, owner, events: numberEvents(events, lastSeq), lastSeq, changed, stops, signals };
}

const INSERT_EVENT = "INSERT INTO events (job_key, seq, type, at_ms, data) VALUES (?, ?, ?, ?, ?)";

interface JobEvents {
  readonly jobKey: number;
  readonly events: readonly JobEvent[];
}

async function insertEvents(tx: Queryable, jobs: readonly JobEvents[]): Promise<void> {
  const rows: (string | number | null)[][] = [];
  const blobs: (string | number)[][] = [];
  for (const { jobKey, events } of jobs) {
    for (const event of events) {
      const large = event.dataJson.length > BLOB_ABOVE_CHARS;
      rows.push([jobKey, event.seq, event.type, event.atMs, large ? null : event.dataJson]);
      if (large) blobs.push([jobKey, eventBlobName(event.seq), event.dataJson]);
    }
  }
  if (rows.length > 0) await tx.insertMany(INSERT_EVENT, rows);
  if (blobs.length > 0) await tx.insertMany(INSERT_BLOB, blobs);
}
