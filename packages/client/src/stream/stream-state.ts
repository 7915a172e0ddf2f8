import type { ClientError } from "../client-error.ts";

/**
 * When a reader connects, waits and stops: a pure state machine, so that every rule of it is a line in a table of tests.
 *
 *            ┌───────────── waited ─────────────┐
 *            ▼                                  │
 *   ┌─► connecting ── opened ──► open ── lost ──► waiting
 *   │        │                     │
 *   │        └────── lost ─────────┼──────────► waiting
 *   │                              │
 *   └ initial            terminal entry, no content ──► ended        refused ──► failed
 */
export type StreamState = Connecting | Open | Waiting | Ended | Failed;

interface Common {
  /** Number of the last entry handed on; what a reconnect sends as Last-Event-ID. Null = none yet: the server decides where to begin. */
  readonly cursor: number | null;
  /** Losses in a row without anything gained between them. */
  readonly losses: number;
  /** What the server asked for with `retry:`. */
  readonly retryMs: number;
  /** Whether this stream has ever been open: a first answer that is no stream is a wrong address, a later one is a proxy in trouble. */
  readonly everOpen: boolean;
}
export interface Connecting extends Common {
  readonly phase: "connecting";
}
export interface Open extends Common {
  readonly phase: "open";
}
export interface Waiting extends Common {
  readonly phase: "waiting";
  readonly reason: Loss;
  readonly delayMs: number;
  /** What was known of the loss. */
  readonly error?: ClientError | undefined;
}
export interface Ended extends Common {
  readonly phase: "ended";
}
export interface Failed extends Common {
  readonly phase: "failed";
  readonly error: Error;
}

/**
 * Why a connection was given up: it closed, was silent for too long, could not be opened, was answered with a transient status, sent
 * something that is no entry, or skipped an entry.
 */
export type Loss = "closed" | "silent" | "unreachable" | "unavailable" | "garbage" | "gap";

export type StreamInput =
  | { readonly type: "opened" }
  | { readonly type: "entry"; readonly number: number; readonly terminal: boolean }
  | { readonly type: "retry"; readonly retryMs: number }
  | {
      readonly type: "lost";
      readonly reason: Loss;
      /** How long the connection had been open; 0 when it never was. */
      readonly openForMs: number;
      /** From a Retry-After header. */
      readonly retryAfterMs?: number | undefined;
      /** In [0, 1). */
      readonly random: number;
      readonly error?: ClientError | undefined;
    }
  | { readonly type: "waited" }
  | { readonly type: "noContent" }
  | { readonly type: "refused"; readonly error: Error };

export interface StreamRules {
  /** True when entries are numbered 1, 2, 3 … without a gap; false when numbers rise but may skip. */
  readonly gapless: boolean;
}

const DEFAULT_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 300_000;
/** `retry: 0` is honoured once; a server that keeps failing is not hammered. */
const SHORTEST_BACKOFF_MS = 250;
/** A connection that lasted this long was a good one, whatever it carried. */
const GOOD_CONNECTION_MS = 10_000;

/** `cursor` is the last entry the caller already has. */
export function initialStreamState(cursor: number | null): StreamState {
  return { phase: "connecting", cursor, losses: 0, retryMs: DEFAULT_RETRY_MS, everOpen: false };
}

/** The state after `input`. An input that has no meaning in a state leaves it as it is; ended and failed are final. */
export function nextStreamState(state: StreamState, input: StreamInput, rules: StreamRules): StreamState {
  if (state.phase === "ended" || state.phase === "failed") return state;
  switch (input.type) {
    case "opened":
      return state.phase === "connecting" ? { ...common(state), phase: "open", everOpen: true } : state;
    case "entry":
      return state.phase === "open" ? afterEntry(state, input, rules) : state;
    case "retry":
      return { ...state, retryMs: Math.min(input.retryMs, LONGEST_RETRY_MS) };
    case "lost":
      return state.phase === "waiting" ? state : afterLoss(state, input);
    case "waited":
      return state.phase === "waiting" ? { ...common(state), phase: "connecting" } : state;
    case "noContent":
      return state.phase === "connecting" ? { ...common(state), phase: "ended" } : state;
    case "refused":
      return { ...common(state), phase: "failed", error: input.error };
  }
}

/** What to do with an entry that arrives in `state`: hand it on, drop it as already handed on, or give up the connection because one before it is missing. */
export function judgeEntry(state: StreamState, number: number, rules: StreamRules): "deliver" | "repeat" | "gap" {
  const { cursor } = state;
  if (cursor === null) return "deliver";
  if (number <= cursor) return "repeat";
  return rules.gapless && number !== cursor + 1 ? "gap" : "deliver";
}

function afterEntry(state: Open, entry: { number: number; terminal: boolean }, rules: StreamRules): StreamState {
  if (judgeEntry(state, entry.number, rules) !== "deliver") return state;
  const moved = { ...common(state), cursor: entry.number, losses: 0 };
  return entry.terminal ? { ...moved, phase: "ended" } : { ...moved, phase: "open" };
}

function afterLoss(state: Connecting | Open, loss: Extract<StreamInput, { type: "lost" }>): Waiting {
  const losses = loss.openForMs >= GOOD_CONNECTION_MS ? 1 : state.losses + 1;
  return {
    ...common(state),
    phase: "waiting",
    reason: loss.reason,
    ...(loss.error === undefined ? {} : { error: loss.error }),
    losses,
    delayMs: Math.max(
      backoffMs(state.retryMs, losses, loss.random),
      Math.min(loss.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS),
    ),
  };
}

/** The server's own interval first, doubled with each further loss; jitter only lengthens, so that `retry:` is never undercut. */
function backoffMs(retryMs: number, losses: number, random: number): number {
  const doubled = losses <= 1 ? retryMs : Math.max(retryMs, SHORTEST_BACKOFF_MS) * 2 ** Math.min(losses - 1, 16);
  const capped = Math.min(doubled, Math.max(LONGEST_BACKOFF_MS, retryMs));
  return Math.round(capped * (1 + random * 0.5));
}

function common({ cursor, losses, retryMs, everOpen }: Common): Common {
  return { cursor, losses, retryMs, everOpen };
}
