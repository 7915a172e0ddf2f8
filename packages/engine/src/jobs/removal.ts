import { dictionary } from "@headway-jobs/contract";
import type { Db } from "../db/port.ts";
import type { Unit } from "../log/unit-of-work.ts";
import { raiseChangeNo } from "../log/changes.ts";

/** Rows deleted by one statement: a log of 100,000 events must not hold the event loop. */
const ROWS_PER_STATEMENT = 2000;

export type Removal =
  | { readonly kind: "removed"; readonly jobKey: number }
  | { readonly kind: "unknown" | "unfinished" };

/**
 * Takes an ended job out of sight, names and artifacts included; their contents are released. Its row stays, without an owner, until `purge` has removed what
 * it is made of: were the row gone first, a new job could get its key and inherit the rest.
 */
export async function removeJob(unit: Unit, owner: string, jobId: string, nowMs: number): Promise<Removal> {
  await raiseChangeNo(unit, owner);
  const rows = await unit.queryArrays<[number, string]>(
    "SELECT job_key, run_state FROM jobs WHERE job_id = ? AND owner = ?",
    [jobId, owner],
  );
  const row = rows[0];
  if (row === undefined) return { kind: "unknown" };
  const [jobKey, runState] = row;
  if (runState !== "ended") return { kind: "unfinished" };
  await unit.query("UPDATE jobs SET run_state = 'removed', owner = '' WHERE job_key = ?", [jobKey]);
  await unit.query("DELETE FROM aliases WHERE job_key = ?", [jobKey]);
  await unit.query("DELETE FROM idempotency WHERE job_id = ?", [jobId]);
  await unit.release(jobKey, nowMs);
  return { kind: "removed", jobKey };
}

/** Removes the rest of a job that was taken out of sight; may be called again after a crash. */
export async function purgeJob(db: Db, jobKey: number): Promise<void> {
  for (const table of ["events", "blobs", "journal", "signals"]) await purgeTable(db, table, jobKey);
  await db.transaction(async (tx) => {
    await tx.query("DELETE FROM payloads WHERE job_key = ?", [jobKey]);
    await tx.query("DELETE FROM jobs WHERE job_key = ? AND run_state = 'removed'", [jobKey]);
  });
}

const KEY_COLUMNS: Readonly<Record<string, string>> = dictionary({
  events: "seq",
  blobs: "name",
  journal: "name",
  signals: "signal_key",
});

async function purgeTable(db: Db, table: string, jobKey: number): Promise<void> {
  const column = KEY_COLUMNS[table] ?? "name";
  for (;;) {
    const removed = await db.queryArrays(
      `DELETE FROM ${table} WHERE job_key = ? AND ${column} IN
         (SELECT ${column} FROM ${table} WHERE job_key = ? ORDER BY ${column} LIMIT ?) RETURNING 1 AS one`,
      [jobKey, jobKey, ROWS_PER_STATEMENT],
    );
    if (removed.length < ROWS_PER_STATEMENT) return;
    // Let others have the loop between two statements.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

export async function selectRemoved(db: Db, limit: number): Promise<readonly number[]> {
  const rows = await db.queryArrays<[number]>("SELECT job_key FROM jobs WHERE run_state = 'removed' LIMIT ?", [limit]);
  return rows.map(([jobKey]) => jobKey);
}

/** Ended jobs older than the retention. */
export async function selectExpired(
  db: Db,
  finishedBeforeMs: number,
  limit: number,
): Promise<readonly { readonly owner: string; readonly jobId: string }[]> {
  const rows = await db.queryArrays<[string, string]>(
    `SELECT owner, job_id FROM jobs WHERE finished_at_ms < ? AND run_state = 'ended' ORDER BY finished_at_ms LIMIT ?`,
    [finishedBeforeMs, limit],
  );
  return rows.map(([owner, jobId]) => ({ owner, jobId }));
}

export async function deleteExpiredIdempotency(db: Db, nowMs: number): Promise<void> {
  await db.query("DELETE FROM idempotency WHERE expires_at_ms <= ?", [nowMs]);
}
