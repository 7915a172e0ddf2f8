import type { JobStatus, JsonObject } from "@headway-jobs/contract";
import type { Accounts } from "./accounts.ts";
import type { Artifact, Job, JobEvent, NewEvent } from "./job.ts";
import type { Clock } from "./ports.ts";
import type { Workflow } from "./workflow.ts";

export interface SubmitRequest {
  readonly owner: string;
  readonly kind: string;
  readonly jobType?: string;
  readonly sessionId?: string;
  readonly input: JsonObject;
  readonly metadata?: JsonObject;
  /** Milliseconds the job may work, its waits for a worker or a person left out; the engine's default for the kind when absent. */
  readonly timeLimitMs?: number;
  /** Other names by which the owner finds the job. The newest job of a name wins; rank 0 names are looked at before rank 1. */
  readonly aliases?: readonly { readonly name: string; readonly rank?: number }[];
  /**
   * Credits that the job costs, a whole number; taken from the owner's with the submission and given back unless the job completes. A job whose
   * owner has too few is failed with PAYMENT_REQUIRED at once and never runs.
   */
  readonly cost?: number;
  /** Gives the job a `runId`. */
  readonly numbered?: boolean;
  /** Refuses the job with SESSION_BUSY (`active_jobs` in its extra members) while the owner has an unfinished one of this kind in the same session. */
  readonly onlyOfSession?: boolean;
  /** Refuses the job with QUOTA (`usage` in its extra members) while the owner has no operation left this month. */
  readonly needsOperation?: boolean;
  /** Files the job works on. They are taken into the artifact store as internal artifacts of the job, before its row is written. */
  readonly files?: readonly InputFile[];
  /** Throws NOT_FOUND, JOB_RUNNING, or INVALID_INPUT when the ended job has no such step. */
  readonly rerun?: RerunRequest;
  /** Owner-and-route-scoped idempotency: the same key and hash returns the same job, another hash throws IDEMPOTENCY_MISMATCH. */
  readonly idempotency?: { readonly route: string; readonly key: string; readonly requestHash: string };
}

/** A job that does the work of an ended one again. */
export interface RerunRequest {
  /** Id of the ended job, of the same owner and kind. */
  readonly of: string;
  /**
   * Name of a step of the ended job: what was finished before it is taken over with its events and artifacts, decisions included.
   * `unfinished`: everything that was finished. Null: nothing.
   */
  readonly from: string | null;
}

export interface InputFile {
  /** Asked for by `ctx.inputFile(name)`. */
  readonly name: string;
  readonly mediaType: string;
  /** Where its bytes lie now; the file is linked or copied, never moved. */
  readonly path: string;
}

/** A file of a submission as the store keeps it. */
export interface StoredInputFile extends InputFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A job as a signal finds it, its row locked. */
export type SignalledJob = Pick<Job, "jobId" | "kind" | "sessionId" | "status" | "metadata" | "input">;

/** What becomes of a signal: recorded or, when it says nothing new, left out. */
export interface Admission {
  readonly record: boolean;
  /** False leaves a parked job parked, its status untouched; default true. */
  readonly wake?: boolean;
  /** Members to be shown in the job's `metadata` from now on, over what the workflow set; they are never lost to a workflow that writes at the same time. */
  readonly metadata?: JsonObject;
}

export interface EventPage {
  readonly events: readonly JobEvent[];
  /** Seq of the last event of the page, or the cursor given when it is empty. */
  readonly next: number;
  /** The job has ended and nothing lies behind this page. */
  readonly ended: boolean;
}

/** Events of one job that were committed together, in seq order without a gap. The same object goes to every reader. */
export interface EventBatch {
  readonly jobId: string;
  readonly events: readonly JobEvent[];
  /** True when the last event is the job's terminal one, and when the job was removed before that event was read: then without events. */
  readonly ended: boolean;
}

export interface Subscription {
  /** Seq of the newest event at the moment of subscribing; every later event comes as a batch. */
  readonly headSeq: number;
  close(): void;
}

/** The newest state of a job of an owner, as the live list shows it; `changeNo` rises per owner and is the cursor. */
export interface JobChange {
  readonly changeNo: number;
  readonly jobId: string;
  readonly kind: string;
  readonly status: JobStatus;
  readonly progress: number;
  readonly phase: string | null;
}

export interface ListQuery {
  readonly owner: string;
  readonly kind?: string;
  readonly status?: JobStatus;
  readonly sessionId?: string;
  readonly limit: number;
  /** Opaque, from an earlier page. A malformed one throws INVALID_CURSOR. */
  readonly cursor?: string;
}

/**
 * The engine as the edge and the services see it. Every method that names an owner answers as if other owners' jobs did not
 * exist. Nothing here depends on which database or dispatcher is in use.
 */
export interface Engine extends Accounts {
  /** The database's time, the same on every node. For all times that are stored or compared between nodes. */
  readonly clock: Clock;
  /**
   * Makes workflows of a kind runnable here. `timeLimitMs` is how long its jobs may work unless a submission says otherwise, `concurrency` its
   * bound on this node.
   */
  register<Input>(
    kind: string,
    definition: {
      readonly workflow: Workflow<Input>;
      readonly timeLimitMs: number;
      readonly concurrency: number;
      /** What the owner can do about a job that took too long: a sentence for the message of TIMEOUT. */
      readonly timeoutAdvice?: string;
    },
  ): void;
  /** Starts working: picks up every unfinished job, then every job that is dispatched. */
  start(): Promise<void>;
  /**
   * Stops taking work, lets running steps finish for `graceMs` (default 0), aborts what is left (those jobs stay runnable), closes
   * store and followers.
   */
  stop(options?: { readonly graceMs?: number }): Promise<void>;

