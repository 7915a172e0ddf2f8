import type { ClientError } from "../client-error.ts";
import type { FollowOptions } from "../stream/follow.ts";
import type { StreamState } from "../stream/stream-state.ts";
import type { SharedPhase } from "./protocol.ts";

/**
 * One reader's end of the shared connection: what has come and was not read yet. Entries are handed on once and in order by their number,
 * whatever other tabs had sent again.
 */
export class Subscription<T> {
  /** Null = the list. */
  readonly jobId: string | null;
  /** Number of the last entry taken; null of the list until it is known where it begins. */
  cursor: number | null;
  ask: number;
  isOver = false;
  /** It has asked for entries that it misses, and they have not come yet. */
  isAsking = false;
  readonly #options: FollowOptions;
  readonly #onOver: () => void;
  #entries: T[] = [];
  #state: StreamState;
  #failure: Error | null = null;
  #wake: (() => void) | undefined;
  #sleepOn: (() => void) | undefined;

  constructor(
    jobId: string | null,
    after: number | null,
    ask: number,
    { options, onOver }: { readonly options: FollowOptions; readonly onOver: () => void },
  ) {
    this.jobId = jobId;
    this.cursor = after;
    this.ask = ask;
    this.#options = options;
    this.#onOver = onOver;
    this.#state = { phase: "connecting", cursor: after, losses: 0, retryMs: 0, everOpen: false };
    options.onState?.(this.#state);
  }

  /** False when entries before this one are missing. */
  take(number: number, value: T, isGapless: boolean): boolean {
    if (this.isOver || (this.cursor !== null && number <= this.cursor)) return true;
    if (isGapless && number !== (this.cursor ?? 0) + 1) return false;
    this.cursor = number;
    this.isAsking = false;
    this.#entries.push(value);
    this.#wake?.();
    return true;
  }

  /** How the connection stands; `reconnect` ends its pause when the reader's own reason to do so comes. */
  show(state: SharedPhase, isCarried: boolean, reconnect: () => void): void {
    if (this.isOver) return;
    const { losses, retryMs, everOpen } = state;
    const shown: StreamState =
      state.phase === "open" && !isCarried
        ? { phase: "connecting", cursor: this.cursor, losses, retryMs, everOpen: this.#state.everOpen }
        : { ...state, cursor: this.cursor, everOpen: everOpen || this.#state.everOpen };
    const isNew = shown.phase !== this.#state.phase || shown.losses !== this.#state.losses;
    this.#state = shown;
    if (isNew) this.#options.onState?.(shown);
    if (shown.phase !== "waiting") this.#stopSleeping();
    else this.#sleepOn ??= this.#options.wake?.(reconnect);
  }

  end(): void {
    if (this.isOver) return;
    this.#close();
    const { losses, retryMs, everOpen } = this.#state;
    this.#options.onState?.({ phase: "ended", cursor: this.cursor, losses, retryMs, everOpen });
  }

  fail(error: ClientError): void {
    if (this.isOver) return;
    this.#failure = error;
    this.#close();
    const { losses, retryMs, everOpen } = this.#state;
    this.#options.onState?.({ phase: "failed", cursor: this.cursor, losses, retryMs, everOpen, error });
  }

  /** What was taken, until the end; throws the failure, and the signal's reason when it is aborted. */
  async *entries(): AsyncGenerator<T, void, undefined> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#wake?.();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      for (;;) {
        signal?.throwIfAborted();
        const ready = this.#entries;
        this.#entries = [];
        for (const entry of ready) {
          signal?.throwIfAborted();
          yield entry;
        }
        if (this.#entries.length > 0) continue;
        if (this.#failure !== null) throw this.#failure;
        if (this.isOver) return;
        if (signal?.aborted !== true) await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#close();
    }
  }

  #close(): void {
    this.#stopSleeping();
    this.#wake?.();
    if (this.isOver) return;
    this.isOver = true;
    this.#onOver();
  }

  #stopSleeping(): void {
    this.#sleepOn?.();
    this.#sleepOn = undefined;
  }
}
