import { TERMINAL_EVENTS } from "@headway-jobs/contract";
import type { Db, Transaction } from "../db/port.ts";
import type { EngineLog } from "../api/ports.ts";
import type { JobEvent } from "../api/job.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { Followers } from "./followers.ts";

/** What one transaction changed of one job, for readers and workers. */
export interface Committed {
  readonly jobId: string;
  readonly owner: string;
  readonly events: readonly JobEvent[];
  /** Seq of the job's newest event. */
  readonly lastSeq: number;
  /** The owner's live list shows it. */
  readonly changed: boolean;
  /** The job's worker has to stop: its claim is gone. */
  readonly stops: boolean;
  /** The job's worker has to look for signals. */
  readonly signals: boolean;
}

const CHANNEL = "headway_commits";
/** The database takes at most 4 KB. */
const PAYLOAD_BYTES = 3500;
/** Units in doubt that are kept: one that was rolled back is never notified. */
const MAX_DOUBTS = 1000;

/** What the worker of a job has to do, as notifications write it. */
const Call = { nothing: 0, stop: 1, lookForSignals: 2 } as const;
type Call = (typeof Call)[keyof typeof Call];
type Notice = readonly [jobId: string, lastSeq: number, changedOwner: string | 0, call: Call];
type Payload = readonly [nodeId: string, notices: readonly Notice[], unitNo: number];

function callOf({ stops, signals }: Committed): Call {
  if (stops) return Call.stop;
  return signals ? Call.lookForSignals : Call.nothing;
}

/**
 * Carries commits to readers: those of this node from memory, those of other nodes by notification. Only UnitsOfWork hands them in.
 * After a commit whose answer was lost, readers and workers of this node look at the store. The commit may be executed after that
 * look, so its notification is then handled like another node's.
 */
export class Feed {
  readonly #nodeId: string;
  readonly #followers: Followers;
  readonly #changes: ChangeFeed;
  readonly #log: EngineLog;
  readonly #onStop: (jobId: string) => void;
  readonly #onSignal: (jobId: string) => void;
  readonly #onMissed: () => void;
  readonly #ownPrefix: string;
  /** Numbers of this node's units whose commit may have been executed, oldest first. */
  readonly #doubts = new Set<number>();
  #lastUnitNo = 0;
  #publishedEvents = 0;

  constructor(parts: {
    readonly nodeId: string;
    readonly followers: Followers;
    readonly changes: ChangeFeed;
    readonly log: EngineLog;
    /** Called when a job lost its claim by a transaction of any node. */
    readonly onStop: (jobId: string) => void;
    /** Called when a signal came for a job that is not parked, on any node. */
    readonly onSignal: (jobId: string) => void;
    /** Called when calls of `onStop` and `onSignal` may have been missed, of any job. */
    readonly onMissed: () => void;
  }) {
    this.#nodeId = parts.nodeId;
    this.#followers = parts.followers;
    this.#changes = parts.changes;
    this.#log = parts.log;
    this.#onStop = parts.onStop;
    this.#onSignal = parts.onSignal;
    this.#onMissed = parts.onMissed;
    this.#ownPrefix = `[${JSON.stringify(parts.nodeId)}`;
  }

  /** Events committed on this node. */
  get publishedEvents(): number {
    return this.#publishedEvents;
  }

  /** Inside the transaction: what other nodes hear when it commits. Returns the unit's number. */
  announce(tx: Transaction, commits: readonly Committed[]): number {
    const unitNo = (this.#lastUnitNo += 1);
    let notices: string[] = [];
    let bytes = 0;
    for (const commit of commits) {
      const call = callOf(commit);
      if (commit.events.length === 0 && !commit.changed && call === Call.nothing) continue;
      const notice: Notice = [commit.jobId, commit.lastSeq, commit.changed ? commit.owner : 0, call];
      const text = JSON.stringify(notice);
      const size = Buffer.byteLength(text) + 1;
      if (bytes + size > PAYLOAD_BYTES && notices.length > 0) {
        tx.notify(CHANNEL, this.#payload(notices, unitNo));
        notices = [];
        bytes = 0;
      }
      notices.push(text);
      bytes += size;
    }
    if (notices.length > 0) tx.notify(CHANNEL, this.#payload(notices, unitNo));
    return unitNo;
  }

  /** After the commit: hands it to the readers of this node. */
  publish(commits: readonly Committed[]): void {
    for (const { jobId, owner, events, lastSeq, changed, stops, signals } of commits) {
      this.#publishedEvents += events.length;
      const last = events.at(-1);
      if (last === undefined) this.#followers.hint(jobId, lastSeq);
      else this.#followers.publish({ jobId, events, ended: TERMINAL_EVENTS.has(last.type) });
      if (changed) this.#changes.notify(owner);
      if (stops) this.#onStop(jobId);
      if (signals) this.#onSignal(jobId);
    }
  }

  /** After a commit that failed: it may have been executed, or may yet be. */
  doubt(unitNo: number, commits: readonly Committed[]): void {
    this.#doubts.add(unitNo);
    const [oldest] = this.#doubts;
    if (oldest !== undefined && this.#doubts.size > MAX_DOUBTS) this.#doubts.delete(oldest);
    for (const { jobId, owner, lastSeq, changed, signals } of commits) {
      this.#followers.hint(jobId, lastSeq);
      if (changed) this.#changes.notify(owner);
      if (signals) this.#onSignal(jobId);
    }
    // Not `onStop`: a run whose claim still holds must continue.
    if (commits.some(({ stops }) => stops)) this.#onMissed();
  }

  async listen(db: Db): Promise<() => Promise<void>> {
    return db.listen(
      CHANNEL,
      (payload) => this.#receive(payload),
      () => this.#catchUp(),
    );
  }

  #payload(notices: readonly string[], unitNo: number): string {
    return `${this.#ownPrefix},[${notices.join(",")}],${unitNo}]`;
  }

  #receive(payload: string): void {
    const isOwn = payload.startsWith(this.#ownPrefix);
    // Most of what this node notifies comes back while nothing is in doubt, and need not be parsed.
    if (isOwn && this.#doubts.size === 0) return;
    const parsed = this.#parse(payload);
    if (parsed === null) return;
    const [, notices, unitNo] = parsed;
    // The answer to the commit has published it, or will.
    if (isOwn && !this.#doubts.has(unitNo)) return;
    for (const [jobId, lastSeq, changedOwner, call] of notices) {
      this.#followers.hint(jobId, lastSeq);
      if (changedOwner !== 0) this.#changes.notify(changedOwner);
      if (call === Call.stop) this.#onStop(jobId);
      if (call === Call.lookForSignals) this.#onSignal(jobId);
    }
  }

  #parse(payload: string): Payload | null {
    try {
      return JSON.parse(payload) as Payload;
    } catch (error) {
      // Another program's notification on our channel. Catching up is always correct.
      this.#log.warn({ error, nodeId: this.#nodeId }, "a notification could not be read");
      this.#catchUp();
      return null;
    }
  }

  #catchUp(): void {
    this.#followers.catchUpAll();
    this.#changes.notifyAll();
    this.#onMissed();
  }
}
