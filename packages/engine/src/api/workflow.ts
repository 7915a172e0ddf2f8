import type { JsonObject, ProviderUse } from "@headway-jobs/contract";
import type { z } from "zod";
import type { DocumentContent, OwnerDocument } from "./owner-document.ts";
import type { Artifact, Job, NewEvent } from "./job.ts";

/**
 * A workflow is a plain async function that may be run again from its top after a crash, a restart or a wait. What it
 * does to the world it does in steps; between steps it only decides. Its return value becomes the job's `result`.
 */
export type Workflow<Input> = (ctx: JobContext, input: Input) => Promise<JsonObject>;

export interface StepOptions<T> {
  /** Attempts in all, the first included; default 3. Only errors with `retryable: true` are retried. */
  readonly attempts?: number;
  /** First pause in milliseconds, doubled each time with jitter; default 500. */
  readonly backoffMs?: number;
  /** Limit of one attempt; an attempt over it fails with the retryable code TIMEOUT. Default none. */
  readonly timeoutMs?: number;
  /** Events that are committed together with the result: they exist exactly once, like the step. */
  readonly events?: (result: T) => readonly NewEvent[];
}

export interface StepContext {
  /** Fires on cancel, deadline, loss of the claim, shutdown and the step's own time limit. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Appends a public event at once (durable before it is shown). Repeats when the step is retried. */
  emit(event: NewEvent): Promise<void>;
  progress(progress: Progress): Promise<void>;
  /**
   * Moves a finished file (below `scratchDir`) or bytes into the artifact store: hashed, fsynced, renamed, and recorded in
   * the commit of this step's result. The same name replaces an earlier artifact of the job.
   */
  saveArtifact(artifact: {
    readonly name: string;
    readonly mediaType: string;
    readonly internal?: boolean;
    readonly content: { readonly file: string } | { readonly bytes: Uint8Array };
  }): Promise<Artifact>;
  /** A directory of this attempt alone, removed with its files when the attempt ends. */
  readonly scratchDir: string;
}

export interface Progress {
  readonly phase: string;
  /** 0–100; a value below the job's current one is raised to it. */
  readonly progress: number;
  readonly message: string;
}

export interface CompletionEffects {
  /** Operations that the job costs its owner, a whole number; QUOTA when the owner's limit does not cover them. Default 0. */
  readonly operations?: number;
  /** A document of the owner's that changes; NOT_FOUND when there is none. `change` is pure: it may be called again. */
  readonly document?: {
    readonly collection: string;
    readonly name: string;
    readonly change: (document: OwnerDocument) => DocumentContent;
  };
}

export interface JobContext {
  readonly job: Pick<Job, "jobId" | "owner" | "kind" | "sessionId" | "metadata" | "createdAtMs">;
  readonly signal: AbortSignal;
  /**
   * Runs `work` once: the journaled result is returned when there is one. The result must be JSON. Names are unique in a
   * job; a second use of a name is a programming error and throws.
   */
  step<T>(name: string, work: (step: StepContext) => Promise<T>, options?: StepOptions<T>): Promise<T>;
  /** `work` for each item, at most `concurrency` at a time, results in order. The first failure stops new work and is thrown when what runs has ended. */
  parallel<I, O>(
    items: readonly I[],
    options: { readonly concurrency: number },
    work: (item: I, index: number) => Promise<O>,
  ): Promise<O[]>;
  /** Event and progress outside a step; on a replay an identical call site is not appended again (counted by order). */
  emit(event: NewEvent): Promise<void>;
  progress(progress: Progress): Promise<void>;
  /** A `job.warning` event `{code, message}`, also added to `metadata.warnings`; the same code and message only once per job. */
  warn(code: string, message: string): Promise<void>;
  /**
   * Waits for a signal without holding a worker. Signals of one name are taken in the order they came; one that came before the
   * wait is not lost. `status: "awaiting_approval"` shows the wait in the job's status (with `job.awaiting_approval` / `job.resumed`)
   * and stands the deadline still. After `timeoutMs` it throws HeadwayError `APPROVAL_TIMEOUT`.
   */
  waitFor<T>(
    signalName: string,
    schema: z.ZodType<T>,
    options: {
      readonly timeoutMs?: number;
      readonly status?: "awaiting_approval";
      readonly data?: JsonObject;
      /** Keeps the run (and what it has in memory) that long before it parks; for input that comes in a quick row. Default 0. */
      readonly lingerMs?: number;
    },
  ): Promise<T>;
  /**
   * Changes that are committed together with the job's completion: all of them, or none when the job ends in any other way. What
   * refuses it (QUOTA, or an error that `change` throws) fails the job. The last call counts.
   */
  onCompletion(effects: CompletionEffects): void;
  /** Where the bytes of a file given with the submission lie, for reading. */
  inputFile(name: string): string;
  /** Where the bytes of an artifact of this job lie, for reading. */
  artifactPath(artifact: Pick<Artifact, "sha256">): string;
  /** Pseudo-random numbers in [0, 1) that are the same at every replay of this job. */
  random(): number;
  /** Merges members into the job's public `metadata` (or `usage`), in the same commit as the next event or step. */
  setMetadata(patch: JsonObject): void;
  setUsage(patch: JsonObject): void;
  /** Adds a call to a provider to `usage.providers`. Calls of failed attempts count too; what a replayed step used was counted when it ran. */
  countUse(use: ProviderUse): void;
}
