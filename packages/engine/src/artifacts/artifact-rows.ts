import type { Queryable, Row } from "../db/port.ts";
import type { Artifact } from "../api/job.ts";
import { referContents, releaseContents, releaseContentsOfJob } from "./contents.ts";
import { number, text } from "../db/cells.ts";

/** An artifact that is to be recorded: its content is in its place and held. */
export interface NewArtifact extends Artifact {
  readonly holdId: string;
  /** Name of the journal entry of the step that made it; null for what was sent to the job. */
  readonly madeBy: string | null;
}

export interface JobArtifacts {
  readonly jobKey: number;
  readonly owner: string;
  readonly artifacts: readonly NewArtifact[];
}

/** Records artifacts, whose holds become references; the same name replaces the job's earlier one, whose content is released. Throws CONTENT_GONE. */
export async function upsertArtifacts(tx: Queryable, jobs: readonly JobArtifacts[], nowMs: number): Promise<void> {
  const all = jobs.flatMap(({ artifacts }) => artifacts);
  if (all.length === 0) return;
  const replaced: string[] = [];
  for (const { jobKey, owner, artifacts } of jobs) {
    for (const artifact of artifacts) {
      const earlier = await tx.query<{ sha256: string }>(
        "DELETE FROM artifacts WHERE job_key = ? AND name = ? RETURNING sha256",
        [jobKey, artifact.name],
      );
      replaced.push(...earlier.map((row) => row.sha256));
      await insert(tx, jobKey, owner, artifact);
    }
  }
  await releaseContents(tx, replaced, nowMs);
  await referContents(tx, all);
}

async function insert(tx: Queryable, jobKey: number, owner: string, artifact: NewArtifact): Promise<void> {
  await tx.query(
    `INSERT INTO artifacts (job_key, name, owner, media_type, size_bytes, sha256, internal, created_at_ms, made_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      jobKey,
      artifact.name,
      owner,
      artifact.mediaType,
      artifact.sizeBytes,
      artifact.sha256,
      artifact.internal ? 1 : 0,
      artifact.createdAtMs,
      artifact.madeBy,
    ],
  );
}

const COLUMNS = "a.name, a.media_type, a.size_bytes, a.sha256, a.internal, a.created_at_ms";

/** Public artifacts of a job, in the order they were made. */
export async function selectArtifacts(db: Queryable, jobId: string): Promise<readonly Artifact[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM artifacts a JOIN jobs j ON j.job_key = a.job_key
     WHERE j.job_id = ? AND j.run_state <> 'removed' AND a.internal = 0 ORDER BY a.created_at_ms, a.name`,
    [jobId],
  );
  return rows.map(toArtifact);
}

/** Internal artifacts of a job whose names begin so. */
export async function selectNamed(db: Queryable, jobId: string, prefix: string): Promise<readonly Artifact[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM artifacts a JOIN jobs j ON j.job_key = a.job_key
     WHERE j.job_id = ? AND j.run_state <> 'removed' AND a.internal = 1 AND SUBSTR(a.name, 1, ?) = ? ORDER BY a.name`,
    [jobId, prefix.length, prefix],
  );
  return rows.map(toArtifact);
}

/** What of an artifact a run of its job needs to know. */
export interface ArtifactOrigin {
  readonly name: string;
  readonly sha256: string;
  /** See NewArtifact. */
  readonly madeBy: string | null;
}

export async function selectOrigins(db: Queryable, jobKey: number): Promise<readonly ArtifactOrigin[]> {
  const rows = await db.queryArrays<[string, string, string | null]>(
    "SELECT name, sha256, made_by FROM artifacts WHERE job_key = ?",
    [jobKey],
  );
  return rows.map(([name, sha256, madeBy]) => ({ name, sha256, madeBy }));
}

export async function selectNewestArtifact(
  db: Queryable,
  owner: string,
  name: string,
): Promise<{ readonly jobKey: number; readonly artifact: Artifact } | null> {
  const rows = await db.query(
    `SELECT a.job_key, ${COLUMNS} FROM artifacts a
     WHERE a.owner = ? AND a.name = ? AND a.internal = 0 ORDER BY a.job_key DESC LIMIT 1`,
    [owner, name],
  );
  const row = rows[0];
  return row === undefined ? null : { jobKey: number(row["job_key"]), artifact: toArtifact(row) };
}

/** Takes a job's artifacts out of the table and releases their contents. */
export async function deleteArtifacts(tx: Queryable, jobKey: number, nowMs: number): Promise<void> {
  await releaseContentsOfJob(tx, jobKey, nowMs);
  await tx.query("DELETE FROM artifacts WHERE job_key = ?", [jobKey]);
}

/** Bytes of an owner's artifacts. What a job took over and has not come to yet counts with the job that made it. */
export async function sumArtifactBytes(db: Queryable, owner: string): Promise<number> {
  const rows = await db.query<{ bytes: number }>(
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM artifacts WHERE owner = ? AND name NOT LIKE 'past/%'",
    [owner],
  );
  return rows[0]?.bytes ?? 0;
}

export function toArtifact(row: Row): Artifact {
  return {
    name: text(row["name"]),
    mediaType: text(row["media_type"]),
    sizeBytes: number(row["size_bytes"]),
    sha256: text(row["sha256"]),
    internal: row["internal"] === 1,
    createdAtMs: number(row["created_at_ms"]),
  };
}
