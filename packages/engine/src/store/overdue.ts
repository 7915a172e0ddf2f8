import type { Db } from "../db/port.ts";
import type { JobKind } from "@headway/contract";
import type { JobRef } from "./transition.ts";

export interface OverdueJob extends JobRef {
  readonly kind: JobKind;
}

// Written so that each is answered from the small index of exactly these jobs: `<>` keeps the planner from reading all jobs of a state.
const WAIT_RUN_OUT = "wake_at_ms <= ? AND run_state <> 'running'";
const WORKED_TOO_LONG = "deadline_at_ms <= ? AND finished_at_ms IS NULL AND run_state <> 'running'";
const WAITED_TOO_LONG = "wait_ends_at_ms <= ? AND run_state <> 'running'";

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

async function select(db: Db, where: string, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  const rows = await db.queryArrays<[number, string, string, JobKind]>(
    `SELECT job_key, job_id, owner, kind FROM jobs WHERE ${where} ORDER BY job_key LIMIT ?`,
    [nowMs, limit],
  );
  return rows.map(([jobKey, jobId, owner, kind]) => ({ jobKey, jobId, owner, kind }));
}
