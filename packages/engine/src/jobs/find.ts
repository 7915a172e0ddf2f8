import { HeadwayError, JOB_ID_PATTERN } from "@headway-jobs/contract";
import type { JobStatus } from "@headway-jobs/contract";
import type { Queryable, SqlValue } from "../db/port.ts";
import type { ListQuery } from "../api/engine.ts";
import type { Job } from "../api/job.ts";
import { number, text } from "../db/cells.ts";
import { FROM_JOBS, JOB_COLUMNS, LISTED_JOB_COLUMNS, toJob } from "./rows.ts";

/** By job id, else by alias: rank 0 before rank 1, then the newest job of the name. */
export async function selectJob(db: Queryable, owner: string, idOrAlias: string): Promise<Job | null> {
  if (JOB_ID_PATTERN.test(idOrAlias)) return selectJobById(db, owner, idOrAlias);
  const rows = await db.query(
    `SELECT ${JOB_COLUMNS} FROM aliases a JOIN jobs j ON j.job_key = a.job_key JOIN payloads p ON p.job_key = j.job_key
     WHERE a.owner = ? AND a.alias = ? ORDER BY a.rank, a.job_key DESC LIMIT 1`,
    [owner, idOrAlias],
  );
  return rows[0] === undefined ? null : toJob(rows[0]);
}

export async function selectJobById(db: Queryable, owner: string, jobId: string): Promise<Job | null> {
  const rows = await db.query(`SELECT ${JOB_COLUMNS} ${FROM_JOBS} WHERE j.job_id = ? AND j.owner = ?`, [jobId, owner]);
  return rows[0] === undefined ? null : toJob(rows[0]);
}

export async function selectJobByRunId(db: Queryable, owner: string, runId: number): Promise<Job | null> {
  const rows = await db.query(`SELECT ${JOB_COLUMNS} ${FROM_JOBS} WHERE j.run_id = ? AND j.owner = ?`, [runId, owner]);
  return rows[0] === undefined ? null : toJob(rows[0]);
}

export async function selectJobByKey(db: Queryable, jobKey: number): Promise<Job | null> {
  const rows = await db.query(`SELECT ${JOB_COLUMNS} ${FROM_JOBS} WHERE j.job_key = ?`, [jobKey]);
  return rows[0] === undefined ? null : toJob(rows[0]);
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** Newest first; job ids rise with time, so they are the order and, encoded, the cursor. */
export async function selectJobs(db: Queryable, query: ListQuery): Promise<JobPage> {
  const filter = filterOf(query);
  const counted = await db.query<{ total: number }>(
    `SELECT COUNT(*) AS total FROM jobs j WHERE ${filter.sql}`,
    filter.values,
  );
  const before = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const rows = await db.query(
    `SELECT ${LISTED_JOB_COLUMNS} ${FROM_JOBS} WHERE ${filter.sql}${before === null ? "" : " AND j.job_id < ?"}
     ORDER BY j.job_id DESC LIMIT ?`,
    [...filter.values, ...(before === null ? [] : [before]), query.limit + 1],
  );
  const jobs = rows.slice(0, query.limit).map(toJob);
  const last = jobs.at(-1);
  const nextCursor = rows.length > query.limit && last !== undefined ? encodeCursor(last.jobId) : null;
  return { jobs, total: counted[0]?.total ?? 0, nextCursor };
}

export async function countByStatus(
  db: Queryable,
  owner: string,
): Promise<Readonly<Partial<Record<JobStatus, number>>>> {
  const rows = await db.query("SELECT status, COUNT(*) AS jobs FROM jobs WHERE owner = ? GROUP BY status", [owner]);
  return Object.fromEntries(rows.map((row) => [text(row["status"]), number(row["jobs"])]));
}

function filterOf(query: ListQuery): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const parts = ["j.owner = ?"];
  const values: SqlValue[] = [query.owner];
  if (query.kind !== undefined) {
    parts.push("j.kind = ?");
    values.push(query.kind);
  }
  if (query.status !== undefined) {
    parts.push("j.status = ?");
    values.push(query.status);
  }
  if (query.sessionId !== undefined) {
    parts.push("j.session_id = ?");
    values.push(query.sessionId);
  }
  return { sql: parts.join(" AND "), values };
}

function encodeCursor(jobId: string): string {
  return Buffer.from(jobId).toString("base64url");
}

function decodeCursor(cursor: string): string {
  const jobId = Buffer.from(cursor, "base64url").toString();
  if (!JOB_ID_PATTERN.test(jobId) || encodeCursor(jobId) !== cursor) {
    throw new HeadwayError("INVALID_CURSOR", "The cursor is not one that a page of jobs gave.");
  }
  return jobId;
}
