import { type HeadwayError, LONGEST_HEARTBEAT_MS, type WireJson } from "@headway-jobs/contract";
import type { Job, JobEvent } from "@headway-jobs/engine";

/** One SSE frame. `event` absent = no `event:` line; `id` absent = no `id:` line (SPEC §0: only frames made from a log event carry one). */
export interface Frame {
  readonly event?: string;
  readonly id?: string;
  readonly data: WireJson;
}

/** What most streams send when nothing happens: a comment, early enough that a late timer does not exceed the limit of SPEC §0. */
export const COMMENT_HEARTBEAT = { everyMs: LONGEST_HEARTBEAT_MS - 2_000, frames: (): readonly Frame[] => [] };

/**
 * A public API's view of a job's log: pure functions from events to frames, so that it is tested as a table. `State` is a fold over
 * the job's events from the first one; all readers of a job share it, and so they share each encoded buffer.
 */
export interface Dialect<State> {
  readonly name: string;
  readonly initialState: State;
  /** True when `frames` never looks at its state: a resume then need not read the log from its start. */
  readonly stateless: boolean;
  /** Frames of one event (none is fine) and the state after it. After a terminal event the stream closes. */
  frames(event: JobEvent, state: State, job: DialectJob): { readonly frames: readonly Frame[]; readonly state: State };
  /** Frames at the start of each connection, before anything else; `state` is the fold up to the reader's cursor. */
  open(context: {
    readonly job: DialectJob | null;
    readonly state: State;
    readonly cursor: number;
    readonly nowMs: number;
  }): readonly Frame[];
  /** What a connection sends after `idle.everyMs` without a frame; an empty list stands for a comment. */
  readonly idle: { readonly everyMs: number; frames(state: State): readonly Frame[] };
  /**
   * Reads `Last-Event-ID` or the query's cursor. Null when malformed: 400. "ended" when it is the id of a final frame that no log
   * holds (a stream that gave up waiting for its job): 204.
   */
  parseCursor(raw: string): { readonly jobId?: string; readonly seq: number } | "ended" | null;
  /** A failed stream in the API's own words (bad key, unknown job …): sent with status 200, then the stream closes. */
  failure(error: HeadwayError, nowMs: number): readonly Frame[];
}

export type DialectJob = Pick<Job, "jobId" | "kind" | "sessionId" | "createdAtMs">;
