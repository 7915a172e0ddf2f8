import { HeadwayError, TERMINAL_EVENTS } from "@headway-jobs/contract";
import type { EventBatch, Subscription } from "../api/engine.ts";
import type { JobEvent } from "../api/job.ts";
import type { Clock, EngineLog } from "../api/ports.ts";
import type { LogHead } from "./events.ts";

/** Where followers read events that were not published to them. */
export interface LogReader {
  /** Throws NOT_FOUND for an unknown or removed job. */
  head(jobId: string): Promise<LogHead>;
  read(jobKey: number, afterSeq: number, limit: number): Promise<readonly JobEvent[]>;
}

const PAGE_EVENTS = 500;
const RETRY_MS = 500;

/** One follower per job that has readers on this node; it goes with its last reader. */
export class Followers {
  readonly #byJob = new Map<string, Follower>();
  readonly #parts: { readonly reader: LogReader; readonly clock: Clock; readonly log: EngineLog };

  constructor(parts: { readonly reader: LogReader; readonly clock: Clock; readonly log: EngineLog }) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#byJob.size;
  }

  /** Throws NOT_FOUND for an unknown job. `ended`: the job had ended at `headSeq`. */
  async subscribe(
    jobId: string,
    onBatch: (batch: EventBatch) => void,
  ): Promise<Subscription & { readonly ended: boolean }> {
    let follower = this.#byJob.get(jobId);
    if (follower === undefined) {
      follower = new Follower(jobId, this.#parts);
      this.#byJob.set(jobId, follower);
    }
    const listener = (batch: EventBatch): void => onBatch(batch);
    // Kept from the first moment, so that a reader that leaves meanwhile does not take the follower away from this one.
    const close = this.#attach(follower, listener);
    try {
      const { lastSeq, ended } = await follower.open(listener);
      return { headSeq: lastSeq, ended, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  publish(batch: EventBatch): void {
    this.#byJob.get(batch.jobId)?.accept(batch);
  }

  /** The log reaches `lastSeq`, or may: another node says so, or the answer to a commit was lost. */
  hint(jobId: string, lastSeq: number): void {
    this.#byJob.get(jobId)?.readUpTo(lastSeq);
  }

  /** Notifications may have been missed. */
  catchUpAll(): void {
    for (const follower of this.#byJob.values()) follower.readUpTo(Number.POSITIVE_INFINITY);
  }

  close(): void {
    for (const follower of this.#byJob.values()) follower.close();
    this.#byJob.clear();
  }

  #attach(follower: Follower, listener: (batch: EventBatch) => void): () => void {
    follower.waiting.add(listener);
    return () => {
      follower.waiting.delete(listener);
      follower.listeners.delete(listener);
      if (follower.isIdle() && this.#byJob.get(follower.jobId) === follower) {
        follower.close();
        this.#byJob.delete(follower.jobId);
      }
    };
  }
}

class Follower {
  readonly jobId: string;
  /** Subscribed, but the head is not known yet. */
  readonly waiting = new Set<(batch: EventBatch) => void>();
  readonly listeners = new Set<(batch: EventBatch) => void>();
  readonly #reader: LogReader;
  readonly #clock: Clock;
  readonly #log: EngineLog;
  #opening: Promise<void> | undefined;
  #head: { readonly jobKey: number; lastSeq: number; ended: boolean } | undefined;
  #early: EventBatch[] = [];
  #target = 0;
  /** Calls of `readUpTo` so far. */
  #hints = 0;
  #reading = false;
  #removed = false;
  #closed = false;
  #forgetRetry: (() => void) | undefined;

  constructor(jobId: string, parts: { readonly reader: LogReader; readonly clock: Clock; readonly log: EngineLog }) {
    this.jobId = jobId;
    this.#reader = parts.reader;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  isIdle(): boolean {
    return this.waiting.size === 0 && this.listeners.size === 0;
  }

  /** Moves the listener from waiting to live at a known seq. */
  async open(listener: (batch: EventBatch) => void): Promise<{ readonly lastSeq: number; readonly ended: boolean }> {
    this.#opening ??= this.#readHead();
    await this.#opening;
    const head = this.#head;
    if (head === undefined) throw new Error("a follower is open without a head");
    if (this.#removed) throw jobRemoved();
    if (this.waiting.delete(listener)) this.listeners.add(listener);
    return { lastSeq: head.lastSeq, ended: head.ended };
  }

  accept(batch: EventBatch): void {
    const head = this.#head;
    if (head === undefined) {
      this.#early.push(batch);
      return;
    }
    const first = batch.events[0]?.seq ?? 0;
    const last = batch.events.at(-1)?.seq ?? 0;
    if (last <= head.lastSeq) return;
    if (first === head.lastSeq + 1) this.#deliver(batch);
    else this.readUpTo(last);
  }

  readUpTo(seq: number): void {
    this.#target = Math.max(this.#target, seq);
    this.#hints += 1;
    if (!this.#reading && !this.#removed) void this.#catchUp();
  }

  close(): void {
    this.#closed = true;
    this.#forgetRetry?.();
    this.listeners.clear();
  }

  async #readHead(): Promise<void> {
    try {
      this.#head = { ...(await this.#reader.head(this.jobId)) };
    } catch (error) {
      // Here and not by those who wait: one of them could otherwise take away what another has opened since.
      this.#opening = undefined;
      throw error;
    }
    const early = this.#early;
    this.#early = [];
    for (const batch of early) this.accept(batch);
    this.readUpTo(this.#target);
  }

  /** Owns its failures. `#reading` falls in the step that sees nothing missing, so that no hint comes between the two. */
  async #catchUp(): Promise<void> {
    this.#reading = true;
    this.#forgetRetry?.();
    try {
      await this.#readMissing();
    } catch (error) {
      this.#reading = false;
      if (error instanceof HeadwayError && error.code === "NOT_FOUND") {
        this.#removed = true;
        // Readers that have not got the last event end too: nothing can follow.
        this.#deliver({ jobId: this.jobId, events: [], ended: true });
        return;
      }
      this.#log.warn({ error, jobId: this.jobId }, "a follower could not read the log and tries again");
      if (!this.#closed) this.#forgetRetry = this.#clock.after(RETRY_MS, () => this.readUpTo(this.#target));
    }
  }

  /** Throws NOT_FOUND when the job was removed. */
  async #readMissing(): Promise<void> {
    for (;;) {
      const head = this.#head;
      if (head === undefined || this.#closed || head.lastSeq >= this.#target) break;
      const hints = this.#hints;
      const page = await this.#reader.read(head.jobKey, head.lastSeq, PAGE_EVENTS);
      // Live batches may have come while the page was read.
      const events = page.filter((event) => event.seq > head.lastSeq);
      const [first] = events;
      const last = events.at(-1);
      if (first !== undefined && last !== undefined) {
        if (first.seq > head.lastSeq + 1) await this.#failForGap();
        this.#deliver({ jobId: this.jobId, events, ended: TERMINAL_EVENTS.has(last.type) });
      } else if (page.length === 0 && hints === this.#hints) {
        // The page of a removed job is empty too.
        await this.#reader.head(this.jobId);
        // An empty page says nothing about what was hinted at while it was read.
        if (hints !== this.#hints) continue;
        this.#target = head.lastSeq;
        break;
      }
    }
    this.#reading = false;
  }

  /** A removal deletes the first events first. */
  async #failForGap(): Promise<never> {
    await this.#reader.head(this.jobId);
    throw new Error("events are missing in the log of a job");
  }

  #deliver(batch: EventBatch): void {
    const head = this.#head;
    if (head === undefined) return;
    head.lastSeq = batch.events.at(-1)?.seq ?? head.lastSeq;
    head.ended ||= batch.ended;
    for (const listener of this.listeners) {
      try {
        listener(batch);
      } catch (error) {
        this.#log.error({ error, jobId: this.jobId }, "a reader of a job's log failed");
      }
    }
  }
}

function jobRemoved(): HeadwayError {
  return new HeadwayError("NOT_FOUND", "The job was removed meanwhile.");
}
