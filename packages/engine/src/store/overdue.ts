import type { Db } from "../db/port.ts";
import type { JobKind } from "@headway/contract";
import type { JobRef } from "./transition.ts";

export interface OverdueJob extends JobRef {
  readonly kind: JobKind;
}

/** Parked jobs whose wait has run out. */
export async function selectExpiredWaits(db: Db, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  return select(db, "run_state = 'parked' AND wake_at_ms <= ?", nowMs, limit);
}

/** Jobs whose deadline has passed while no worker watches it. */
export async function selectPastDeadline(db: Db, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  return select(db, "run_state IN ('ready', 'parked') AND deadline_at_ms <= ?", nowMs, limit);
}

async function select(db: Db, where: string, nowMs: number, limit: number): Promise<readonly OverdueJob[]> {
  const rows = await db.queryArrays<[number, string, string, JobKind]>(
    `SELECT job_key, job_id, owner, kind FROM jobs WHERE ${where} ORDER BY job_key LIMIT ?`,
    [nowMs, limit],
  );
  return rows.map(([jobKey, jobId, owner, kind]) => ({ jobKey, jobId, owner, kind }));
}
