import { ClientError } from "../client-error.ts";
import type { Runtime } from "../runtime.ts";
import { follow, type ReadEntry } from "../stream/follow.ts";
import { readJobChange, readJobEvent, readRefusal } from "../stream/read-entry.ts";
import type { StreamState } from "../stream/stream-state.ts";
import type { Transport } from "../transport.ts";
import {
  afterRollCall,
  areOthersVisible,
  connectingFor,
  isNeeded,
  noMembers,
  pathOf,
  takeChange,
  takeEvent,
  withNeeds,
  withoutJob,
  withoutMember,
  type LeaderState,
} from "./leader-state.ts";
import type { Delivery, Failure, Needs, SharedPhase } from "./protocol.ts";

export interface LeaderParts {
  readonly self: string;
  readonly transport: Transport;
  readonly runtime: Runtime;
  readonly silenceMs: number;
  /** Hands on to every tab, this one included. */
  readonly deliver: (deliveries: readonly Delivery[]) => void;
  readonly onOthersVisible: (any: boolean) => void;
}

type Brought = Exclude<Delivery, { readonly type: "status" | "failed" }>;

/** The leading tab's work: one connection that carries what all tabs need, opened again when they need more. */
export class Leader {
  readonly #parts: LeaderParts;
  #state: LeaderState = noMembers;
  #connection: AbortController | null = null;
  #phase: SharedPhase = { phase: "connecting", cursor: null, losses: 0, retryMs: 0, everOpen: false };
  readonly #sleepers = new Set<() => void>();
  #isStopped = false;

  constructor(parts: LeaderParts) {
    this.#parts = parts;
  }

  need(from: string, message: { readonly needs: Needs; readonly isHidden: boolean }): void {
    this.#state = withNeeds(this.#state, from, message);
    this.#settle();
    this.status();
  }

  bye(from: string): void {
    this.#state = withoutMember(this.#state, from);
    this.#settle();
  }

  rollCall(): void {
    this.#state = afterRollCall(this.#state, this.#parts.self);
    this.#settle();
  }

  wake(): void {
    for (const sleeper of this.#sleepers) sleeper();
  }

  status(): void {
    const { carried, list, isStale } = this.#state;
    // While another connection is due, the jobs that this one lacks are not carried yet.
    this.#parts.deliver([{ type: "status", state: this.#phase, jobs: [...carried], list: isStale ? null : list }]);
  }

  /** For good: another tab leads. */
  stop(): void {
    this.#isStopped = true;
    this.#disconnect();
  }

  #settle(): void {
    this.#parts.onOthersVisible(areOthersVisible(this.#state, this.#parts.self));
    if (this.#isStopped) return;
    if (!isNeeded(this.#state)) this.#disconnect();
    // One that is being opened is looked at when it is open: what is needed until then is gathered.
    else if (this.#connection === null || (this.#state.isStale && this.#phase.phase === "open")) this.#connect();
  }

  #disconnect(): void {
    this.#connection?.abort();
    this.#connection = null;
  }

  #connect(): void {
    this.#disconnect();
    const connection = new AbortController();
    this.#connection = connection;
    void this.#run(connection.signal).catch((error: unknown) => {
      if (connection.signal.aborted) return;
      this.#connection = null;
      this.#state = noMembers;
      this.#parts.deliver([{ type: "failed", failure: failureOf(error) }]);
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const entries = follow<Brought>({
      transport: this.#parts.transport,
      runtime: this.#parts.runtime,
      silenceMs: this.#parts.silenceMs,
      signal,
      after: null,
      gapless: false,
      path: () => {
        this.#state = connectingFor(this.#state);
        return pathOf(this.#state);
      },
      read: readShared(),
      onState: (state) => this.#onState(state, signal),
      wake: (reconnect) => {
        this.#sleepers.add(reconnect);
        return () => this.#sleepers.delete(reconnect);
      },
    });
    for await (const entry of entries) this.#take(entry);
  }

  #onState(state: StreamState, signal: AbortSignal): void {
    if (signal.aborted || state.phase === "ended" || state.phase === "failed") return;
    const before = this.#phase.phase;
    // A connection that replaces an open one is no interruption.
    if (state.phase === "connecting" && state.losses === 0 && before === "open") {
      this.#phase = { ...state, everOpen: true };
      return;
    }
    this.#phase = { ...state, everOpen: state.everOpen || this.#phase.everOpen };
    if (state.phase === before && state.phase === "open") return;
    this.status();
    if (state.phase === "open") this.#settle();
  }

  #take(entry: Brought): void {
    const isHandedOn = this.#judge(entry);
    if (isHandedOn) this.#parts.deliver([entry]);
    if (this.#state.isStale) this.#settle();
  }

  #judge(entry: Brought): boolean {
    if (entry.type === "refused") {
      this.#state = withoutJob(this.#state, entry.jobId);
      return true;
    }
    const { state, deliver } =
      entry.type === "event"
        ? takeEvent(this.#state, entry.event.job_id, entry.event.seq)
        : takeChange(this.#state, entry.number);
    this.#state = state;
    return deliver;
  }
}

/** Reads the frames of a list that carries jobs too. They are numbered as they come: each has a cursor of its own. */
function readShared(): ReadEntry<Brought> {
  let count = 0;
  const entry = (value: Brought) => ({ number: (count += 1), terminal: false, value });
  return (message) => {
    const refused = message.event === "stream.refused" ? refusedJob(message.data) : null;
    if (refused !== null) return entry(refused);
    if (message.event === "job.changed") {
      const read = readJobChange({ ...message, id: message.id?.split(",")[0] });
      if (read === null || "refusal" in read) return read;
      return entry({ type: "change", number: read.number, change: read.value });
    }
    const read = readJobEvent(message);
    if (read === null || "refusal" in read) return read;
    return entry({ type: "event", event: read.value });
  };
}

/** Null when the refusal is of the stream itself, and for what is no refusal. */
function refusedJob(data: string): Brought | null {
  const members = membersOf(data);
  const { job_id: jobId } = members;
  const refusal = readRefusal(members, "The job cannot be followed.");
  if (typeof jobId !== "string" || refusal === null) return null;
  return { type: "refused", jobId, failure: failureOf(refusal) };
}

function membersOf(data: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(data)) as Record<string, unknown>;
  } catch {
    // Broken JSON is no entry; the follower reconnects from its cursors.
    return {};
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ClientError) {
    const { message, code, status, advice, retryable } = error;
    return { message, code, status, advice, retryable };
  }
  return { message: "Something went wrong in this page.", code: "CLIENT", status: 0, advice: "", retryable: false };
}
