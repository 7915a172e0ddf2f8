import { HeadwayError } from "@headway-jobs/contract";
import { diskError } from "../artifacts/disk.ts";
import type { Db } from "../db/port.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { EngineLog, Ids } from "../api/ports.ts";
import { journaledJson, type JournalEntry, type StoredEntry, stepEntryName } from "../log/journal.ts";
import type { StepContext, StepOptions } from "../api/workflow.ts";
import { failureOfCode } from "./failure.ts";
import { goneContent, isGone, remadeBefore, remadeName } from "./gone-content.ts";
import { awaitWithGrace } from "./abort-grace.ts";
import { takenOver } from "./past.ts";
import type { Run } from "./run.ts";
import { type StepParts, StepAttempt } from "./attempt.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import { beyondDeadline, pauseBeforeRetry } from "./attempt-pause.ts";

export interface StepsParts extends StepParts {
  readonly db: Db;
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly limits: EngineLimits;
  readonly onFinished: () => void;
}

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 300_000;

interface Step<T> {
  readonly name: string;
  readonly work: (context: StepContext) => Promise<T>;
  readonly options: StepOptions<T>;
}

/**
 * One step of a run: its journaled outcome, or its work, attempted as often as its options allow, and then journaled. A step whose files
 * are gone is run again once; its result takes the place of the journaled one, its events are not repeated.
 */
export async function runStep<T>(run: Run, parts: StepsParts, step: Step<T>): Promise<T> {
  if (run.count(`step:${step.name}`) > 1)
    throw new TypeError(`The step name "${step.name}" is used twice in this job.`);
  const name = stepEntryName(step.name);
  const entry = run.journal.get(name);
  if (entry === undefined) {
    const past = await takenOver(run, parts, name, step.options);
    return past === null ? runAttempts(run, parts, step, { isRemake: false }) : past.value;
  }
  if (entry.error !== null || !(await isGone(run, parts.artifactFiles, name)))
    return replay<T>(run, parts, name, entry);
  if (run.journal.has(remadeName(name))) throw remadeBefore();
  parts.log.warn({ jobId: run.job.jobId, step: step.name }, "files of a step are gone; it is run again");
  return runAttempts(run, parts, step, { isRemake: true });
}

interface AttemptKind {
  readonly isRemake: boolean;
}

async function runAttempts<T>(run: Run, parts: StepsParts, step: Step<T>, kind: AttemptKind): Promise<T> {
  const attempts = step.options.attempts ?? DEFAULT_ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    const attempted = attemptWithStore(run, parts, step, { ...kind, attempt });
    run.attempts.add(attempted);
    try {
      return await attempted;
    } catch (error) {
      const failure = toFailure(error, step.name);
      if (run.isOver || failure.code === "STALE_EPOCH") throw error;
      if (!failure.retryable || attempt >= attempts) throw await concludeFailure(run, parts, step.name, failure, kind);
      const delayMs = backoffMs(parts.ids, failure, attempt, step.options.backoffMs ?? DEFAULT_BACKOFF_MS);
      const tooLate = beyondDeadline(run, parts, failure);
      if (tooLate !== null) {
        await journalFailure(run, parts, step.name, tooLate, kind);
        throw tooLate;
      }
      parts.log.warn(
        { error, jobId: run.job.jobId, step: step.name, attempt, delayMs },
        "a step failed and is tried again",
      );
      await pauseBeforeRetry(run, parts, failure, delayMs);
    } finally {
      run.attempts.delete(attempted);
    }
  }
}

/** An attempt whose work was refused by the store has used up none of the step's attempts: it is made again. */
function attemptWithStore<T>(
  run: Run,
  parts: StepsParts,
  step: Step<T>,
  attempt: AttemptKind & { readonly attempt: number },
): Promise<T> {
  return run.askStore(() => {
    run.signal.throwIfAborted();
    return attemptStep(run, parts, step, attempt);
  });
}

async function replay<T>(run: Run, parts: StepsParts, name: string, entry: StoredEntry): Promise<T> {
  if (entry.error !== null) {
    const { code, message, provider } = entry.error;
    throw new HeadwayError(code, message, { retryable: false, provider });
  }
  return JSON.parse(await run.askStore(() => journaledJson(parts.db, run.claim.jobKey, name, entry))) as T;
}

