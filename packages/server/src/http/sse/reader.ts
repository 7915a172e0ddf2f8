import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HeadwayError } from "@headway-jobs/contract";
import type { Dialect, Frame } from "../../service-kit/dialect.ts";
import type { Random } from "../random.ts";
import { chunkBody, COMMENT_TEXT, encodeChunk, framesText, refusalText, retryText } from "./encode.ts";
import { NO_SLOT, type WheelMember } from "./timer-wheel.ts";

/** The owner for whom a stream was opened; the stream ends with the key that opened it. */
export interface StreamCaller {
  readonly owner: string;
  readonly keyId: string | null;
}

/** What a reader needs of the channel or multiplex that feeds it. */
export interface ReaderSource {
  lastWriteMs(reader: Reader): number;
  beatFrames(reader: Reader): readonly Frame[];
  readerClosed(reader: Reader): void;
}

const READER = Symbol("reader");
type ReaderSocket = Socket & { [READER]?: Reader };

/** How long a connection may take nothing of what was sent before it counts as dead. */
export const STUCK_MS = 2 * 60_000;

const COMMENT_CHUNK = encodeChunk(COMMENT_TEXT);

/**
 * One open SSE response. It writes finished chunks to the socket past the response object, which would frame them again for each
 * reader; the response itself still sends the head and the end. Two thousand of these lie idle, hence no closure per reader.
 */
export class Reader implements WheelMember {
  readonly response: ServerResponse;
  readonly caller: StreamCaller;
  readonly dialect: Pick<Dialect<never>, "failure">;
  /** Number of the last entry sent; only kept while the reader is not live, as the channel knows it then. */
  cursor = 0;
  /** The fold at `cursor`, likewise. */
  state: unknown = undefined;
  source: ReaderSource | null = null;
  closed = false;
  everyMs = 0;
  wheelSlot = NO_SLOT;
  lastOwnWriteMs = 0;
  readonly openedAtMs: number;
  /** Since when the socket has had unsent bytes without taking any; null = it takes them. */
  #stuck: { readonly sinceMs: number; readonly takenBytes: number } | null = null;
  readonly #socket: ReaderSocket;
  readonly #chunked: boolean;
  readonly #onClosed: (reader: Reader) => void;
  readonly #random: Random;
  #wake: (() => void) | undefined;

  constructor(
    response: ServerResponse,
    socket: Socket,
    options: {
      readonly caller: StreamCaller;
      readonly dialect: Reader["dialect"];
      readonly onClosed: (reader: Reader) => void;
      readonly openedAtMs: number;
      readonly random: Random;
    },
  ) {
    this.openedAtMs = options.openedAtMs;
    this.response = response;
    this.caller = options.caller;
    this.dialect = options.dialect;
    this.#socket = socket;
    this.#chunked = response.chunkedEncoding;
    this.#onClosed = options.onClosed;
    this.#random = options.random;
    this.#socket[READER] = this;
    socket.on("close", closeReaderOfSocket);
  }

  get backlogBytes(): number {
    return this.#socket.writableLength;
  }

  /** Milliseconds for which the client has taken nothing of what waits for it, as far as the beats have seen; 0 = it reads. */
  stuckForMs(nowMs: number): number {
    const takenBytes = this.#socket.bytesWritten - this.#socket.writableLength;
    if (this.#socket.writableLength === 0) this.#stuck = null;
    else if (this.#stuck?.takenBytes !== takenBytes) this.#stuck = { sinceMs: nowMs, takenBytes };
    return this.#stuck === null ? 0 : nowMs - this.#stuck.sinceMs;
  }

  write(chunk: Buffer): void {
    if (!this.closed) this.#socket.write(this.#chunked ? chunk : chunkBody(chunk));
  }

  writeText(text: string, nowMs: number): void {
    if (text === "") return;
    this.lastOwnWriteMs = nowMs;
    this.write(encodeChunk(text));
  }

  /** Resolves when what was written has left this process, or the reader is gone. */
  drained(): Promise<void> {
    if (this.closed || !this.#socket.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#socket.once("drain", resolve);
    });
  }

  lastWriteMs(): number {
    return Math.max(this.lastOwnWriteMs, this.source?.lastWriteMs(this) ?? 0);
  }

  /**
   * The wheel's call after a quiet time. A reader that does not even take what it was sent gets nothing on top, and is cut off when that
   * has lasted: its client comes back from its cursor, if there is one.
   */
  beat(nowMs: number): void {
    if (this.closed) return;
    if (this.stuckForMs(nowMs) >= STUCK_MS) this.cut();
    if (this.closed || this.#socket.writableNeedDrain) return;
    const frames = this.source?.beatFrames(this) ?? [];
    this.lastOwnWriteMs = nowMs;
    this.write(frames.length === 0 ? COMMENT_CHUNK : encodeChunk(framesText(frames)));
  }

  /** Ends the stream properly: what was written is still delivered. */
  end(): void {
    if (this.closed) return;
    this.#leave();
    this.response.end();
  }

  /** Ends it at once, without delivering what was written: for a client that takes nothing. */
  cut(): void {
    if (this.closed) return;
    this.#leave();
    this.response.destroy();
  }

  /** Ends it with the advice to come back after a while. */
  endWithRetry(baseMs: number, spreadMs: number): void {
    if (this.closed) return;
    this.writeText(retryText(baseMs, spreadMs, this.#random), this.lastOwnWriteMs);
    this.end();
  }

  /** Ends it with a failure in its dialect's words. */
  fail(error: HeadwayError, nowMs: number): void {
    if (this.closed) return;
    this.writeText(refusalText(this.dialect.failure(error, nowMs)), nowMs);
    this.end();
  }

  /** The client has gone. */
  leave(): void {
    if (!this.closed) this.#leave();
  }

  #leave(): void {
    this.closed = true;
    this.#socket.off("close", closeReaderOfSocket);
    delete this.#socket[READER];
    this.#wake?.();
    this.source?.readerClosed(this);
    this.#onClosed(this);
  }
}

function closeReaderOfSocket(this: ReaderSocket): void {
  this[READER]?.leave();
}
