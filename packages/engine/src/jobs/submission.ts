import { HeadwayError } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import type { SubmitRequest } from "../api/engine.ts";
import type { Job } from "../api/job.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { takeCredits } from "../accounts/credits.ts";
import { endRow } from "./endings.ts";
import { encodeEvent } from "../log/events.ts";
import { assertOperationLeft } from "../accounts/operations.ts";
import { takeOverPast } from "./rerun.ts";
import { number } from "../db/cells.ts";
import type { Unit } from "../log/unit-of-work.ts";

export interface Submission {
  readonly jobId: string;
  readonly request: SubmitRequest;
  readonly inputJson: string;
  readonly metadataJson: string;
  readonly nowMs: number;
  /** How long the job may work, and wait. */
  readonly timeLimitMs: number;
  readonly waitLimitMs: number;
  readonly idempotencyMs: number;
  readonly queuedPerOwner: number;
  /** Stored already; their rows are written with the job's. */
  readonly files: readonly NewArtifact[];
}

/**
 * The job's row, its names and `job.queued`. An idempotency key that was seen before gives the earlier job's id instead.
 * A job that the owner's credits do not cover is ended in the same transaction. Throws IDEMPOTENCY_MISMATCH, QUEUE_FULL, SESSION_BUSY, QUOTA.
 */
export async function insertJob(
  unit: Unit,
  submission: Submission,
): Promise<{ readonly job: Job } | { readonly earlierJobId: string }> {
  const earlierJobId = await claimIdempotencyKey(unit, submission);
  if (earlierJobId !== null) return { earlierJobId };
  const { request, nowMs } = submission;
  const changeNo = await raiseChangeNo(unit, request.owner);
  // After the owner's counter is locked, so that two submissions cannot both take the last place.
  await assertRoom(unit, request.owner, submission.queuedPerOwner);
  if (request.onlyOfSession === true) await assertSessionIsFree(unit, request);
  if (request.needsOperation === true) await assertOperationLeft(unit, request.owner, nowMs);
  const taken = await takeCredits(unit, request.owner, request.cost ?? 0);
  const runId = request.numbered === true ? await nextNumber(unit, "run_id") : null;
  const jobKey = await insertRow(unit, submission, { changeNo, cost: taken ?? 0, runId });
  await unit.query("INSERT INTO payloads (job_key, input, metadata, usage) VALUES (?, ?, ?, '{}')", [
    jobKey,
    submission.inputJson,
    submission.metadataJson,
  ]);
  const names = new Map(
    (request.aliases ?? []).map(({ name, rank = 0 }) => [JSON.stringify([name, rank]), { name, rank }]),
  );
  await unit.insertMany(
    "INSERT INTO aliases (owner, alias, rank, job_key) VALUES (?, ?, ?, ?)",
    [...names.values()].map(({ name, rank }) => [request.owner, name, rank, jobKey]),
  );
  // A job that is refused for lack of credits keeps no files: what is not paid for must not fill the disk.
  const artifacts = taken === null ? [] : submission.files;
  await unit.record([{ jobKey, owner: request.owner, artifacts }], nowMs);
  if (request.rerun !== undefined) {
    // A job that is not paid for takes over nothing: it never runs.
    const rerun = taken === null ? { ...request.rerun, from: null } : request.rerun;
    await takeOverPast(unit, { jobKey, owner: request.owner }, rerun);
  }
  const job = newJob(submission, jobKey, runId);
  const events = [encodeEvent("job.queued", {}, nowMs)];
  await unit.append([{ job, events, lastSeq: 1, changed: true }]);
  if (taken === null) {
    await endRow(unit, { job, epoch: null, changeNo, nowMs, ending: UNPAID });
    return { job: { ...job, ...unpaid(nowMs) } };
  }
  unit.wake(job.kind);
  return { job };
}

const UNPAID = {
  status: "failed",
  code: "PAYMENT_REQUIRED",
  message: "The owner's credits do not cover this job.",
} as const;

function unpaid(nowMs: number): Pick<Job, "status" | "error" | "lastSeq" | "finishedAtMs"> {
  const { status, code, message } = UNPAID;
  return { status, error: { code, message }, lastSeq: 2, finishedAtMs: nowMs };
}

async function nextNumber(tx: Queryable, counter: string): Promise<number> {
  const rows = await tx.query<{ last_value: number }>(
    `INSERT INTO counters (name, last_value) VALUES (?, 1)
     ON CONFLICT (name) DO UPDATE SET last_value = counters.last_value + 1 RETURNING last_value`,
    [counter],
  );
  return rows[0]?.last_value ?? 1;
}