  /** Row, `job.queued` and wake-up in one transaction. `created` is false when an idempotency key found an earlier job. */
  submit(request: SubmitRequest): Promise<{ readonly job: Job; readonly created: boolean }>;
  /** By job id or alias; null when the owner has none such. */
  find(owner: string, idOrAlias: string): Promise<Job | null>;
  /** By the integer that a numbered job got. */
  findByRunId(owner: string, runId: number): Promise<Job | null>;
  /** Newest first. Their `input` is empty: a page of inputs could weigh megabytes. */
  list(
    query: ListQuery,
  ): Promise<{ readonly jobs: readonly Job[]; readonly total: number; readonly nextCursor: string | null }>;
  /**
   * Ends the job with `job.cancelled` now and stops what runs. An already cancelled job is returned as it is. Throws JOB_ENDED when it is completed
   * or failed; null when unknown.
   */
  cancel(owner: string, jobId: string, reason?: string): Promise<Job | null>;
  /** Removes a finished job with log, journal and artifacts; JOB_RUNNING otherwise; false when unknown. */
  remove(owner: string, jobId: string): Promise<boolean>;
  /**
   * Journals outside input. The same `signalId` twice has one effect (`accepted: false` the second time). JOB_ENDED after the end, NOT_FOUND
   * when unknown. `admit` decides in the same transaction, with the job's row locked, so that of two callers at the same time the second sees
   * what the first did: it throws to refuse (nothing is recorded); it must be pure, as it may be called again. `file` is stored like an artifact
   * before the signal is acknowledged, and `{sha256, sizeBytes}` becomes the member `file` of the value that the workflow gets.
   */
  signal(request: {
    readonly owner: string;
    readonly jobId: string;
    readonly name: string;
    readonly signalId: string;
    readonly value: JsonObject;
    readonly events?: readonly NewEvent[];
    readonly admit?: (job: SignalledJob) => Admission;
    readonly file?: { readonly mediaType: string; readonly bytes: Uint8Array };
  }): Promise<{ readonly accepted: boolean }>;

  /** Events with seq > afterSeq, at most `limit`. A cursor above the head throws INVALID_CURSOR. */
  readEvents(jobId: string, afterSeq: number, limit: number): Promise<EventPage>;
  /** The newest events of these types, at most `limit`, in seq order; none of an unknown job. */
  lastEvents(jobId: string, types: readonly string[], limit: number): Promise<readonly JobEvent[]>;
  /** Calls `onBatch` for everything committed after `headSeq`, in order, without gap or repeat, on any node. */
  subscribe(jobId: string, onBatch: (batch: EventBatch) => void): Promise<Subscription>;
  /** Resolves as soon as the job has an event after `afterSeq`, has ended, was removed, or `signal` fires. */
  waitForEvent(jobId: string, afterSeq: number, signal: AbortSignal): Promise<void>;
  /** Jobs of the owner whose change number is above the cursor, oldest change first, each job once with its newest state. */
  readChanges(owner: string, afterChangeNo: number, limit: number): Promise<readonly JobChange[]>;
  headChangeNo(owner: string): Promise<number>;
  /** Calls back (coalesced) whenever the owner's jobs changed. */
  subscribeChanges(owner: string, onChange: () => void): { close(): void };

  artifacts(jobId: string): Promise<readonly Artifact[]>;
  /**
   * A public artifact that can be made from a completed job's others: the one of this name, or what `make` writes to the file it is
   * given, kept from then on. Callers of one name at one time share one making on this node. JOB_RUNNING before the completion, NOT_FOUND when the job is gone.
   */
  deriveArtifact(
    job: Pick<Job, "jobId" | "owner">,
    wanted: Pick<Artifact, "name" | "mediaType">,
    make: (file: string) => Promise<void>,
  ): Promise<Artifact>;
  /** The newest public artifact of any of the owner's jobs under this name. */
  findArtifact(owner: string, name: string): Promise<{ readonly job: Job; readonly artifact: Artifact } | null>;
  artifactPath(artifact: Pick<Artifact, "sha256">): string;
  /** The files that a job was submitted with; none of an unknown job. */
  inputFiles(jobId: string): Promise<readonly StoredInputFile[]>;

  /** Booleans for /ready. */
  readiness(): Promise<{ readonly store: boolean; readonly dispatch: boolean; readonly disk: boolean }>;
  /** Jobs that wait for a worker, of all nodes. */
  countQueued(): Promise<number>;
  /** Numbers for /metrics. */
  stats(): {
    readonly running: number;
    readonly appendedEvents: number;
    readonly commits: number;
    readonly followers: number;
    readonly finishedSteps: number;
    /** How far this machine's clock is ahead of the database's; it is used for nothing that is stored. */
    readonly clockSkewMs: number;
  };
}
