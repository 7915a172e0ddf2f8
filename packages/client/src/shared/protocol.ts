import type { ClientError } from "../client-error.ts";
import type { JobEvent } from "../job-event.ts";
import type { JobChange } from "../stream/read-entry.ts";
import type { StreamState } from "../stream/stream-state.ts";

/**
 * Version of the messages below, part of the name of the channel and of the lock. A page that was loaded before an upgrade of the server
 * is still open beside new ones: tabs of different versions neither read each other's messages nor wait for each other's connection.
 * Raise it whenever a message gets another shape or meaning.
 */
export const PROTOCOL_VERSION = 2;

/** What one tab needs of the shared connection. */
export interface Needs {
  readonly list: Need<number | null> | null;
  readonly jobs: Readonly<Record<string, Need<number>>>;
}

export interface Need<Cursor> {
  /** Number of the last entry that the tab has; null of the list: whatever changes from now on. */
  readonly after: Cursor;
  /** Rises whenever entries after `after` must be sent again: a new subscription, or one that misses something. */
  readonly ask: number;
}

export function needsAnything({ list, jobs }: Needs): boolean {
  return list !== null || Object.keys(jobs).length > 0;
}

/** The state of the shared connection; failures are reported by `Failure` instead. */
export type SharedPhase = Exclude<StreamState, { readonly phase: "failed" | "ended" }>;

/** A ClientError as it can be posted. */
export type Failure = Pick<ClientError, "message" | "code" | "status" | "advice" | "retryable">;

/** What the connection brings, as it is handed to every tab. */
export type Delivery =
  | { readonly type: "event"; readonly event: JobEvent }
  | { readonly type: "change"; readonly number: number; readonly change: JobChange }
  /** The job cannot be followed. `JOB_ENDED`: it has ended and nothing follows the cursor. */
  | { readonly type: "refused"; readonly jobId: string; readonly failure: Failure }
  | {
      readonly type: "status";
      readonly state: SharedPhase;
      /** Jobs that the open connection carries. */
      readonly jobs: readonly string[];
      readonly list: number | null;
    }
  /** The server refuses the connection itself. */
  | { readonly type: "failed"; readonly failure: Failure };

/** What tabs say to each other. */
export type Message =
  | { readonly type: "need"; readonly from: string; readonly needs: Needs; readonly isHidden: boolean }
  | { readonly type: "bye"; readonly from: string }
  /** A new leader, or a roll call: every tab answers with its needs. */
  | { readonly type: "lead"; readonly from: string }
  | { readonly type: "ping"; readonly from: string }
  /** Do not wait out the pause before the next connection. */
  | { readonly type: "wake"; readonly from: string }
  | { readonly type: "deliver"; readonly from: string; readonly deliveries: readonly Delivery[] };
