import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject, ProviderUse } from "@headway-jobs/contract";
import type { Job, NewEvent } from "../api/job.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, EngineLog } from "../api/ports.ts";
import type { Appended } from "./append.ts";
import type { Claim } from "./claims.ts";
import type { ArtifactOrigin, NewArtifact } from "../artifacts/artifact-rows.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { JournalEntry, StoredEntry } from "../log/journal.ts";
import { encodeEvent, encodeUserEvent, type UnnumberedEvent } from "../log/events.ts";
import { retryWhileUnavailable } from "../db/store-retry.ts";
import { storable } from "../db/storable.ts";
import type { CompletionEffects, Progress } from "../api/workflow.ts";
import { ProviderMeter } from "./provider-meter.ts";

/** Why a run is over before its workflow returned or threw. */
export type RunEnd =
  /** Ended by a cancel, or taken over: there is nothing left to write. */
  | "lost"
  | "parked"
  | "deadline"
  /** The server stops; the claim is given back. */
  | "stopping"
  /** The store was unavailable to the workflow itself; the claim is given back. */
  | "unavailable"
  /** Files that steps have made are gone; the claim is given back, and the next run makes them again. */
  | "remaking";

export interface RunParts {
  readonly groupCommit: GroupCommit;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
}

export interface AppendRequest {
  readonly events?: readonly UnnumberedEvent[];
  readonly entries?: readonly JournalEntry[];
  readonly artifacts?: readonly NewArtifact[];
}

/** Member of the metadata while a step waits for a provider. */
const WAITING = "waiting";
/** Phase of a job whose workflow has named none yet. */
const FIRST_PHASE = "started";

const ABORT_MESSAGES: Readonly<Record<RunEnd | "finished", string>> = {
  lost: "The job was cancelled or taken over.",
  parked: "The job waits.",
  deadline: "The job's deadline has passed.",
  stopping: "The server is stopping.",
  unavailable: "The database was unavailable to the job.",
  remaking: "Files of the job are made again.",
  finished: "The job has ended.",
};

/**
 * One claim's run of a workflow, and what it knows of the job. The claim excludes every other writer of this state, so
 * it is kept in memory and written with each append.
 */
export class Run {
  readonly job: Job;
  readonly claim: Claim;
  readonly journal: Map<string, StoredEntry>;
  /** What earlier runs of the job have recorded. */
  readonly artifacts: readonly ArtifactOrigin[];
  /** Hashes of the files that the job was submitted with, by name. */
  readonly inputFiles: ReadonlyMap<string, string>;
  /** Resolves when the run is over early; never otherwise. */
  readonly ended: Promise<RunEnd>;
  /** Attempts of steps that are under way; each ends within its grace once the run is over. */
  readonly attempts = new Set<Promise<unknown>>();
  /** What the workflow wants to become true with its completion. */
  effects: CompletionEffects | undefined;
  /** Called when nothing of the run is under way any more, so that it may park. */
  onIdle: (() => void) | undefined;
  /** Called when the run has got further: what held it under suspicion is over. */
  onProgress: (() => void) | undefined;
  readonly #parts: RunParts;
  readonly #abort = new AbortController();
  readonly #counts = new Map<string, number>();
  readonly #appends = new Set<Promise<unknown>>();
  readonly #resolveEnded: (end: RunEnd) => void;
  #end: RunEnd | undefined;
  #calls = 0;
  #isDraining = false;
  #onDrained: (() => void) | undefined;
  #eventsWritten: number;
  #progress: number;
  #phase: string | null;
  #metadata: JsonObject;
  #usage: JsonObject;
  readonly #meter: ProviderMeter;
  #metadataChanged = false;
  #usageChanged = false;

  constructor(
    job: Job,
    claim: Claim,
    past: {
      readonly journal: Map<string, StoredEntry>;
      readonly artifacts: readonly ArtifactOrigin[];
      readonly inputFiles: ReadonlyMap<string, string>;
    },
    parts: RunParts,
  ) {
    this.job = job;
    this.claim = claim;
    this.journal = past.journal;
    this.artifacts = past.artifacts;
    this.inputFiles = past.inputFiles;
    this.#parts = parts;
    this.#eventsWritten = job.lastSeq;
    this.#progress = job.progress;
    this.#phase = job.phase;
    this.#metadata = job.metadata;
    // An earlier run may have stopped within a wait.
    this.forgetWait();
    this.#usage = job.usage;
    this.#meter = new ProviderMeter(job.usage);
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#end !== undefined || this.#abort.signal.aborted;
  }

  get endedBy(): RunEnd | undefined {
    return this.#end;
  }

  get isIdle(): boolean {
    return this.#calls === 0;
  }

  get metadata(): JsonObject {
    return this.#metadata;
  }

  end(end: RunEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#resolveEnded(end);
    this.abort(end);
  }

