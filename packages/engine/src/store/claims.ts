import type { JobKind } from "@headway/contract";
import type { Db, Transaction } from "../db/port.ts";
import type { Committed, Feed } from "../follow/feed.ts";
import type { Job } from "../job.ts";
import { raiseChangeNo } from "./changes.ts";
import { endRow } from "./endings.ts";
import { encodeEvent } from "./log.ts";
import { FROM_JOBS, JOB_COLUMNS, number, numberOrNull, text, toJob } from "./rows.ts";
import { writeTransition } from "./transition.ts";

export interface ClaimRequest {
  readonly jobId: string;
  readonly worker: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly runningPerOwner: number;
  readonly stalledClaims: number;
}

export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly job: Job; readonly epoch: number; readonly committed: Committed }
  /** Not runnable: ended, parked, or held by a live claim. */
  | { readonly kind: "refused" }
  /** Its owner runs as many jobs as allowed. */
  | { readonly kind: "crowded"; readonly owner: string }
  /** It took its workers down too often; it has been failed. */
  | { readonly kind: "lost"; readonly committed: Committed };

/** Takes the right to run a job: raises its epoch, so that whoever held it before can write no more. */
export async function claimJob(tx: Transaction, feed: Feed, request: ClaimRequest): Promise<ClaimOutcome> {
  const rows = await tx.query(
    `SELECT ${JOB_COLUMNS}, j.run_state, j.epoch, j.claim_expires_at_ms, j.stalled_claims ${FROM_JOBS} WHERE j.job_id = ?`,
    [request.jobId],
  );
  const row = rows[0];
  if (
    row === undefined ||
    !isClaimable(text(row["run_state"]), numberOrNull(row["claim_expires_at_ms"]), request.nowMs)
  ) {
    return { kind: "refused" };
  }
  const job = toJob(row);
  const changeNo = await raiseChangeNo(tx, job.owner);
  if (number(row["stalled_claims"]) >= request.stalledClaims) return failAsLost(tx, feed, job, changeNo, request.nowMs);
  if (!(await hasSlot(tx, job, request))) return { kind: "crowded", owner: job.owner };
  const events = job.startedAtMs === null ? [encodeEvent("job.started", {}, request.nowMs)] : [];
  const claimed = await tx.query<{ last_seq: number; epoch: number }>(
    `UPDATE jobs SET run_state = 'running', status = 'in_progress', epoch = epoch + 1, batch_no = 0, claim_worker = ?,
       claim_expires_at_ms = ?, stalled_claims = stalled_claims + 1, started_at_ms = COALESCE(started_at_ms, ?),
       updated_at_ms = ?, last_seq = last_seq + ?, change_no = ?
     WHERE job_key = ? AND epoch = ? AND run_state IN ('ready', 'running') RETURNING last_seq, epoch`,
    [
      request.worker,
      request.nowMs + request.leaseMs,
      request.nowMs,
      request.nowMs,
      events.length,
      changeNo,
      job.jobKey,
      number(row["epoch"]),
    ],
  );
  const taken = claimed[0];
  if (taken === undefined) return { kind: "refused" };
  const lastSeq = taken.last_seq;
  const committed = await writeTransition(tx, feed, { job, events, lastSeq, changed: true, stops: false });
  const startedAtMs = job.startedAtMs ?? request.nowMs;
  return {
    kind: "claimed",
    job: { ...job, status: "in_progress", lastSeq, startedAtMs },
    epoch: taken.epoch,
    committed,
  };
}

function isClaimable(runState: string, expiresAtMs: number | null, nowMs: number): boolean {
  if (runState === "ready") return true;
  return runState === "running" && (expiresAtMs ?? 0) <= nowMs;
}

async function hasSlot(tx: Transaction, job: Job, request: ClaimRequest): Promise<boolean> {
  const rows = await tx.query<{ running: number }>(
    "SELECT COUNT(*) AS running FROM jobs WHERE run_state = 'running' AND owner = ? AND job_key <> ?",
    [job.owner, job.jobKey],
  );
  return (rows[0]?.running ?? 0) < request.runningPerOwner;
}

async function failAsLost(
  tx: Transaction,
  feed: Feed,
  job: Job,
  changeNo: number,
  nowMs: number,
): Promise<ClaimOutcome> {
  const ended = await endRow(tx, feed, {
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
  return ended === null ? { kind: "refused" } : { kind: "lost", ...ended };
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
  return rows.map(([jobKey, jobId, epoch]) => ({ jobKey, jobId, epoch }));
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

/** For the only worker of a store, at its start: whoever held a claim is dead. */
export async function releaseAllClaims(db: Db): Promise<void> {
  await db.query(
    "UPDATE jobs SET run_state = 'ready', claim_worker = NULL, claim_expires_at_ms = NULL WHERE run_state = 'running'",
  );
}

export interface RunnableJob {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly epoch: number;
}

/** Jobs that wait for a worker, or whose worker let its claim run out; oldest first. */
export async function selectRunnable(db: Db, nowMs: number, limit: number): Promise<readonly RunnableJob[]> {
  const rows = await db.queryArrays<[string, JobKind, number]>(
    `SELECT job_id, kind, epoch FROM jobs
     WHERE run_state = 'ready' OR (run_state = 'running' AND claim_expires_at_ms <= ?) ORDER BY job_key LIMIT ?`,
    [nowMs, limit],
  );
  return rows.map(([jobId, kind, epoch]) => ({ jobId, kind, epoch }));
}

/** Jobs of an owner that wait for a worker, for the moment when one of the owner's places is free. */
export async function selectOwnersRunnable(db: Db, owner: string, limit: number): Promise<readonly RunnableJob[]> {
  const rows = await db.queryArrays<[string, JobKind, number]>(
    "SELECT job_id, kind, epoch FROM jobs WHERE run_state = 'ready' AND owner = ? ORDER BY job_key LIMIT ?",
    [owner, limit],
  );
  return rows.map(([jobId, kind, epoch]) => ({ jobId, kind, epoch }));
}
