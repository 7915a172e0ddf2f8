import type { JobStatus } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import type { JobChange } from "../api/engine.ts";

/**
 * Raises the owner's counter and returns its new value. Every transaction that changes what a live list shows takes this row
 * first and jobs' rows after it: numbers become visible in order, and no two transactions can wait for each other.
 */
export async function raiseChangeNo(tx: Queryable, owner: string, by = 1): Promise<number> {
  const rows = await tx.query<{ change_no: number }>(
    `INSERT INTO owners (owner, change_no) VALUES (?, ?)
     ON CONFLICT (owner) DO UPDATE SET change_no = owners.change_no + excluded.change_no RETURNING change_no`,
    [owner, by],
  );
  return rows[0]?.change_no ?? by;
}

export async function selectChangeNo(db: Queryable, owner: string): Promise<number> {
  const rows = await db.query<{ change_no: number }>("SELECT change_no FROM owners WHERE owner = ?", [owner]);
  return rows[0]?.change_no ?? 0;
}

export async function selectChanges(
  db: Queryable,
  owner: string,
  afterChangeNo: number,
  limit: number,
): Promise<readonly JobChange[]> {
  const rows = await db.queryArrays<[number, string, string, JobStatus, number, string | null]>(
    `SELECT change_no, job_id, kind, status, progress, phase FROM jobs
     WHERE owner = ? AND change_no > ? ORDER BY change_no LIMIT ?`,
    [owner, afterChangeNo, limit],
  );
  return rows.map(([changeNo, jobId, kind, status, progress, phase]) => ({
    changeNo,
    jobId,
    kind,
    status,
    progress,
    phase,
  }));
}
