import { createParser, type EventSourceMessage } from "eventsource-parser";

/** Reads a stream with fetch and an independent parser. */
export async function readSse(url: string, init: RequestInit = {}): Promise<SseReader> {
  const abort = new AbortController();
  const response = await fetch(url, { ...init, signal: abort.signal });
  return new SseReader(response, abort);
}

export class SseReader {
  readonly status: number;
  readonly headers: Headers;
  /** Everything received so far. */
  text = "";
  readonly messages: EventSourceMessage[] = [];
  readonly comments: string[] = [];
  readonly retries: number[] = [];
  readonly #abort: AbortController;
  readonly #parser = createParser({
    onEvent: (message) => void this.messages.push(message),
    onComment: (comment) => void this.comments.push(comment),
    onRetry: (retryMs) => void this.retries.push(retryMs),
  });
  #wake: (() => void) | undefined;
  #over = false;

  constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.headers = response.headers;
    this.#abort = abort;
    void this.#pump(response);
  }

  /** Resolves when `enough` is true of what has come; throws when the stream ends before. */
  async until(enough: (reader: this) => boolean): Promise<readonly EventSourceMessage[]> {
    while (!enough(this)) {
      if (this.#over) throw new Error(`the stream ended too early: ${this.text.slice(-500)}`);
      await this.#news();
    }
    return this.messages;
  }

  /** Resolves when the stream is over. */
  async ended(): Promise<readonly EventSourceMessage[]> {
    while (!this.#over) await this.#news();
    return this.messages;
  }

  close(): void {
    this.#abort.abort();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #pump(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of response.body ?? []) {
        const part = decoder.decode(bytes, { stream: true });
        this.text += part;
        this.#parser.feed(part);
        this.#wake?.();
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.text += `\n[${String(error)}]`;
    }
    this.#over = true;
    this.#wake?.();
  }
}
