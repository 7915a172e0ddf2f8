import type { Clock } from "@headway-jobs/contract";

// What the engine needs from the outside world; injected, so that tests decide time, ids and chance.
export type { Clock } from "@headway-jobs/contract";

/** The clock of this machine. */
export interface NodeClock extends Clock {
  /** Milliseconds since a fixed moment in the past; unlike the wall clock it never jumps. */
  elapsedMs(): number;
}

export interface Ids {
  /** `job_` + ULID, rising within a process. */
  jobId(nowMs: number): string;
  /** An unguessable id of lower-case hex characters. */
  hex(bytes: number): string;
}

export interface EngineLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
