import { createParser, type EventSourceMessage } from "eventsource-parser";

/** A stream under test: one URL for each node that serves it. */
export interface TestedStream {
  readonly name: string;
  readonly urls: readonly string[];
}

export interface ReaderParts {
  readonly stream: TestedStream;
  readonly random: () => number;
  /** False = stay connected from now on, to the end of the stream. */
  readonly reconnects: () => boolean;
  /** True when a stream without an end of its own has shown everything. */
  readonly isDone: (messages: readonly EventSourceMessage[]) => boolean;
}

/** Pieces that a reader takes before it cuts its connection, at most; none is possible too. */
const MOST_PIECES = 6;
const STUCK_MS = 20_000;
const OVERLOAD_PAUSE_MS = 50;

/**
 * Reads one stream to its end, over connections that it cuts at random, each time from its last id and on a random node. Only messages
 * with an id count: the others belong to a connection and not to the log.
 */
export class ReconnectingReader {
  readonly stream: TestedStream;
  readonly messages: EventSourceMessage[] = [];
  connections = 0;
  /** What went wrong; null when the stream was read to its end. */
  fault: string | null = null;
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.stream = parts.stream;
    this.#parts = parts;
  }

  /** Resolves at the end of the stream (status 204), or when nothing more comes; never throws. */
  async read(): Promise<void> {
    try {
      while (await this.#readOnce());
    } catch (error) {
      this.fault ??= String(error);
    }
  }

  async #readOnce(): Promise<boolean> {
    const { random, reconnects, stream, isDone } = this.#parts;
    this.connections += 1;
    const cut = new AbortController();
    const lastId = this.messages.at(-1)?.id;
    const url = stream.urls[Math.floor(random() * stream.urls.length)] ?? "";
    const headers = lastId === undefined ? undefined : { "Last-Event-ID": lastId };
    const watch = setTimeout(() => cut.abort(new Error("nothing came for too long")), STUCK_MS);
    try {
      const response = await fetch(url, { signal: cut.signal, ...(headers === undefined ? {} : { headers }) });
      if (response.status === 204) return false;
      // The place of a stream for one reader is given back only when the server has seen the old connection close.
      const isTaken = response.status === 409;
      if (response.status !== 200 && !isTaken)
        throw new Error(`status ${response.status} after ${lastId}: ${await response.text()}`);
      let pieces = Math.floor(random() * (MOST_PIECES + 1));
      let overloaded = isTaken;
      let cutByUs = false;
      let text = "";
      const parser = createParser({
        onEvent: (message) => {
          if (message.id !== undefined) this.messages.push(message);
        },
        onComment: (comment) => (overloaded ||= /[A-Z]/.test(comment)),
      });
      const before = this.messages.length;
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) {
        watch.refresh();
        const piece = decoder.decode(bytes, { stream: true });
        text += piece;
        parser.feed(piece);
        if (isDone(this.messages)) return false;
        cutByUs = reconnects() && pieces <= 0;
        if (cutByUs) break;
        pieces -= 1;
      }
      const isRefused = !cutByUs && !overloaded && this.messages.length === before;
      if (isRefused) throw new Error(`refused: ${text}`);
      if (overloaded) await new Promise((resolve) => setTimeout(resolve, OVERLOAD_PAUSE_MS));
      return true;
    } finally {
      clearTimeout(watch);
      cut.abort();
    }
  }
}
