import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@headway-jobs/engine";
import { encodeChunk } from "../../../packages/server/src/http/sse/encode.ts";
import { type Feed, type FeedSubscription, foldTo } from "../../../packages/server/src/http/sse/feed.ts";
import { Reader, type ReaderSource, type StreamCaller } from "../../../packages/server/src/http/sse/reader.ts";
import type { StreamHub } from "../stream-client.ts";

const PAGE = 64;

/**
 * A hub in little with a fault that the product once had: a page of the log is judged by the head from after the read, so that what came live
 * meanwhile is skipped. Kept so that the tests can show that the simulation finds it.
 */
export class PastHub implements StreamHub {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(response: ServerResponse, socket: Socket, caller: StreamCaller, dialect: Reader["dialect"]): Reader {
    return new Reader(response, socket, {
      caller,
      dialect,
      onClosed: () => undefined,
      openedAtMs: this.#clock.nowMs(),
      random: () => 0.5,
    });
  }

  follow<State, Entry>(reader: Reader, feed: Feed<State, Entry>, cursor: number, state: State): void {
    reader.cursor = cursor;
    reader.state = state;
    const channel = new PastChannel(feed, reader, this.#clock);
    // A client whose stream ends comes back.
    channel.run().catch(() => reader.end());
  }

  hasRoom(): boolean {
    return true;
  }

  makeRoom(): boolean {
    return true;
  }

  followAll(): never {
    throw new Error("A hub of the past knows readers of one log only.");
  }

  endAll(): void {
    // Its clients notice when the process ends.
  }
}

class PastChannel<State, Entry> implements ReaderSource {
  readonly #feed: Feed<State, Entry>;
  readonly #reader: Reader;
  readonly #clock: Clock;
  #early: { readonly entries: readonly Entry[]; readonly ended: boolean }[] | null = [];
  #subscription: FeedSubscription | undefined;
  #state: State;
  #head = 0;
  #ended = false;
  #isLive = false;

  constructor(feed: Feed<State, Entry>, reader: Reader, clock: Clock) {
    this.#feed = feed;
    this.#reader = reader;
    this.#clock = clock;
    this.#state = feed.initialState;
  }

  async run(): Promise<void> {
    const subscription = await this.#feed.subscribe((entries, ended) => this.#receive(entries, ended));
    this.#subscription = subscription;
    if (this.#reader.closed) return subscription.close();
    this.#reader.source = this;
    const head = Math.max(subscription.head, this.#reader.cursor);
    this.#state = await foldTo(this.#feed, head);
    this.#head = head;
    this.#ended = subscription.ended;
    const early = this.#early ?? [];
    this.#early = null;
    for (const { entries, ended } of early) this.#receive(entries, ended);
    await this.#catchUp();
  }

  lastWriteMs(): number {
    return 0;
  }

  beatFrames(): readonly never[] {
    return [];
  }

  readerClosed(): void {
    this.#subscription?.close();
  }

  #receive(entries: readonly Entry[], ended: boolean): void {
    if (this.#early !== null) {
      this.#early.push({ entries, ended });
      return;
    }
    const fresh = entries.filter((entry) => this.#feed.numberOf(entry) > this.#head);
    const rendered = this.#feed.render(fresh, this.#state);
    const last = fresh.at(-1);
    this.#state = rendered.state;
    if (last !== undefined) this.#head = this.#feed.numberOf(last);
    this.#ended ||= ended;
    if (!this.#isLive) return;
    if (rendered.text !== "") this.#reader.write(encodeChunk(rendered.text));
    if (this.#ended) this.#reader.end();
  }

  async #catchUp(): Promise<void> {
    const reader = this.#reader;
    while (!reader.closed && reader.cursor < this.#head) {
      const page = await this.#feed.read(reader.cursor, PAGE);
      if (reader.closed) return;
      // The fault: the head may have risen since the page was asked for.
      const entries = page.filter((entry) => this.#feed.numberOf(entry) <= this.#head);
      const rendered = this.#feed.render(entries, reader.state as State);
      const last = entries.at(-1);
      const isExhausted = entries.length < PAGE;
      reader.state = rendered.state;
      reader.cursor = isExhausted || last === undefined ? this.#head : this.#feed.numberOf(last);
      reader.writeText(rendered.text, this.#clock.nowMs());
    }
    if (this.#ended) reader.end();
    else this.#isLive = true;
  }
}
