import type { Db } from "../db/port.ts";

export interface ClaimableQuery {
  readonly kind: string;
  readonly nowMs: number;
  readonly runningPerOwner: number;
  /** Claims in a row without progress from which on a job is a suspect (see dead-claims.ts). */
  readonly suspectClaims: number;
  /** So many from which on it is failed instead. */
  readonly stalledClaims: number;
  /** Only suspects with so many are wanted: `suspectClaims`, or more when this node cannot isolate another one now. */
  readonly leastClaims: number;
  readonly limit: number;
}

export interface ClaimableJob {
  readonly jobId: string;
  readonly isSuspect: boolean;
  /** It is claimed only to be failed. */
  readonly isLost: boolean;
}

/** Jobs that may be claimed now, in the order in which they should be; a read, whose cost grows with owners that wait and not with their jobs. */
export async function selectClaimable(db: Db, query: ClaimableQuery): Promise<readonly ClaimableJob[]> {
  // Suspects first: there are few, they run one at a time, and most are innocent and clear themselves with their next step.
  const suspects = await selectSuspects(db, query);
  return [...suspects, ...(await selectHeads(db, query))];
}

const SUSPECTS = `SELECT j.job_id, j.stalled_claims FROM jobs j
  WHERE j.run_state = 'ready' AND j.kind = ? AND j.ready_at_ms <= ? AND j.stalled_claims >= ?
    AND (SELECT COUNT(*) FROM jobs r WHERE r.run_state = 'running' AND r.owner = j.owner) < ?
  ORDER BY j.stalled_claims, j.job_key LIMIT ?`;

async function selectSuspects(db: Db, query: ClaimableQuery): Promise<readonly ClaimableJob[]> {
  const { kind, nowMs, leastClaims, stalledClaims, runningPerOwner, limit } = query;
  const rows = await db.queryArrays<[string, number]>(SUSPECTS, [kind, nowMs, leastClaims, runningPerOwner, limit]);
  return rows.map(([jobId, claims]) => ({ jobId, isSuspect: true, isLost: claims >= stalledClaims }));
}

/**
 * The first job of each owner that has a place left. `waiting` steps from owner to owner through the index instead of reading every job. The
 * order between the heads is the one place that decides who is next: by age alone, as of now.
 */
const HEADS = `WITH RECURSIVE waiting (owner) AS (
    SELECT MIN(owner) FROM jobs WHERE run_state = 'ready'
    UNION ALL
    SELECT (SELECT MIN(j.owner) FROM jobs j WHERE j.run_state = 'ready' AND j.owner > w.owner)
    FROM waiting w WHERE w.owner IS NOT NULL
  ),
  heads (job_key) AS (
    SELECT (SELECT MIN(j.job_key) FROM jobs j WHERE j.run_state = 'ready' AND j.owner = w.owner AND j.kind = ?
              AND j.stalled_claims < ? AND (j.ready_at_ms IS NULL OR j.ready_at_ms <= ?))
    FROM waiting w
    WHERE w.owner IS NOT NULL
      AND (SELECT COUNT(*) FROM jobs r WHERE r.run_state = 'running' AND r.owner = w.owner) < ?
  )
  SELECT j.job_id FROM heads h JOIN jobs j ON j.job_key = h.job_key ORDER BY j.job_key LIMIT ?`;

async function selectHeads(db: Db, query: ClaimableQuery): Promise<readonly ClaimableJob[]> {
  const { kind, nowMs, suspectClaims, runningPerOwner, limit } = query;
  const rows = await db.queryArrays<[string]>(HEADS, [kind, suspectClaims, nowMs, runningPerOwner, limit]);
  return rows.map(([jobId]) => ({ jobId, isSuspect: false, isLost: false }));
}

/** Jobs of all kinds that wait for a worker. */
export async function countReady(db: Db): Promise<number> {
  const rows = await db.queryArrays<[number]>("SELECT COUNT(*) FROM jobs WHERE run_state = 'ready'");
  return rows[0]?.[0] ?? 0;
}
