import type { JobStatus, JsonObject, ProviderWords, WireJson } from "@headway-jobs/contract";

/** A job as the row has it. Times are milliseconds since the Unix epoch. */
export interface Job {
  /** Integer key of the row; never leaves the server. */
  readonly jobKey: number;
  readonly jobId: string;
  /** An integer that no other job of this deployment has or had; null for jobs submitted without `numbered`. */
  readonly runId: number | null;
  /** Id of the ended job that this one runs again; null for all others. */
  readonly rerunOf: string | null;
  readonly owner: string;
  readonly kind: string;
  readonly jobType: string;
  readonly sessionId: string | null;
  readonly status: JobStatus;
  /** 0–100, never falls. */
  readonly progress: number;
  readonly phase: string | null;
  readonly input: JsonObject;
  readonly result: JsonObject | null;
  readonly error: { readonly code: string; readonly message: string; readonly provider?: ProviderWords } | null;
  readonly metadata: JsonObject;
  readonly usage: JsonObject;
  /** Seq of the newest event; 0 before the first. */
  readonly lastSeq: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly deadlineAtMs: number | null;
}

/** One public entry of a job's log. `dataJson` is the event's own members as one-line JSON (`{}` at least), kept as text so that replay never parses it. */
export interface JobEvent {
  readonly seq: number;
  readonly type: string;
  readonly atMs: number;
  readonly dataJson: WireJson;
}

export interface NewEvent {
  /** Lower-case words joined by dots, e.g. `video.slide`. Names beginning with `job.` are the engine's own. */
  readonly type: string;
  readonly data: JsonObject;
}

export interface Artifact {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Lower-case hex; also the place in the artifact store. */
  readonly sha256: string;
  /** Internal artifacts carry work from step to step and over a crash; they are not listed, and are kept as long as the job. */
  readonly internal: boolean;
  readonly createdAtMs: number;
}
