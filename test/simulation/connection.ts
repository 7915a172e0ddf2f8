import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { NodeProcess } from "./node-process.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

const HIGH_WATER_BYTES = 4096;

export interface ConnectionParts {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly node: NodeProcess;
  /** Longest time that a piece of the stream is on its way. */
  readonly slownessMs: number;
  /** Told of everything the server writes, before it is on its way. */
  readonly onWritten: (messages: readonly EventSourceMessage[]) => void;
  readonly onMessage: (message: EventSourceMessage) => void;
  /** The same as it comes, for a client that reads it itself. */
  readonly onText?: (text: string) => void;
  /** The stream is over, for whatever reason; told once. */
  readonly onOver: () => void;
}

/**
 * An HTTP connection between a server's reader and a client: bytes take a while and keep their order; when either side goes, what is on
 * the way is lost.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #socket: FakeSocket;
  readonly #parser;
  #lastAtMs = 0;
  #isCut = false;
  #isOver = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#socket = new FakeSocket((bytes) => this.#write(bytes));
    this.#parser = createParser({ onEvent: (message) => this.#parts.onMessage(message) });
    parts.node.onKilled(() => parts.schedule.after(1, "", () => this.#over()));
  }

  /** The part of a socket that a reader uses. */
  get socket(): Socket {
    return this.#socket as unknown as Socket;
  }

  get response(): ServerResponse {
    const response = {
      chunkedEncoding: false,
      shouldKeepAlive: true,
      req: { method: "GET" },
      socket: this.#socket,
      writeHead: () => response,
      flushHeaders: () => undefined,
      once: () => response,
      destroy: () => this.cut(),
      end: (text = "") => {
        if (text !== "") this.#socket.write(Buffer.from(text));
        this.#end();
      },
    };
    return response as unknown as ServerResponse;
  }

  /** The client goes away. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#over();
    const { node, random } = this.#parts;
    node.after(random.between(0.1, 50), "", () => this.#socket.emit("close"));
  }

  #write(bytes: Buffer): void {
    const text = bytes.toString();
    this.#parts.onWritten(parse(text));
    if (this.#isCut) return;
    this.#socket.writableLength += bytes.byteLength;
    this.#socket.bytesWritten += bytes.byteLength;
    this.#send(() => {
      this.#parts.onText?.(text);
      this.#parser.feed(text);
      this.#parts.node.deliver(() => {
        this.#socket.writableLength -= bytes.byteLength;
        if (this.#socket.writableLength === 0) this.#socket.emit("drain");
      });
    });
  }

  #end(): void {
    this.#send(() => this.#over());
  }

  /** What is written reaches the client although the process that wrote it is paused meanwhile; not when it is killed. */
  #send(arrive: () => void): void {
    const { schedule, random, slownessMs, node } = this.#parts;
    this.#lastAtMs = Math.max(this.#lastAtMs, schedule.nowMs + random.between(0.1, slownessMs));
    schedule.after(this.#lastAtMs - schedule.nowMs, "", () => {
      if (!this.#isCut && !this.#isOver && node.isAlive) arrive();
    });
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.onOver();
  }
}

class FakeSocket {
  /** Bytes that are written and not yet with the client. */
  writableLength = 0;
  bytesWritten = 0;
  readonly destroyed = false;
  readonly write: (bytes: Buffer) => void;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(write: (bytes: Buffer) => void) {
    this.write = write;
  }

  get writableNeedDrain(): boolean {
    return this.writableLength >= HIGH_WATER_BYTES;
  }

  cork(): void {}

  uncork(): void {}

  setKeepAlive(): void {}

  on(name: string, listener: () => void): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
  }

  off(name: string, listener: () => void): void {
    this.#listeners.get(name)?.delete(listener);
  }

  once(name: string, listener: () => void): void {
    const once = (): void => {
      this.off(name, once);
      listener.call(this);
    };
    this.on(name, once);
  }

  emit(name: string): void {
    for (const listener of this.#listeners.get(name) ?? []) listener.call(this);
  }
}

function parse(text: string): readonly EventSourceMessage[] {
  const messages: EventSourceMessage[] = [];
  createParser({ onEvent: (message) => void messages.push(message) }).feed(text);
  return messages;
}
