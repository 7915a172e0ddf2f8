import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { toWireJson } from "@headway-jobs/contract";
import type { JsonObject, ProviderUse } from "@headway-jobs/contract";
import type { z } from "zod";
import type { Artifact, NewEvent } from "../api/job.ts";
import type { Clock } from "../api/ports.ts";
import type { JournalEntry } from "../log/journal.ts";
import type { UnnumberedEvent } from "../log/events.ts";
import { storableKey } from "../db/storable.ts";
import type { CompletionEffects, JobContext, Progress, StepContext, StepOptions } from "../api/workflow.ts";
import { parallel } from "./parallel.ts";
import { seededRandom } from "./random.ts";
import type { Run } from "./run.ts";
import { runStep, type StepsParts } from "./steps.ts";
import type { Waits } from "./waits.ts";

export interface ContextParts extends StepsParts {
  readonly clock: Clock;
}

/** What a workflow sees of the engine in one run. */
export class RunContext implements JobContext {
  readonly job: JobContext["job"];
  readonly signal: AbortSignal;
  readonly #run: Run;
  readonly #waits: Waits;
  readonly #parts: ContextParts;
  readonly #random: () => number;

  constructor(run: Run, waits: Waits, parts: ContextParts) {
    const { jobId, owner, kind, sessionId, metadata, createdAtMs } = run.job;
    this.job = { jobId, owner, kind, sessionId, metadata, createdAtMs };
    this.signal = run.signal;
    this.#run = run;
    this.#waits = waits;
    this.#parts = parts;
    this.#random = seededRandom(jobId);
  }

  step<T>(name: string, work: (step: StepContext) => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    return this.#run.guard(() => runStep(this.#run, this.#parts, { name, work, options }));
  }

  parallel<I, O>(
    items: readonly I[],
    options: { readonly concurrency: number },
    work: (item: I, index: number) => Promise<O>,
  ): Promise<O[]> {
    const results = parallel(items, options, work);
    results.catch(() => undefined);
    return results;
  }

  emit(event: NewEvent): Promise<void> {
    return this.#run.guard(() =>
      this.#once(["emit", event.type, event.data], () => ({ event: this.#run.encode(event), changed: false })),
    );
  }

  progress(progress: Progress): Promise<void> {
    return this.#run.guard(() => this.#once(["progress", progress], () => this.#run.advance(progress)));
  }

  warn(code: string, message: string): Promise<void> {
    return this.#run.guard(async () => {
      const name = `warn:${hashOf([code, message])}`;
      if (this.#run.count(name) > 1 || this.#run.journal.has(name)) return;
      const known = this.#run.metadata["warnings"];
      const warnings = Array.isArray(known) ? known : [];
      // Those of the submission are there already.
      const warning = { code, message };
      if (!warnings.some((one) => isDeepStrictEqual(one, warning)))
        this.#run.mergeMetadata({ warnings: [...warnings, warning] });
      const event = { type: "job.warning", atMs: this.#parts.clock.nowMs(), dataJson: toWireJson({ code, message }) };
      await this.#append(name, event, false);
    });
  }

  waitFor<T>(signalName: string, schema: z.ZodType<T>, options: Parameters<JobContext["waitFor"]>[2]): Promise<T> {
    return this.#run.guardWait(() => this.#waits.waitFor(signalName, schema, options));
  }

  onCompletion(effects: CompletionEffects): void {
    const { operations = 0 } = effects;
    if (!Number.isSafeInteger(operations) || operations < 0)
      throw new TypeError("The operations of a job are a whole number.");
    this.#run.effects = effects;
  }

  inputFile(name: string): string {
    const sha256 = this.#run.inputFiles.get(storableKey(name));
    if (sha256 === undefined) throw new TypeError(`The job was submitted without a file "${name}".`);
    return this.#parts.artifactFiles.path(sha256);
  }

  artifactPath(artifact: Pick<Artifact, "sha256">): string {
    return this.#parts.artifactFiles.path(artifact.sha256);
  }

  random(): number {
    return this.#random();
  }

  setMetadata(patch: JsonObject): void {
    this.#run.mergeMetadata(patch);
  }

  setUsage(patch: JsonObject): void {
    this.#run.mergeUsage(patch);
  }

  countUse(use: ProviderUse): void {
    this.#run.countUse(use);
  }

  /**
   * Appends what a call outside steps says, unless an earlier run of the job did. Calls are distinguished by their content and, among
   * equal ones, by their number: branches that run in parallel may come in another order at a replay.
   */
  async #once(
    said: readonly unknown[],
    make: () => { readonly event: UnnumberedEvent; readonly changed: boolean },
  ): Promise<void> {
    const hash = hashOf(said);
    const name = `emit:${hash}:${this.#run.count(`emit:${hash}`)}`;
    if (this.#run.journal.has(name)) return;
    const { event, changed } = make();
    await this.#append(name, event, changed);
  }

  async #append(name: string, event: UnnumberedEvent, changed: boolean): Promise<void> {
    const entry: JournalEntry = { name, kind: "emit", resultJson: null, error: null, atMs: event.atMs };
    await this.#run.append({ events: [event], entries: [entry] }, changed);
  }
}

function hashOf(said: unknown): string {
  return createHash("sha256").update(JSON.stringify(said)).digest("base64url").slice(0, 22);
}
