import type { Db } from "../db/port.ts";
import type { JobRef } from "../log/unit-of-work.ts";

export interface OverdueJob extends JobRef {
  readonly kind: string;
}

interface Overdue {
  /** The date that is over. */
  readonly column: "wake_at_ms" | "deadline_at_ms" | "wait_ends_at_ms";
  readonly where: string;
}

// Written so that each is answered from the small index of exactly these jobs: in the order of its date, and with conditions on the state that no other
// index can serve.
const NO_WORKER_WATCHES = "run_state <> 'running' AND run_state <> 'removed'";
const WAIT_RUN_OUT: Overdue = { column: "wake_at_ms", where: NO_WORKER_WATCHES };
const WAITED_TOO_LONG: Overdue = { column: "wait_ends_at_ms", where: NO_WORKER_WATCHES };
const WORKED_TOO_LONG: Overdue = { column: "deadline_at_ms", where: `run_state <> 'ended' AND ${NO_WORKER_WATCHES}` };

/** Parked jobs whose wait has run out. */
export async function selectExpiredWaits(db: Db, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  return select(db, WAIT_RUN_OUT, nowMs, limit);
}

/** Jobs whose deadline has passed while no worker watches it. */
export async function selectPastDeadline(db: Db, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  return select(db, WORKED_TOO_LONG, nowMs, limit);
}

/** Jobs that have waited for a worker or for a person for too long. */
export async function selectPastWait(db: Db, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  return select(db, WAITED_TOO_LONG, nowMs, limit);
}

async function select(
  db: Db,
  { column, where }: Overdue,
  nowMs: number,
  limit: number,
): Promise<readonly OverdueJob[]> {
  const rows = await db.queryArrays<[number, string, string, string]>(
    `SELECT job_key, job_id, owner, kind FROM jobs WHERE ${column} <= ? AND ${where} ORDER BY ${column} LIMIT ?`,
    [nowMs, limit],
  );
  return rows.map(([jobKey, jobId, owner, kind]) => ({ jobKey, jobId, owner, kind }));
}
