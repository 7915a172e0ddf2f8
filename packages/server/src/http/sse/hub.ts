import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock, EngineLog } from "@headway-jobs/engine";
import { expectedError } from "../problem.ts";
import type { Random } from "../random.ts";
import { Channel } from "./channel.ts";
import type { Feed } from "./feed.ts";
import { isFinal } from "./final-error.ts";
import { Multiplex, type Lane } from "./multiplex.ts";
import { Reader, type StreamCaller } from "./reader.ts";
import { TimerWheel } from "./timer-wheel.ts";

const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;
/** How long a client must have read nothing before its stream may be ended in favour of another. */
const STUCK_GRACE_MS = 15_000;
/** How long a stream stays open at least: clients of an owner over the limit take turns, not faster than this. */
const TENURE_MS = 60_000;
const MOVED_RETRY_MS = { base: 2_000, spread: 3_000 };

/**
 * All open streams of this node: which reader follows which log, their heartbeats, and their end when the server closes.
 *
 *     commit → engine's follower of the job
 *                │  batch of events                         one subscription per job and dialect
 *                ▼
 *     Channel: feed.render = dialect.frames, folded once    JobFeed, or the live list's feed
 *                │  one encoded buffer
 *                ├──────────────┬──────────────┐
 *                ▼              ▼              ▼
 *             Reader         Reader         Reader          each writes the same buffer to its socket
 *                               │ more than 256 KB unsent
 *                               ▼
 *                          catch-up: feed.read from its cursor, page by page, at the pace of its socket
 *                               │ cursor = head of the channel
 *                               └──▶ live again
 *
 *     TimerWheel: one timer for all readers; a quiet one gets dialect.idle, a stuck one is cut
 *     Multiplex:  one reader of several logs (the live list with followed jobs), always page by page
 *     StreamGate: whether an owner may open a stream at all, and its head and first frames
 */
export class Hub {
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #random: Random;
  readonly #wheel: TimerWheel;
  readonly #readers = new Set<Reader>();
  readonly #streamsByOwner = new Map<string, number>();
  // Channels differ in state and entry; each is only used with the feed of its own key.
  readonly #channels = new Map<string, Channel<unknown, unknown>>();
  readonly #onReaderClosed = (reader: Reader): void => this.#closed(reader);

  constructor({ clock, log, random }: { readonly clock: Clock; readonly log: EngineLog; readonly random: Random }) {
    this.#clock = clock;
    this.#log = log;
    this.#random = random;
    this.#wheel = new TimerWheel(clock);
  }

  get size(): number {
    return this.#readers.size;
  }

  streamsOf(owner: string): number {
    return this.#streamsByOwner.get(owner) ?? 0;
  }

  /** Whether an owner may open one more stream, if necessary in place of one that `makeRoom` would end. */
  hasRoom(owner: string, limit: number): boolean {
    return this.streamsOf(owner) < limit || this.#expendable(owner) !== null;
  }

  /**
   * Does the same and ends that stream: one whose client has read nothing for 15 s, else the one that has been open longest if that is
   * at least a minute. Its client reconnects with its cursor and loses nothing.
   */
  makeRoom(owner: string, limit: number): boolean {
    if (this.streamsOf(owner) < limit) return true;
    const reader = this.#expendable(owner);
    if (reader === null) return false;
    if (this.#isStuck(reader)) reader.cut();
    else reader.endWithRetry(MOVED_RETRY_MS.base, MOVED_RETRY_MS.spread);
    return true;
  }

  #expendable(owner: string): Reader | null {
    let oldest: Reader | null = null;
    for (const reader of this.#readers) {
      if (reader.caller.owner !== owner) continue;
      if (this.#isStuck(reader)) return reader;
      // Only a GET can be asked again: what answers a POST would be lost.
      const isResumable = reader.response.req.method === "GET";
      if (isResumable && (oldest === null || reader.openedAtMs < oldest.openedAtMs)) oldest = reader;
    }
    return oldest !== null && this.#clock.nowMs() - oldest.openedAtMs >= TENURE_MS ? oldest : null;
  }

  #isStuck(reader: Reader): boolean {
    return reader.stuckForMs(this.#clock.nowMs()) >= STUCK_GRACE_MS;
  }

  readers(): Iterable<Reader> {
    return this.#readers;
  }

  /** Makes a reader of a response whose head has been sent. */
  open(response: ServerResponse, socket: Socket, caller: StreamCaller, dialect: Reader["dialect"]): Reader {
    const openedAtMs = this.#clock.nowMs();
    const onClosed = this.#onReaderClosed;
    const reader = new Reader(response, socket, { caller, dialect, openedAtMs, onClosed, random: this.#random });
    this.#readers.add(reader);
    this.#streamsByOwner.set(caller.owner, this.streamsOf(caller.owner) + 1);
    return reader;
  }

  /** Sends what follows `cursor`, then live, with heartbeats, until the feed ends or the reader goes. `state` is the fold at the cursor. */
  follow<State, Entry>(reader: Reader, feed: Feed<State, Entry>, cursor: number, state: State): void {
    // It reported its end before: nothing would take it out of the wheel again.
    if (reader.closed) return;
    reader.cursor = cursor;
    reader.state = state;
    reader.everyMs = feed.idle.everyMs;
    this.#wheel.add(reader);
    void this.#attach(reader, feed);
  }

  /** Follows several logs at once; see `Multiplex` for how they share the stream. */
  followAll(reader: Reader, lanes: readonly Lane[], everyMs: number): void {
    if (reader.closed) return;
    const source = new Multiplex(reader, lanes, { clock: this.#clock, log: this.#log });
    reader.source = source;
    reader.everyMs = everyMs;
    this.#wheel.add(reader);
    source.start();
  }

  /** Ends every stream with the advice to reconnect in one to three seconds. */
  endAll(): void {
    for (const reader of this.#readers) reader.endWithRetry(1_000, 2_000);
  }

  async #attach(reader: Reader, feed: Feed<unknown, unknown>): Promise<void> {
    for (let pauseMs = RETRY_FIRST_MS; !reader.closed; pauseMs = Math.min(RETRY_LAST_MS, pauseMs * 2)) {
      const channel = this.#channel(feed);
      try {
        await channel.ready;
        if (channel.attach(reader)) return;
      } catch (error) {
        this.#drop(channel);
        if (isFinal(error)) return reader.fail(expectedError(error), this.#clock.nowMs());
        this.#log.warn({ err: error, feed: feed.key }, "stream cannot follow its job, trying again");
        await new Promise<void>((resolve) => void this.#clock.after(pauseMs, resolve));
      }
    }
  }

  #channel(feed: Feed<unknown, unknown>): Channel<unknown, unknown> {
    const existing = this.#channels.get(feed.key);
    if (existing !== undefined) return existing;
    const channel: Channel<unknown, unknown> = new Channel(feed, this.#clock, this.#log, () => this.#drop(channel));
    this.#channels.set(feed.key, channel);
    return channel;
  }

  #drop(channel: Channel<unknown, unknown>): void {
    if (this.#channels.get(channel.feed.key) === channel) this.#channels.delete(channel.feed.key);
  }

  #closed(reader: Reader): void {
    this.#wheel.remove(reader);
    if (!this.#readers.delete(reader)) return;
    const left = this.streamsOf(reader.caller.owner) - 1;
    if (left > 0) this.#streamsByOwner.set(reader.caller.owner, left);
    else this.#streamsByOwner.delete(reader.caller.owner);
  }
}