  /** Starts nothing new; resolves when what is under way has finished, or the run is over. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    if (this.#calls === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onDrained = resolve;
    await Promise.race([promise, this.ended]);
  }

  /** Tells all work that is under way to stop. */
  abort(why: RunEnd | "finished"): void {
    if (this.#abort.signal.aborted) return;
    const code = why === "deadline" ? "TIMEOUT" : why === "stopping" ? "SERVER_STOPPING" : "CANCELLED";
    this.#abort.abort(new HeadwayError(code, ABORT_MESSAGES[why]));
  }

  /**
   * Runs one call of the workflow into the engine. Once the run is over it never settles: the workflow stops where it
   * is, and no `catch` in it can mistake the end of the run for a failure of a step.
   */
  guard<T>(call: () => Promise<T>): Promise<T> {
    const guarded = this.isOver || this.#isDraining ? never<T>() : this.#guard(call);
    // A workflow may hold the promise and look at it later; until then its failure is not an unhandled one.
    guarded.catch(() => undefined);
    return guarded;
  }

  /** Like `guard`, for waits: they do not keep the run from parking. */
  guardWait<T>(wait: () => Promise<T>): Promise<T> {
    return this.guard(() => {
      this.#calls -= 1;
      return wait().finally(() => (this.#calls += 1));
    });
  }

  /** 1 at the first call with a name, then 2, … */
  count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }

  /**
   * Calls the store until it is available: an outage delays a job and never fails it. Throws STORE_UNAVAILABLE when the run, or what
   * `givenUp` belongs to, is over.
   */
  askStore<T>(work: (isRetry: boolean) => Promise<T>, givenUp = this.signal): Promise<T> {
    const { clock, log } = this.#parts;
    return retryWhileUnavailable({ clock, log, givenUp }, work);
  }

  encode(event: NewEvent): UnnumberedEvent {
    return encodeUserEvent(event, this.#parts.clock.nowMs(), this.#parts.limits.eventChars);
  }

  /** Raises the job's progress and makes the event that says so. */
  advance(progress: Progress): { readonly event: UnnumberedEvent; readonly changed: boolean } {
    const phase = storable(progress.phase);
    const wanted = Number.isFinite(progress.progress) ? Math.min(100, progress.progress) : 0;
    const next = Math.max(this.#progress, wanted);
    const changed = Math.floor(next) !== Math.floor(this.#progress) || phase !== this.#phase;
    this.#progress = next;
    this.#phase = phase;
    const data = { phase, progress: next, message: progress.message };
    return { event: encodeEvent("job.progress", data, this.#parts.clock.nowMs()), changed };
  }

  mergeMetadata(patch: JsonObject): void {
    this.#metadata = { ...this.#metadata, ...patch };
    this.#metadataChanged = true;
  }

  mergeUsage(patch: JsonObject): void {
    this.#usage = { ...this.#usage, ...patch };
    this.#usageChanged = true;
  }

  /** Counts a call to a provider. It is recorded with the next journal entry or the run's end, so a crash loses at most what running steps used. */
  countUse(use: ProviderUse): void {
    this.#meter.count(use);
  }

  /** Says in an event and in the metadata that a step waits for a provider until its next attempt. */
  async announceWait(message: string, nextTryAtMs: number): Promise<void> {
    const waiting = { message, next_try_at: new Date(nextTryAtMs).toISOString() };
    const data = { phase: this.#phase ?? FIRST_PHASE, progress: this.#progress, ...waiting };
    this.mergeMetadata({ [WAITING]: waiting });
    await this.append({ events: [encodeEvent("job.progress", data, this.#parts.clock.nowMs())] }, true);
  }

  /** The wait is over; the metadata say so with the next commit. */
  forgetWait(): void {
    const { [WAITING]: waiting, ...rest } = this.#metadata;
    if (waiting === undefined) return;
    this.#metadata = rest;
    this.#metadataChanged = true;
  }

  /**
   * New texts of the row since they were last taken, to go with the next commit. Progress alone leaves the use of providers for later: each
   * text rewrites the row of payloads.
   */
  takeTexts({ withUse } = { withUse: true }): { readonly metadata: string | null; readonly usage: string | null } {
    const use = withUse ? this.#meter.take() : null;
    if (use !== null) this.mergeUsage(use);
    const metadata = this.#metadataChanged ? JSON.stringify(this.#metadata) : null;
    const usage = this.#usageChanged ? JSON.stringify(this.#usage) : null;
    this.#metadataChanged = false;
    this.#usageChanged = false;
    return { metadata, usage };
  }

  /** Texts that were taken but not written. */
  keepTexts(texts: { readonly metadata: string | null; readonly usage: string | null }): void {
    this.#metadataChanged ||= texts.metadata !== null;
    this.#usageChanged ||= texts.usage !== null;
  }

  /** Commits together, fenced by the claim. Throws STALE_EPOCH, EVENT_LIMIT. */
  async append(request: AppendRequest, changed = false): Promise<Appended> {
    const { events = [], entries = [], artifacts = [] } = request;
    this.#eventsWritten += events.length;
    if (events.length > 0 && this.#eventsWritten > this.#parts.limits.eventsPerJob) {
      throw new HeadwayError("EVENT_LIMIT", `The job wrote more than ${this.#parts.limits.eventsPerJob} events.`);
    }
    const texts = this.takeTexts({ withUse: entries.length > 0 });
    const appended = this.#parts.groupCommit.append({
      claim: this.claim,
      events,
      entries,
      artifacts,
      progress: this.#progress,
      phase: this.#phase,
      changed,
      ...texts,
    });
    this.#appends.add(appended);
    try {
      return await appended;
    } catch (error) {
      this.keepTexts(texts);
      throw error;
    } finally {
      this.#appends.delete(appended);
    }
  }

  /** A step was journaled or a wait was looked at: the store counts no stalled claim of this job any more. */
  progressed(): void {
    this.onProgress?.();
    this.onProgress = undefined;
  }

  /** Resolves when every append made so far is durable or refused. */
  async settled(): Promise<void> {
    while (this.#appends.size > 0) await Promise.allSettled(this.#appends);
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      const value = await call();
      if (!this.isOver) return value;
    } catch (error) {
      if (isStale(error)) this.end("lost");
      if (!this.isOver) throw error;
    } finally {
      this.#callEnded();
    }
    return never();
  }

  #callEnded(): void {
    this.#calls -= 1;
    if (this.#calls > 0) return;
    this.onIdle?.();
    this.#onDrained?.();
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

function isStale(error: unknown): boolean {
  return error instanceof HeadwayError && error.code === "STALE_EPOCH";
}
