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

/** What the worker of a job has to do, as notifications write it. */
const Call = { nothing: 0, stop: 1, lookForSignals: 2 } as const;
type Call = (typeof Call)[keyof typeof Call];
type Notice = readonly [jobId: string, lastSeq: number, changedOwner: string | 0, call: Call];

function callOf({ stops, signals }: Committed): Call {
  if (stops) return Call.stop;
  return signals ? Call.lookForSignals : Call.nothing;
}

/** Carries commits to readers: those of this node from memory, those of other nodes by notification. Only UnitsOfWork hands them in. */
export class Feed {
  readonly #nodeId: string;
  readonly #followers: Followers;
  readonly #changes: ChangeFeed;
  readonly #log: EngineLog;
  readonly #onStop: (jobId: string) => void;
  readonly #onSignal: (jobId: string) => void;
  readonly #ownPrefix: string;
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
  }) {
    this.#nodeId = parts.nodeId;
    this.#followers = parts.followers;
    this.#changes = parts.changes;
    this.#log = parts.log;
    this.#onStop = parts.onStop;
    this.#onSignal = parts.onSignal;
    this.#ownPrefix = `[${JSON.stringify(parts.nodeId)}`;
  }

  /** Events committed on this node. */
  get publishedEvents(): number {
    return this.#publishedEvents;
  }

  /** Inside the transaction: what other nodes hear when it commits. */
  announce(tx: Transaction, commits: readonly Committed[]): void {
    let notices: string[] = [];
    let bytes = 0;
    for (const commit of commits) {
      const call = callOf(commit);
      if (commit.events.length === 0 && !commit.changed && call === Call.nothing) continue;
      const notice: Notice = [commit.jobId, commit.lastSeq, commit.changed ? commit.owner : 0, call];
      const text = JSON.stringify(notice);
      const size = Buffer.byteLength(text) + 1;
      if (bytes + size > PAYLOAD_BYTES && notices.length > 0) {
        tx.notify(CHANNEL, this.#payload(notices));
        notices = [];
        bytes = 0;
      }
      notices.push(text);
      bytes += size;
    }
    if (notices.length > 0) tx.notify(CHANNEL, this.#payload(notices));
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

  async listen(db: Db): Promise<() => Promise<void>> {
    return db.listen(
      CHANNEL,
      (payload) => this.#receive(payload),
      () => this.#catchUp(),
    );
  }

  #payload(notices: readonly string[]): string {
    return `${this.#ownPrefix},[${notices.join(",")}]]`;
  }

  #receive(payload: string): void {
    if (payload.startsWith(this.#ownPrefix)) return;
    for (const [jobId, lastSeq, changedOwner, call] of this.#parse(payload)) {
      this.#followers.hint(jobId, lastSeq);
      if (changedOwner !== 0) this.#changes.notify(changedOwner);
      if (call === Call.stop) this.#onStop(jobId);
      if (call === Call.lookForSignals) this.#onSignal(jobId);
    }
  }

  #parse(payload: string): readonly Notice[] {
    try {
      return (JSON.parse(payload) as [string, Notice[]])[1];
    } catch (error) {
      // Another program's notification on our channel. Catching up is always correct.
      this.#log.warn({ error, nodeId: this.#nodeId }, "a notification could not be read");
      this.#catchUp();
      return [];
    }
  }

  #catchUp(): void {
    this.#followers.catchUpAll();
    this.#changes.notifyAll();
  }
}
