import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject } from "@headway-jobs/contract";
import type { Db } from "../db/port.ts";
import type { Dispatcher } from "../dispatch/port.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import { inputFilesOf } from "../jobs/input-files.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, EngineLog, Ids } from "../api/ports.ts";
import { selectOrigins } from "../artifacts/artifact-rows.ts";
import { isUnavailable, pauseUnless, retryWhileUnavailable } from "../db/store-retry.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { type Claim, claimJob, type ClaimOutcome, releaseClaim, renewClaims, selectClaims } from "./claims.ts";
import { type ClaimableJob, selectClaimable } from "./claimable.ts";
import type { GroupCommit } from "./group-commit.ts";
import { applyEffects, CompletionRefused } from "./completion.ts";
import { suspectClaims } from "./dead-claims.ts";
import { endRow, type Ending } from "../jobs/endings.ts";
import { selectJournal } from "../log/journal.ts";
import type { Workflow } from "../api/workflow.ts";
import { RunContext } from "./context.ts";
import { failureOf } from "./failure.ts";
import { goneContent } from "./gone-content.ts";
import { Run, type RunEnd } from "./run.ts";
import type { StepParts } from "./attempt.ts";
import { workedTooLong } from "../jobs/time-limits.ts";
import { Waits } from "./waits.ts";

export interface RunnerParts extends StepParts {
  readonly db: Db;
  readonly dispatcher: Dispatcher;
  readonly groupCommit: GroupCommit;
  readonly units: UnitsOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
  /** Name of this node in claims. */
  readonly nodeId: string;
  /** No other process holds claims on this store. */
  readonly isAlone: boolean;
  readonly workflowOf: (kind: string) => Workflow<JsonObject> | undefined;
  readonly adviceOf: (kind: string) => string | undefined;
}

type Claimed = Extract<ClaimOutcome, { kind: "claimed" }>;

type Outcome =
  | { readonly kind: "returned"; readonly result: unknown }
  | { readonly kind: "threw"; readonly error: unknown };

const CANDIDATES = 8;
/** Other nodes may take the candidates first. */
const CLAIM_ROUNDS = 5;
/** Before a job is given back to which the store was unavailable: it may be so to this job alone. */
const UNAVAILABLE_PAUSE_MS = 1000;

interface Running {
  readonly run: Run;
  readonly waits: Waits;
}

