import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, EngineLog } from "@headway-jobs/engine";
import type { Frame } from "../../service-kit/dialect.ts";
import { expectedError } from "../problem.ts";
import { encodeChunk } from "./encode.ts";
import { foldTo, type Feed, type FeedSubscription } from "./feed.ts";
import { isFinal } from "./final-error.ts";
import type { Reader, ReaderSource } from "./reader.ts";

/** Unsent bytes over which a reader leaves the live path and reads the log at its own pace. */
export const BACKLOG_LIMIT_BYTES = 256 * 1024;
const FIRST_PAGE = 64;
const LAST_PAGE = 500;
/** Catch-up pages are sized by bytes too: sixty-four events may be sixty-four large payloads. */
const PAGE_TARGET_BYTES = 128 * 1024;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;

/**
 * All readers of one feed. It folds and encodes each batch once and writes the one buffer to every live reader. A reader that joins
 * late or reads slowly catches up from the log and goes live in the same tick in which it has reached the channel's head, so
 * nothing is missed and nothing comes twice.
 */
export class Channel<State, Entry> implements ReaderSource {
  readonly feed: Feed<State, Entry>;
  readonly ready: Promise<void>;
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #onEmpty: () => void;
  readonly #live = new Set<Reader>();
  /** Readers whose cursor is in the log already, but has not been reported by the subscription yet. */
  readonly #ahead = new Set<Reader>();
  #attached = 0;
  #head = 0;
  #state: State;
  #ended = false;
  #closed = false;
  #lastWriteMs = 0;
  #subscription: FeedSubscription | undefined;
  /** Batches that came before the fold had reached the head. */
  #early: { entries: readonly Entry[]; ended: boolean }[] | null = [];
  #beat: { state: State; frames: readonly Frame[] } | undefined;

  constructor(feed: Feed<State, Entry>, clock: Clock, log: EngineLog, onEmpty: () => void) {
    this.feed = feed;
    this.#clock = clock;
    this.#log = log;
    this.#onEmpty = onEmpty;
    this.#state = feed.initialState;
    this.ready = this.#open();
  }

  /** Takes over a reader whose cursor and state are set. False when the channel was closed meanwhile: ask for a new one. */
  attach(reader: Reader): boolean {
    if (this.#closed) return false;
    if (reader.closed) {
      if (this.#attached === 0) this.#close();
      return true;
    }
    reader.source = this;
    this.#attached += 1;
    void this.#catchUp(reader);
    return true;
  }

  readerClosed(reader: Reader): void {
    this.#live.delete(reader);
    this.#ahead.delete(reader);
    this.#attached -= 1;
    if (this.#attached === 0) this.#close();
  }

  lastWriteMs(reader: Reader): number {
    return this.#live.has(reader) ? this.#lastWriteMs : 0;
  }

  beatFrames(reader: Reader): readonly Frame[] {
    if (!this.#live.has(reader)) return this.feed.idle.frames(reader.state as State);
    if (this.#beat?.state !== this.#state) {
      this.#beat = { state: this.#state, frames: this.feed.idle.frames(this.#state) };
    }
    return this.#beat.frames;
  }

  async #open(): Promise<void> {
    const subscription = await this.feed.subscribe((entries, ended) => this.#receive(entries, ended));
    this.#subscription = subscription;
    if (this.#closed) {
      subscription.close();
      return;
    }
    try {
      this.#state = await foldTo(this.feed, subscription.head);
    } catch (error) {
      subscription.close();
      throw error;
    }
    this.#head = subscription.head;
    this.#ended = subscription.ended;
    const early = this.#early ?? [];
    this.#early = null;
    for (const batch of early) this.#receive(batch.entries, batch.ended);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscription?.close();
    this.#onEmpty();
  }

  #receive(entries: readonly Entry[], ended: boolean): void {
    if (this.#early !== null) {
      this.#early.push({ entries, ended });
      return;
    }
    const first = entries[0];
    const isFresh = first === undefined || this.feed.numberOf(first) > this.#head;
    const fresh = isFresh ? entries : entries.filter((entry) => this.feed.numberOf(entry) > this.#head);
    const rendered = this.feed.render(fresh, this.#state);
    const last = fresh.at(-1);
    this.#state = rendered.state;
    if (last !== undefined) this.#head = this.feed.numberOf(last);
    this.#ended ||= ended;
    if (rendered.text !== "") this.#broadcast(encodeChunk(rendered.text));
    this.#resumeThoseAhead();
    if (this.#ended) for (const reader of this.#live) reader.end();
  }

  #resumeThoseAhead(): void {
    for (const reader of this.#ahead) {
      // What they are ahead of is never reported when the job was removed.
      if (reader.cursor > this.#head && !this.#ended) continue;
      this.#ahead.delete(reader);
      void this.#catchUp(reader);
    }
  }

  #broadcast(chunk: Buffer): void {
    this.#lastWriteMs = this.#clock.nowMs();
    for (const reader of this.#live) {
      reader.write(chunk);
      if (reader.backlogBytes > BACKLOG_LIMIT_BYTES && !this.#ended) this.#detach(reader);
    }
  }

  #detach(reader: Reader): void {
    this.#live.delete(reader);
    reader.cursor = this.#head;
    reader.state = this.#state;
    reader.lastOwnWriteMs = this.#lastWriteMs;
    void this.#catchUp(reader);
  }

  /** Does not throw. A store that is unavailable is tried again, with heartbeats meanwhile; a log that no longer exists ends the stream. */
  async #catchUp(reader: Reader): Promise<void> {
    let limit = FIRST_PAGE;
    let pauseMs = RETRY_FIRST_MS;
    while (!reader.closed) {
      await reader.drained();
      if (reader.closed) return;
      if (reader.cursor >= this.#head) {
        this.#goLive(reader);
        return;
      }
      try {
        const bytes = await this.#sendPage(reader, limit);
        const scale = PAGE_TARGET_BYTES / Math.max(bytes, 1);
        limit = Math.max(1, Math.min(LAST_PAGE, Math.floor(limit * Math.min(scale, 4))));
        pauseMs = RETRY_FIRST_MS;
        // The embedded store answers within the tick: without this turn one replay would starve all other work.
        await nextTurn();
      } catch (error) {
        if (isFinal(error)) return reader.fail(expectedError(error), this.#clock.nowMs());
        this.#log.warn({ err: error, feed: this.feed.key }, "stream cannot read the log, trying again");
        await pause(this.#clock, pauseMs);
        pauseMs = Math.min(RETRY_LAST_MS, pauseMs * 2);
      }
    }
  }

  async #sendPage(reader: Reader, limit: number): Promise<number> {
    // The page is judged by the head from before the read: a batch that lands meanwhile raises the head, but need not be in the page.
    const head = this.#head;
    const page = await this.feed.read(reader.cursor, limit);
    if (reader.closed) return 0;
    // What lies beyond the head will come as a live batch: sending it here too would double it.
    const entries = page.filter((entry) => this.feed.numberOf(entry) <= head);
    const rendered = this.feed.render(entries, reader.state as State);
    const last = page.at(-1);
    reader.state = rendered.state;
    reader.cursor = last === undefined ? head : Math.min(head, this.feed.numberOf(last));
    reader.writeText(rendered.text, this.#clock.nowMs());
    return rendered.text.length;
  }

  #goLive(reader: Reader): void {
    if (this.#ended) {
      reader.end();
      return;
    }
    if (reader.cursor > this.#head) {
      this.#ahead.add(reader);
      return;
    }
    this.#live.add(reader);
    reader.state = undefined;
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
