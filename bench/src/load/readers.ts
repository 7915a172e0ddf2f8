import { connect, type Socket } from "node:net";
import { answerCalls } from "../harness/answer-calls.ts";
import { percentile } from "../harness/compare.ts";
import { nowUs } from "../servers/sse-calls.ts";

export interface OpenOrder {
  readonly port: number;
  readonly path: string;
  readonly readers: number;
  /** Readers look at each event's time and number instead of only counting. */
  readonly inspect?: boolean;
  /** The cursor to resume at, and the number of the last published message up to there. */
  readonly lastEventId?: number;
  readonly lastSeq?: number;
}

export interface Reception {
  /** When the last reader had its last event. */
  readonly finishedAtUs: number;
  readonly delivered: number;
  /** Events that came twice, too late or not in order (only when inspected). */
  readonly misplaced: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The byte that stands once in each event of a benchmark, before `time,seq,`. */
const MARK = 0x7e;
const COMMA = 0x2c;

let readers: Reader[] = [];
let latenciesMs: number[] = [];
let expected = 0;
let complete = 0;
let finished = Promise.withResolvers<void>();
let finishedAtUs = 0;

class Reader {
  readonly socket: Socket;
  readonly opened: Promise<void>;
  readonly #inspect: boolean;
  events = 0;
  misplaced = 0;
  lastSeq: number;
  #head = "";
  #rest: Buffer | undefined;

  constructor(order: OpenOrder) {
    this.#inspect = order.inspect === true;
    this.lastSeq = order.lastSeq ?? 0;
    const resume = order.lastEventId === undefined ? "" : `Last-Event-ID: ${order.lastEventId}\r\n`;
    this.socket = connect(order.port, "127.0.0.1");
    this.socket.write(
      `GET ${order.path} HTTP/1.1\r\nHost: localhost:${order.port}\r\nAccept: text/event-stream\r\n${resume}\r\n`,
    );
    this.opened = new Promise((resolve, reject) => {
      this.socket.on("error", reject);
      this.socket.on("data", (bytes: Buffer) => this.#receive(bytes, resolve, reject));
    });
  }

  #receive(bytes: Buffer, opened: () => void, failed: (error: Error) => void): void {
    if (this.#head !== "open") {
      this.#head += bytes.toString("latin1");
      if (!this.#head.includes("\r\n\r\n")) return;
      if (!this.#head.startsWith("HTTP/1.1 200")) failed(new Error(this.#head.split("\r\n\r\n")[0]));
      this.#head = "open";
      opened();
    }
    const before = this.events;
    if (this.#inspect) this.#look(bytes);
    else for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) this.events += 1;
    if (before < expected && this.events >= expected) readerComplete();
  }

  #look(received: Buffer): void {
    const atUs = nowUs();
    const bytes = this.#rest === undefined ? received : Buffer.concat([this.#rest, received]);
    this.#rest = undefined;
    for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
      const afterTime = bytes.indexOf(COMMA, at);
      const afterSeq = afterTime === -1 ? -1 : bytes.indexOf(COMMA, afterTime + 1);
      if (afterSeq === -1) {
        this.#rest = bytes.subarray(at);
        return;
      }
      const seq = Number(bytes.toString("latin1", afterTime + 1, afterSeq));
      if (seq !== this.lastSeq + 1) this.misplaced += 1;
      this.lastSeq = seq;
      this.events += 1;
      latenciesMs.push((atUs - Number(bytes.toString("latin1", at + 1, afterTime))) / 1000);
    }
  }
}

function readerComplete(): void {
  complete += 1;
  if (complete < readers.length) return;
  finishedAtUs = nowUs();
  finished.resolve();
}

answerCalls({
  async open(order: OpenOrder) {
    expected = 0;
    readers = [];
    // In portions, so that the listen queue never overflows.
    while (readers.length < order.readers) {
      const portion = Array.from({ length: Math.min(100, order.readers - readers.length) }, () => new Reader(order));
      readers.push(...portion);
      await Promise.all(portion.map((reader) => reader.opened));
    }
  },
  /** Starts a count: `received` then waits until every reader has this many events. */
  expect({ events }: { readonly events: number }) {
    for (const reader of readers) reader.events = 0;
    latenciesMs = [];
    complete = 0;
    expected = events;
    finished = Promise.withResolvers();
  },
  async received(): Promise<Reception> {
    await finished.promise;
    return {
      finishedAtUs,
      delivered: readers.reduce((sum, reader) => sum + reader.events, 0),
      misplaced: readers.reduce((sum, reader) => sum + reader.misplaced, 0),
      p50Ms: percentile(latenciesMs, 0.5),
      p99Ms: percentile(latenciesMs, 0.99),
    };
  },
  pause() {
    for (const reader of readers) reader.socket.pause();
  },
  resume() {
    for (const reader of readers) reader.socket.resume();
  },
  close() {
    for (const reader of readers) reader.socket.destroy();
    readers = [];
  },
});