/** One attempt: the work, then its result, events and artifacts in one commit. */
async function attemptStep<T>(
  run: Run,
  parts: StepsParts,
  step: Step<T>,
  { attempt, isRemake }: AttemptKind & { readonly attempt: number },
): Promise<T> {
  const limit = new AttemptLimit(run.signal, parts.clock, step.options.timeoutMs);
  const context = new StepAttempt(run, parts, { entryName: stepEntryName(step.name), attempt, limit });
  let hasStopped = false;
  const work = (async () => step.work(context))().finally(() => (hasStopped = true));
  let isCommitted = false;
  try {
    const { signal } = limit;
    const result = await awaitWithGrace(work, { signal, clock: parts.clock, graceMs: parts.limits.abortGraceMs });
    if (signal.aborted) throw signal.reason;
    limit.end();
    const resultJson = toJson(result, step.name);
    const value = JSON.parse(resultJson) as T;
    const outcome = { resultJson, error: null };
    const events = isRemake ? [] : (step.options.events?.(value) ?? []).map((event) => run.encode(event));
    const entries = entriesOf(step.name, outcome, parts.clock.nowMs(), isRemake);
    await run.append({ events, entries, artifacts: context.artifacts });
    isCommitted = true;
    parts.onFinished();
    run.progressed();
    return value;
  } finally {
    limit.end();
    if (!hasStopped)
      parts.log.warn({ jobId: run.job.jobId, step: step.name }, "a step did not stop in time and was left behind");
    await context.close(isCommitted);
  }
}

function entriesOf(
  stepName: string,
  outcome: Pick<JournalEntry, "resultJson" | "error">,
  atMs: number,
  isRemake: boolean,
): readonly JournalEntry[] {
  const entry = { name: stepEntryName(stepName), kind: "step", ...outcome, atMs } as const;
  if (!isRemake) return [entry];
  const remade = { name: remadeName(entry.name), kind: "remade", resultJson: null, error: null, atMs } as const;
  return [{ ...entry, replaces: true }, remade];
}

function toJson(result: unknown, name: string): string {
  const json = JSON.stringify(result === undefined ? null : result) as string | undefined;
  if (json === undefined) throw new TypeError(`The result of the step "${name}" is not JSON.`);
  return json;
}

/** The error as the workflow sees it, the same at its first run and at every replay. */
function toFailure(error: unknown, stepName: string): HeadwayError {
  const cause = diskError(error);
  if (cause instanceof HeadwayError) return cause;
  const retryable = cause instanceof Error && "retryable" in cause && cause.retryable === true;
  return new HeadwayError("INTERNAL", `The step "${stepName}" failed unexpectedly.`, { cause: error, retryable });
}

/** The failure as the workflow sees it, journaled; a step that failed because other steps' files are gone has not failed yet. */
async function concludeFailure(
  run: Run,
  parts: StepsParts,
  name: string,
  failure: HeadwayError,
  kind: AttemptKind,
): Promise<HeadwayError> {
  const gone = await goneContent(run, parts);
  if (gone === "remake" && !kind.isRemake) {
    parts.log.warn(
      { error: failure, jobId: run.job.jobId, step: name },
      "files that a step needs are gone and are made again",
    );
    run.end("remaking");
    return failure;
  }
  const concluded = gone instanceof HeadwayError ? gone : failure;
  await journalFailure(run, parts, name, concluded, kind);
  return concluded;
}

/** A failure that the workflow may catch is part of its past: a replay must take the same way. */
async function journalFailure(
  run: Run,
  parts: StepsParts,
  name: string,
  failure: HeadwayError,
  { isRemake }: AttemptKind,
): Promise<void> {
  parts.log.warn({ error: failure, jobId: run.job.jobId, step: name }, "a step failed");
  try {
    const outcome = { resultJson: null, error: failureOfCode(failure) };
    await run.append({ entries: entriesOf(name, outcome, parts.clock.nowMs(), isRemake) });
  } catch (error) {
    // With a full disk this fails as well; the step's own failure is what matters then.
    if (error instanceof HeadwayError && error.code === "STALE_EPOCH") throw error;
    parts.log.warn({ error, jobId: run.job.jobId, step: name }, "a step's failure could not be journaled");
  }
}

function backoffMs(ids: Ids, failure: HeadwayError, attempt: number, firstMs: number): number {
  const doubled = Math.min(firstMs * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  const jitter = 0.5 + Number.parseInt(ids.hex(2), 16) / 65_536 / 2;
  return Math.round(Math.max(doubled * jitter, (failure.retryAfterS ?? 0) * 1000));
}