/** The job as a read would give it now. */
function newJob(submission: Submission, jobKey: number, runId: number | null): Job {
  const { request, jobId, nowMs } = submission;
  return {
    jobKey,
    jobId,
    runId,
    rerunOf: request.rerun?.of ?? null,
    owner: request.owner,
    kind: request.kind,
    jobType: request.jobType ?? request.kind,
    sessionId: request.sessionId ?? null,
    status: "pending",
    progress: 0,
    phase: null,
    input: request.input,
    result: null,
    error: null,
    metadata: request.metadata ?? {},
    usage: {},
    lastSeq: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    startedAtMs: null,
    finishedAtMs: null,
    deadlineAtMs: null,
  };
}

/** Makes the key this job's own, unless a living one names another job, whose id is returned. */
async function claimIdempotencyKey(tx: Queryable, submission: Submission): Promise<string | null> {
  const { jobId, request, nowMs, idempotencyMs } = submission;
  if (request.idempotency === undefined) return null;
  const { route, key, requestHash } = request.idempotency;
  // Waits for another transaction that is submitting the same key.
  const taken = await tx.query(
    `INSERT INTO idempotency (owner, route, key, request_hash, job_id, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (owner, route, key) DO UPDATE
     SET request_hash = excluded.request_hash, job_id = excluded.job_id, expires_at_ms = excluded.expires_at_ms
     WHERE idempotency.expires_at_ms <= ? RETURNING job_id`,
    [request.owner, route, key, requestHash, jobId, nowMs + idempotencyMs, nowMs],
  );
  return taken.length > 0 ? null : selectEarlierJobId(tx, request, nowMs);
}

/** The job that a living idempotency key names; null when there is none. Throws IDEMPOTENCY_MISMATCH. */
export async function selectEarlierJobId(
  db: Queryable,
  { owner, idempotency }: SubmitRequest,
  nowMs: number,
): Promise<string | null> {
  if (idempotency === undefined) return null;
  const rows = await db.query<{ request_hash: string; job_id: string }>(
    "SELECT request_hash, job_id FROM idempotency WHERE owner = ? AND route = ? AND key = ? AND expires_at_ms > ?",
    [owner, idempotency.route, idempotency.key, nowMs],
  );
  const earlier = rows[0];
  if (earlier === undefined) return null;
  if (earlier.request_hash !== idempotency.requestHash) {
    throw new HeadwayError("IDEMPOTENCY_MISMATCH", "This Idempotency-Key was used with another request.");
  }
  return earlier.job_id;
}

async function assertRoom(tx: Queryable, owner: string, queuedPerOwner: number): Promise<void> {
  const rows = await tx.query<{ waiting: number }>(
    "SELECT COUNT(*) AS waiting FROM jobs WHERE run_state = 'ready' AND owner = ?",
    [owner],
  );
  if ((rows[0]?.waiting ?? 0) >= queuedPerOwner) {
    throw new HeadwayError("QUEUE_FULL", `${queuedPerOwner} of your jobs are waiting already.`, { retryAfterS: 10 });
  }
}

async function assertSessionIsFree(tx: Queryable, { owner, kind, sessionId }: SubmitRequest): Promise<void> {
  if (sessionId === undefined) return;
  const unfinished = await tx.query<{ job_id: string }>(
    `SELECT job_id FROM jobs
     WHERE owner = ? AND session_id = ? AND kind = ? AND run_state NOT IN ('ended', 'removed') ORDER BY job_key DESC`,
    [owner, sessionId, kind],
  );
  const [newest] = unfinished;
  if (newest === undefined) return;
  const extra = { error_code: "session_busy", active_jobs: unfinished.length, job_id: newest.job_id };
  throw new HeadwayError("SESSION_BUSY", "A job of this session has not ended.", { extra });
}

async function insertRow(
  tx: Queryable,
  submission: Submission,
  given: { readonly changeNo: number; readonly cost: number; readonly runId: number | null },
): Promise<number> {
  const { jobId, request, nowMs, timeLimitMs, waitLimitMs } = submission;
  const rows = await tx.query(
    `INSERT INTO jobs (job_id, owner, kind, job_type, session_id, status, run_state, last_seq, deadline_left_ms, wait_ends_at_ms, change_no,
       created_at_ms, updated_at_ms, cost, run_id)
     VALUES (?, ?, ?, ?, ?, 'pending', 'ready', 1, ?, ?, ?, ?, ?, ?, ?) RETURNING job_key`,
    [
      jobId,
      request.owner,
      request.kind,
      request.jobType ?? request.kind,
      request.sessionId ?? null,
      timeLimitMs,
      nowMs + waitLimitMs,
      given.changeNo,
      nowMs,
      nowMs,
      given.cost,
      given.runId,
    ],
  );
  return number(rows[0]?.["job_key"]);
}
