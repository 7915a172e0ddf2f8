import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ClientError, errorOfResponse, isTransientStatus } from "../client-error.ts";
import type { Runtime } from "../runtime.ts";
import type { Transport } from "../transport.ts";
import type { StreamInput } from "./stream-state.ts";

export interface ConnectionPlan {
  readonly transport: Transport;
  readonly runtime: Runtime;
  readonly path: string;
  readonly cursor: number | null;
  /** Milliseconds without a byte after which a connection counts as dead. The server sends at least every LONGEST_HEARTBEAT_MS (SPEC §0). */
  readonly silenceMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What happened to a connection, as the state machine wants to hear it; `random` and the time it was open are added by the follower. */
export type Outcome =
  | { readonly type: "noContent" }
  | { readonly type: "refused"; readonly error: Error }
  | {
      readonly type: "lost";
      readonly reason: Extract<StreamInput, { type: "lost" }>["reason"];
      readonly retryAfterMs?: number | undefined;
      readonly error?: ClientError | undefined;
    }
  /** 200, but no event stream. */
  | { readonly type: "notStream"; readonly error: Error };

export type Frame =
  | { readonly type: "message"; readonly message: EventSourceMessage }
  | { readonly type: "retry"; readonly retryMs: number };

/** No event of a log comes near; what does is no event stream. */
const LONGEST_FRAME_CHARACTERS = 64 * 1024 * 1024;

const SILENT = new Error("the server has been silent for too long");

/** One attempt at an SSE stream: a fetch, its parser, and a watch over silence. Use: `open`, then `frames` until null, then `close`. */
export class Connection {
  readonly #plan: ConnectionPlan;
  readonly #abort = new AbortController();
  readonly #onSignal: () => void;
  readonly #decoder = new TextDecoder();
  readonly #parser;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #parsed: Frame[] = [];
  #broken = false;
  #outcome: Outcome | null = null;

  constructor(plan: ConnectionPlan) {
    this.#plan = plan;
    this.#onSignal = () => this.#abort.abort(plan.signal?.reason);
    plan.signal?.addEventListener("abort", this.#onSignal, { once: true });
    this.#parser = createParser({
      maxBufferSize: LONGEST_FRAME_CHARACTERS,
      onEvent: (message) => this.#parsed.push({ type: "message", message }),
      onRetry: (retryMs) => this.#parsed.push({ type: "retry", retryMs }),
      onError: (error) => {
        // Unknown fields are to be ignored; only a buffer without end is a reason to give up.
        if (error.type === "max-buffer-size-exceeded") this.#broken = true;
      },
    });
  }

  /** Null when the stream is open, otherwise why it is not. Throws only the caller's own abort. */
  async open(): Promise<Outcome | null> {
    const { transport, path, cursor } = this.#plan;
    try {
      const response = await this.#watched(() =>
        transport.send(path, {
          headers: {
            accept: "text/event-stream",
            "last-event-id": cursor === null ? undefined : String(cursor),
          },
          // An option and not a header: a header of that name would need the server's leave on another origin.
          cache: "no-store",
          signal: this.#abort.signal,
        }),
      );
      return await this.#accept(response);
    } catch (error) {
      return this.#lossOf(error, "unreachable");
    }
  }

  /** The next frames, at least one; null when the connection is over, which `outcome` then explains. */
  async frames(): Promise<readonly Frame[] | null> {
    while (this.#reader !== null) {
      try {
        const reader = this.#reader;
        const chunk = await this.#watched(() => reader.read());
        if (chunk.done) return this.#over({ type: "lost", reason: "closed" });
        this.#parser.feed(this.#decoder.decode(chunk.value, { stream: true }));
      } catch (error) {
        return this.#over(this.#lossOf(error, "closed"));
      }
      const frames = this.#parsed;
      this.#parsed = [];
      if (this.#broken) this.#over({ type: "lost", reason: "garbage" });
      if (frames.length > 0) return frames;
    }
    return null;
  }

  get outcome(): Outcome {
    return this.#outcome ?? { type: "lost", reason: "closed" };
  }

  close(): void {
    this.#plan.signal?.removeEventListener("abort", this.#onSignal);
    this.#reader = null;
    this.#abort.abort();
  }

  async #accept(response: Response): Promise<Outcome | null> {
    if (response.status === 204) return { type: "noContent" };
    if (!response.ok) return outcomeOf(await this.#watched(() => errorOfResponse(response)));
    const isStream = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
    if (!isStream || response.body === null) return { type: "notStream", error: notStreamError(response.status) };
    this.#reader = response.body.getReader();
    return null;
  }

  /** Runs one wait on the network under the watch; time that the caller takes between two of them does not count as silence. */
  async #watched<T>(wait: () => Promise<T>): Promise<T> {
    const cancel = this.#plan.runtime.after(this.#plan.silenceMs, () => this.#abort.abort(SILENT));
    try {
      return await wait();
    } finally {
      cancel();
    }
  }

  #lossOf(error: unknown, reason: "closed" | "unreachable"): Outcome {
    this.#plan.signal?.throwIfAborted();
    if (this.#abort.signal.reason === SILENT) return { type: "lost", reason: "silent" };
    if (!(error instanceof ClientError)) return { type: "lost", reason };
    return error.code === "NETWORK" ? { type: "lost", reason, error } : outcomeOf(error);
  }

  #over(outcome: Outcome): null {
    this.#outcome = outcome;
    this.#reader = null;
    return null;
  }
}

/** A refusal is final unless its status says that the server is only in trouble for now. */
export function outcomeOf(error: ClientError): Outcome {
  if (!isTransientStatus(error.status)) return { type: "refused", error };
  const reason = error.status === 0 ? "unreachable" : "unavailable";
  return { type: "lost", reason, retryAfterMs: error.retryAfterMs, error };
}

function notStreamError(status: number): ClientError {
  return new ClientError("What answered is not an event stream.", {
    code: "BAD_ANSWER",
    status,
    retryable: false,
    advice: "Check the server's address, and that no proxy answers in its place.",
  });
}
