import type { Db, Queryable } from "../db/port.ts";
import type { Job } from "../api/job.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { endRow } from "../jobs/endings.ts";
import { encodeEvent } from "../log/events.ts";
import { number, numberOrNull, text } from "../db/cells.ts";
import { FROM_JOBS, JOB_COLUMNS, toJob } from "../jobs/rows.ts";
import type { JobRef, Unit } from "../log/unit-of-work.ts";

/** A worker's right to write to a job. */
export interface Claim extends JobRef {
  readonly epoch: number;
  /** Batches written under this claim so far. */
  batchNo: number;
}

export interface ClaimRequest {
  readonly jobId: string;
  readonly worker: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly runningPerOwner: number;
  readonly stalledClaims: number;
}

export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly job: Job; readonly epoch: number }
  /** Not runnable now: ended, parked, paused, held by a claim, or its owner runs as many jobs as allowed. */
  | { readonly kind: "refused" }
  /** It took its workers down too often; it has been failed. */
  | { readonly kind: "lost" };

const RUNNING_OF_OWNER = "SELECT COUNT(*) FROM jobs r WHERE r.run_state = 'running' AND r.owner = ";

/**
 * Takes the right to run a job: raises its epoch, so that the worker which held it before can write no more. A refusal writes nothing, except when another
 * node took the owner's last place in the same moment.
 */
export async function claimJob(unit: Unit, request: ClaimRequest): Promise<ClaimOutcome> {
  const { nowMs } = request;
  const rows = await unit.query(
    `SELECT ${JOB_COLUMNS}, j.run_state, j.epoch, j.ready_at_ms, j.stalled_claims, (${RUNNING_OF_OWNER} j.owner) AS running
     ${FROM_JOBS} WHERE j.job_id = ?`,
    [request.jobId],
  );
  const row = rows[0];
  if (row === undefined || text(row["run_state"]) !== "ready") return { kind: "refused" };
  if ((numberOrNull(row["ready_at_ms"]) ?? 0) > nowMs) return { kind: "refused" };
  const job = toJob(row);
  const isLost = number(row["stalled_claims"]) >= request.stalledClaims;
  if (!isLost && number(row["running"]) >= request.runningPerOwner) return { kind: "refused" };
  const changeNo = await raiseChangeNo(unit, job.owner);
  if (isLost) return failAsLost(unit, job, changeNo, nowMs);
  // Again, now that no other claim of the owner can be under way.
  if (!(await hasSlot(unit, job, request.runningPerOwner))) return { kind: "refused" };
  return takeRow(unit, request, { job, epoch: number(row["epoch"]), changeNo });
}

async function takeRow(
  unit: Unit,
  request: ClaimRequest,
  { job, epoch, changeNo }: { readonly job: Job; readonly epoch: number; readonly changeNo: number },
): Promise<ClaimOutcome> {
  const { nowMs } = request;
  const events = job.startedAtMs === null ? [encodeEvent("job.started", {}, nowMs)] : [];
  // A limit that stood still while the job waited runs from now on.
  const claimed = await unit.query<{ last_seq: number; epoch: number; deadline_at_ms: number | null }>(
    `UPDATE jobs SET run_state = 'running', status = 'in_progress', epoch = epoch + 1, batch_no = 0, claim_worker = ?,
       claim_expires_at_ms = ?, stalled_claims = stalled_claims + 1, started_at_ms = COALESCE(started_at_ms, ?),
       deadline_at_ms = COALESCE(deadline_at_ms, deadline_left_ms + ?), deadline_left_ms = NULL, wait_ends_at_ms = NULL,
       updated_at_ms = ?, last_seq = last_seq + ?, change_no = ?
     WHERE job_key = ? AND epoch = ? AND run_state = 'ready' RETURNING last_seq, epoch, deadline_at_ms`,
    [request.worker, nowMs + request.leaseMs, nowMs, nowMs, nowMs, events.length, changeNo, job.jobKey, epoch],
  );
  const taken = claimed[0];
  if (taken === undefined) return { kind: "refused" };
  const lastSeq = taken.last_seq;
  await unit.append([{ job, events, lastSeq, changed: true }]);
  return {
    kind: "claimed",
    job: {
      ...job,
      status: "in_progress",
      lastSeq,
      startedAtMs: job.startedAtMs ?? nowMs,
      deadlineAtMs: taken.deadline_at_ms,
    },
    epoch: taken.epoch,
  };
}

async function hasSlot(tx: Queryable, job: Job, runningPerOwner: number): Promise<boolean> {
  const rows = await tx.query<{ running: number }>(
    "SELECT COUNT(*) AS running FROM jobs WHERE run_state = 'running' AND owner = ?",
    [job.owner],
  );
  return (rows[0]?.running ?? 0) < runningPerOwner;
}

async function failAsLost(unit: Unit, job: Job, changeNo: number, nowMs: number): Promise<ClaimOutcome> {
  const hasEnded = await endRow(unit, {
    job,
    epoch: null,
    changeNo,
    nowMs,
    ending: {
      status: "failed",
      code: "WORKER_LOST",
      message: "The job stopped its worker several times without progress.",
    },
  });
  return { kind: hasEnded ? "lost" : "refused" };
}

export interface HeldClaim {
  readonly jobKey: number;
  readonly jobId: string;
  readonly epoch: number;
}

/** Prolongs all claims of a worker and returns them. */
export async function renewClaims(db: Db, worker: string, expiresAtMs: number): Promise<readonly HeldClaim[]> {
  const rows = await db.queryArrays<[number, string, number]>(
    `UPDATE jobs SET claim_expires_at_ms = ? WHERE run_state = 'running' AND claim_worker = ?
     RETURNING job_key, job_id, epoch`,
    [expiresAtMs, worker],
  );
  return rows.map(toHeldClaim);
}

/** The claims of a worker, for a store that has no other. */
export async function selectClaims(db: Db, worker: string): Promise<readonly HeldClaim[]> {
  const rows = await db.queryArrays<[number, string, number]>(
    "SELECT job_key, job_id, epoch FROM jobs WHERE run_state = 'running' AND claim_worker = ?",
    [worker],
  );
  return rows.map(toHeldClaim);
}

function toHeldClaim([jobKey, jobId, epoch]: readonly [number, string, number]): HeldClaim {
  return { jobKey, jobId, epoch };
}

/** Gives a claim back in good order: it does not count as stalled. */
export async function releaseClaim(db: Db, claim: { readonly jobKey: number; readonly epoch: number }): Promise<void> {
  await db.query(
    `UPDATE jobs SET run_state = 'ready', claim_worker = NULL, claim_expires_at_ms = NULL,
       stalled_claims = CASE WHEN stalled_claims > 0 THEN stalled_claims - 1 ELSE 0 END
     WHERE job_key = ? AND epoch = ? AND run_state = 'running'`,
    [claim.jobKey, claim.epoch],
  );
}
