import type { EventSourceMessage } from "eventsource-parser";
import type { ClientError } from "../client-error.ts";
import type { Runtime } from "../runtime.ts";
import type { Transport } from "../transport.ts";
import { Connection, outcomeOf, type Frame, type Outcome } from "./connection.ts";
import { initialStreamState, judgeEntry, nextStreamState } from "./stream-state.ts";
import type { StreamInput, StreamRules, StreamState } from "./stream-state.ts";

/** What a caller of any stream may set. */
export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Told of every change of state: what an indicator of the connection shows. */
  readonly onState?: (state: StreamState) => void;
  /** Subscribes to a reason to reconnect now instead of after the pause (the network is back, the user asks). Returns the unsubscription. */
  readonly wake?: (reconnect: () => void) => () => void;
}

/**
 * One entry as a stream's reader understands it. A refusal says that the stream cannot be opened: a status would be fatal to EventSource, so
 * servers say it in a frame (SPEC §0). Null = not an entry.
 */
export type ReadEntry<T> = (
  message: EventSourceMessage,
) =>
  | { readonly number: number; readonly terminal: boolean; readonly value: T }
  | { readonly refusal: ClientError }
  | null;

export interface StreamPlan<T> extends FollowOptions, StreamRules {
  readonly transport: Transport;
  readonly runtime: Runtime;
  /** A function is asked at each connection and names the cursor itself; no Last-Event-ID is sent then. */
  readonly path: string | (() => string);
  readonly after: number | null;
  readonly silenceMs: number;
  readonly read: ReadEntry<T>;
}

/**
 * Every entry after the cursor exactly once and in order, over as many connections as it takes. Ends after the terminal entry or a 204; throws
 * ClientError when the server refuses for good, and the signal's reason when it is aborted.
 */
export async function* follow<T>(plan: StreamPlan<T>): AsyncGenerator<T, void, undefined> {
  const machine = new Machine(plan, plan.onState);
  for (;;) {
    plan.signal?.throwIfAborted();
    const { state } = machine;
    switch (state.phase) {
      case "connecting":
      case "open":
        yield* readOnce(plan, machine);
        break;
      case "waiting":
        await pause(plan, state.delayMs);
        machine.take({ type: "waited" });
        break;
      case "ended":
        return;
      case "failed":
        throw state.error;
    }
  }
}

async function* readOnce<T>(plan: StreamPlan<T>, machine: Machine): AsyncGenerator<T, void, undefined> {
  const { path } = plan;
  const target = typeof path === "string" ? { path, cursor: machine.state.cursor } : { path: path(), cursor: null };
  const connection = new Connection({ ...plan, ...target, signal: plan.signal });
  try {
    const failure = await connection.open();
    if (failure !== null) {
      machine.takeOutcome(failure, 0, plan.runtime);
      return;
    }
    const openedAtMs = plan.runtime.nowMs();
    machine.take({ type: "opened" });
    while (machine.state.phase === "open") {
      const frames = await connection.frames();
      const openForMs = plan.runtime.nowMs() - openedAtMs;
      if (frames === null) machine.takeOutcome(connection.outcome, openForMs, plan.runtime);
      else yield* takeFrames(plan, machine, frames, openForMs);
    }
  } finally {
    connection.close();
  }
}

async function* takeFrames<T>(
  plan: StreamPlan<T>,
  machine: Machine,
  frames: readonly Frame[],
  openForMs: number,
): AsyncGenerator<T, void, undefined> {
  const lost = (outcome: Outcome): void => machine.takeOutcome(outcome, openForMs, plan.runtime);
  for (const frame of frames) {
    plan.signal?.throwIfAborted();
    if (machine.state.phase !== "open") return;
    if (frame.type === "retry") {
      machine.take(frame);
      continue;
    }
    const entry = plan.read(frame.message);
    if (entry === null) {
      lost({ type: "lost", reason: "garbage" });
    } else if ("refusal" in entry) {
      lost(outcomeOf(entry.refusal));
    } else {
      const verdict = judgeEntry(machine.state, entry.number, plan);
      if (verdict === "gap") lost({ type: "lost", reason: "gap" });
      if (verdict !== "deliver") continue;
      machine.take({ type: "entry", number: entry.number, terminal: entry.terminal });
      yield entry.value;
    }
  }
}

/** Ends early when the caller wakes it or aborts. */
async function pause<T>(plan: StreamPlan<T>, delayMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      sleepOn?.();
      plan.signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = plan.runtime.after(delayMs, end);
    const sleepOn = plan.wake?.(end);
    plan.signal?.addEventListener("abort", end, { once: true });
  });
}

/** The state of one stream and its observer. */
class Machine {
  state: StreamState;
  readonly #rules: StreamRules;
  readonly #onState: ((state: StreamState) => void) | undefined;

  constructor(plan: StreamRules & { readonly after: number | null }, onState?: (state: StreamState) => void) {
    this.#rules = plan;
    this.#onState = onState;
    this.state = initialStreamState(plan.after);
    onState?.(this.state);
  }

  take(input: StreamInput): void {
    const before = this.state;
    this.state = nextStreamState(before, input, this.#rules);
    if (this.state !== before) this.#onState?.(this.state);
  }

  takeOutcome(outcome: Outcome, openForMs: number, runtime: Runtime): void {
    switch (outcome.type) {
      case "noContent":
      case "refused":
        return this.take(outcome);
      case "notStream":
        return this.take(
          this.state.everOpen
            ? { type: "lost", reason: "garbage", openForMs, random: runtime.random() }
            : { type: "refused", error: outcome.error },
        );
      case "lost":
        return this.take({ ...outcome, openForMs, random: runtime.random() });
    }
  }
}