/** Runs jobs on this node: claim, workflow, end. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #running = new Map<string, Running>();
  /** From claim to the end of the run. */
  readonly #taken = new Set<string>();
  /** Those of them that have ended before their run began. */
  readonly #lostEarly = new Set<string>();
  /** The one of them that is suspected of stopping its worker, until it has got further. */
  #suspect: string | undefined;
  #finishedSteps = 0;
  #isAccepting = true;
  readonly #stopping = new AbortController();
  #forgetRenewal: (() => void) | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get finishedSteps(): number {
    return this.#finishedSteps;
  }

  start(): void {
    const { clock, limits } = this.#parts;
    this.#forgetRenewal = clock.after(limits.leaseMs / 3, () => void this.#renewLoop());
  }

  /** Claims the job of the kind whose turn it is; null when there is none. The returned function runs it and never rejects. */
  async take(kind: string): Promise<(() => Promise<void>) | null> {
    const workflow = this.#parts.workflowOf(kind);
    if (workflow === undefined) return null;
    const claimed = await this.#claimNext(kind);
    return claimed === null ? null : () => this.#run(claimed, workflow);
  }

  async #run(claimed: Claimed, workflow: Workflow<JsonObject>): Promise<void> {
    const { jobId } = claimed.job;
    try {
      await this.#runClaimed(claimed, workflow);
    } catch (error) {
      this.#parts.log.error({ error, jobId }, "a job could not be run; it is tried again");
    } finally {
      this.#forget(jobId);
    }
    // The owner has a place again, which a job of any kind may take.
    if (this.#isAccepting) this.#parts.dispatcher.wakeAll();
  }

  #forget(jobId: string): void {
    this.#taken.delete(jobId);
    this.#lostEarly.delete(jobId);
    this.#clearSuspect(jobId);
  }

  #clearSuspect(jobId: string): void {
    if (this.#suspect !== jobId) return;
    this.#suspect = undefined;
    if (this.#isAccepting) this.#parts.dispatcher.wakeAll();
  }

  /** The job's claim is gone: its work stops now. */
  lose(jobId: string): void {
    const running = this.#running.get(jobId);
    if (running !== undefined) running.run.end("lost");
    // The notice comes once. Its run may still be in preparation.
    else if (this.#taken.has(jobId)) this.#lostEarly.add(jobId);
  }

  /** A signal came for the job. */
  notify(jobId: string): void {
    this.#running.get(jobId)?.waits.notify();
  }

  /** Stops and signals of any job may have been missed: runs that have lost their claim stop, the others look for signals. */
  catchUp(): void {
    for (const { waits } of this.#running.values()) waits.notify();
    // A store that is unavailable is asked again by the next renewal.
    if (this.#running.size > 0) void this.#renewOrWarn();
  }

  /**
   * Takes no more jobs, lets steps that run finish for `graceMs`, then aborts what is left; jobs that have not ended are given
   * back. `Dispatcher.stop` waits for the last of it.
   */
  async stop(graceMs: number): Promise<void> {
    this.#isAccepting = false;
    this.#forgetRenewal?.();
    if (graceMs > 0 && this.#running.size > 0) await this.#drain(graceMs);
    this.#stopping.abort();
    for (const { run } of this.#running.values()) run.end("stopping");
  }

  async #drain(graceMs: number): Promise<void> {
    const drained = [...this.#running.values()].map(({ run }) => run.drain());
    const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
    const forget = this.#parts.clock.after(graceMs, resolve);
    await Promise.race([Promise.all(drained), timeIsUp]);
    forget();
  }

  async #claimNext(kind: string): Promise<Claimed | null> {
    for (let round = 0; round < CLAIM_ROUNDS && this.#isAccepting; round += 1) {
      const candidates = await this.#selectClaimable(kind);
      let isStale = false;
      for (const candidate of candidates) {
        const outcome = await this.#claimUnlessTaken(candidate);
        if (outcome?.kind === "claimed") return outcome;
        isStale ||= outcome !== null;
      }
      if (!isStale) return null;
    }
    return null;
  }

  #selectClaimable(kind: string): Promise<readonly ClaimableJob[]> {
    const { db, clock, limits } = this.#parts;
    const { runningPerOwner, stalledClaims } = limits;
    const suspect = suspectClaims(stalledClaims);
    // While a suspect runs here, only those are wanted that are to be failed.
    const leastClaims = this.#suspect === undefined ? suspect : stalledClaims;
    const query = { kind, nowMs: clock.nowMs(), runningPerOwner, suspectClaims: suspect, stalledClaims, leastClaims };
    return selectClaimable(db, { ...query, limit: CANDIDATES });
  }

  /** Null when it was not tried: this node still runs the job, or another suspect. */
  async #claimUnlessTaken({ jobId, isSuspect, isLost }: ClaimableJob): Promise<ClaimOutcome | null> {
    if (!this.#isAccepting || this.#taken.has(jobId)) return null;
    const isIsolated = isSuspect && !isLost;
    if (isIsolated && this.#suspect !== undefined) return null;
    // Before anything is awaited: other kinds' places look for suspects at the same time.
    if (isIsolated) this.#suspect = jobId;
    this.#taken.add(jobId);
    let outcome: ClaimOutcome | undefined;
    try {
      outcome = await this.#claim(jobId);
      return outcome;
    } finally {
      if (outcome?.kind !== "claimed") this.#forget(jobId);
    }
  }

  async #claim(jobId: string): Promise<ClaimOutcome> {
    const { units, clock, limits, nodeId, log } = this.#parts;
    const { leaseMs, runningPerOwner, stalledClaims } = limits;
    const request = { jobId, worker: nodeId, nowMs: clock.nowMs(), leaseMs, runningPerOwner, stalledClaims };
    const outcome = await units.commit((unit) => claimJob(unit, request));
    if (outcome.kind === "lost") {
      log.error({ jobId }, "a job was claimed too often without progress and has been failed");
    }
    return outcome;
  }

  async #runClaimed(claimed: Claimed, workflow: Workflow<JsonObject>): Promise<void> {
    const { job, epoch } = claimed;
    const claim: Claim = { jobKey: job.jobKey, jobId: job.jobId, owner: job.owner, epoch, batchNo: 0 };
    try {
      const { db } = this.#parts;
      const [journal, artifacts] = await Promise.all([selectJournal(db, job.jobKey), selectOrigins(db, job.jobKey)]);
      const past = { journal, artifacts, inputFiles: inputFilesOf(artifacts) };
      const run = new Run(job, claim, past, this.#parts);
      run.onProgress = () => this.#clearSuspect(job.jobId);
      const waits = new Waits(run, this.#parts);
      this.#running.set(job.jobId, { run, waits });
      // Between the claim and this line neither the job's end nor a stop could see the run.
      if (this.#lostEarly.has(job.jobId)) run.end("lost");
      if (!this.#isAccepting) run.end("stopping");
      await this.#runWorkflow(run, waits, workflow);
    } catch (error) {
      await releaseClaim(this.#parts.db, claim);
      throw error;
    } finally {
      this.#running.delete(job.jobId);
    }
  }

  async #runWorkflow(run: Run, waits: Waits, workflow: Workflow<JsonObject>): Promise<void> {
    const forgetDeadline = this.#watchDeadline(run);
    const context = new RunContext(run, waits, { ...this.#parts, onFinished: () => (this.#finishedSteps += 1) });
    const outcome = run.endedBy ?? (await Promise.race([outcomeOf(() => workflow(context, run.job.input)), run.ended]));
    forgetDeadline();
    // A workflow that fails because its run is over has not failed.
    if (run.endedBy === undefined && typeof outcome === "object") await this.#endWorkflow(run, outcome);
    else await this.#endEarly(run, run.endedBy ?? "lost");
    run.abort("finished");
    await Promise.allSettled(run.attempts);
  }

  #watchDeadline(run: Run): () => void {
    const { clock } = this.#parts;
    const deadlineAtMs = run.job.deadlineAtMs;
    if (deadlineAtMs === null) return () => undefined;
    let forget: (() => void) | undefined;
    const look = (): void => {
      const leftMs = deadlineAtMs - clock.nowMs();
      if (leftMs <= 0) run.end("deadline");
      else forget = clock.after(leftMs, look);
    };
    look();
    return () => forget?.();
  }

  async #endWorkflow(run: Run, outcome: Outcome): Promise<void> {
    await run.settled();
    try {
      if (outcome.kind === "returned") return await this.#end(run, completion(outcome.result));
    } catch (error) {
      if (!(error instanceof CompletionRefused)) throw error;
      return this.#fail(run, error.cause);
    }
    if (isUnavailable(outcome.error)) return this.#interrupt(run, outcome.error);
    const gone = await goneContent(run, this.#parts);
    if (gone !== "remake") return this.#fail(run, gone ?? outcome.error);
    this.#parts.log.warn({ error: outcome.error, jobId: run.job.jobId }, "files of a job are gone and are made again");
    return this.#endEarly(run, "remaking");
  }

  /** A workflow that asked the store itself is run again: it has not failed. */
  async #interrupt(run: Run, error: unknown): Promise<void> {
    const { clock, log } = this.#parts;
    log.warn({ error, jobId: run.job.jobId }, "the store was unavailable to a job, which is run again");
    run.end("unavailable");
    await pauseUnless(this.#stopping.signal, clock, UNAVAILABLE_PAUSE_MS);
    return this.#endEarly(run, "unavailable");
  }

  #fail(run: Run, error: unknown): Promise<void> {
    this.#parts.log.warn({ error, jobId: run.job.jobId }, "a job failed");
    return this.#end(run, { status: "failed", ...failureOf(error) });
  }

  async #endEarly(run: Run, end: RunEnd): Promise<void> {
    switch (end) {
      case "deadline":
        return this.#end(run, workedTooLong(this.#parts.adviceOf(run.job.kind)));
      case "stopping":
      case "unavailable":
      case "remaking":
        // What a step is committing at this moment is still under the claim.
        await Promise.allSettled(run.attempts);
        await run.settled();
        return this.#release(run);
      case "lost":
      case "parked":
        return undefined;
    }
  }

  #end(run: Run, ending: Ending): Promise<void> {
    return this.#untilWritten(() => this.#writeEnd(run, ending));
  }

  #release({ claim }: Run): Promise<void> {
    return this.#untilWritten(() => releaseClaim(this.#parts.db, claim));
  }

  #untilWritten(write: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts;
    return retryWhileUnavailable({ clock, log, givenUp: this.#stopping.signal, alsoWhenFull: true }, write);
  }

  async #writeEnd(run: Run, ending: Ending): Promise<void> {
    const { units, clock } = this.#parts;
    const { claim, effects } = run;
    const nowMs = clock.nowMs();
    const texts = run.takeTexts();
    try {
      await units.commit(async (unit) => {
        const changeNo = await raiseChangeNo(unit, claim.owner);
        const hasEnded = await endRow(unit, { job: claim, epoch: claim.epoch, changeNo, nowMs, ending, texts });
        const isCompleted = hasEnded && ending.status === "completed";
        if (isCompleted && effects !== undefined) await applyEffects(unit, claim.owner, effects, nowMs);
      });
    } catch (error) {
      run.keepTexts(texts);
      throw error;
    }
  }

  async #renewLoop(): Promise<void> {
    const { clock, limits } = this.#parts;
    await this.#renewOrWarn();
    if (!this.#stopping.signal.aborted)
      this.#forgetRenewal = clock.after(limits.leaseMs / 3, () => void this.#renewLoop());
  }

  async #renewOrWarn(): Promise<void> {
    try {
      await this.#renew();
    } catch (error) {
      this.#parts.log.warn({ error }, "claims could not be renewed");
    }
  }

  async #renew(): Promise<void> {
    const { db, groupCommit, limits, nodeId, isAlone } = this.#parts;
    // A claim made while the statement runs is not in its answer.
    const before = [...this.#running.values()];
    // The time is asked for and not taken from the clock: a node that was suspended may hold an old one.
    const held = isAlone
      ? await selectClaims(db, nodeId)
      : await groupCommit.exclusively(async () => renewClaims(db, nodeId, (await db.nowMs()) + limits.leaseMs));
    const epochs = new Map(held.map(({ jobId, epoch }) => [jobId, epoch]));
    for (const { run } of before) {
      if (epochs.get(run.claim.jobId) !== run.claim.epoch) run.end("lost");
    }
    // Held in the store, but not running here: the answer to its claim or its end was lost.
    for (const claim of held) {
      if (!this.#taken.has(claim.jobId)) await releaseClaim(db, claim);
    }
  }
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: "returned", result: await work() };
  } catch (error) {
    return { kind: "threw", error };
  }
}

function completion(result: unknown): Ending {
  try {
    const resultJson = JSON.stringify(result ?? {}) as string | undefined;
    if (resultJson !== undefined) return { status: "completed", resultJson };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const notJson = new HeadwayError("INTERNAL", "The job's result cannot be expressed as JSON.");
  return { status: "failed", ...failureOf(notJson) };
}
