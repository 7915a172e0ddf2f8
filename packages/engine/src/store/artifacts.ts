import type { Queryable, Row } from "../db/port.ts";
import type { Artifact } from "../job.ts";
import { number, text } from "./rows.ts";

export interface JobArtifacts {
  readonly jobKey: number;
  readonly owner: string;
  readonly artifacts: readonly Artifact[];
}

/** Records artifacts; the same name replaces the job's earlier one. Returns the hashes that lost a row. */
export async function upsertArtifacts(tx: Queryable, jobs: readonly JobArtifacts[]): Promise<readonly string[]> {
  const replaced: string[] = [];
  for (const { jobKey, owner, artifacts } of jobs) {
    for (const artifact of artifacts) {
      const earlier = await tx.query<{ sha256: string }>(
        "DELETE FROM artifacts WHERE job_key = ? AND name = ? RETURNING sha256",
        [jobKey, artifact.name],
      );
      replaced.push(...earlier.map((row) => row.sha256));
      await tx.query(
        `INSERT INTO artifacts (job_key, name, owner, media_type, size_bytes, sha256, internal, created_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          jobKey,
          artifact.name,
          owner,
          artifact.mediaType,
          artifact.sizeBytes,
          artifact.sha256,
          artifact.internal ? 1 : 0,
          artifact.createdAtMs,
        ],
      );
    }
  }
  return replaced;
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

/** Hashes of a job's internal artifacts whose names begin with the prefix, by the rest of their names. */
export async function selectInternalHashes(
  db: Queryable,
  jobKey: number,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.queryArrays<[string, string]>(
    "SELECT name, sha256 FROM artifacts WHERE job_key = ? AND internal = 1 AND SUBSTR(name, 1, ?) = ?",
    [jobKey, prefix.length, prefix],
  );
  return new Map(rows.map(([name, sha256]) => [name.slice(prefix.length), sha256]));
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

/** Takes a job's artifacts out of the table (all, or the internal ones) and returns their hashes. */
export async function deleteArtifacts(
  tx: Queryable,
  jobKey: number,
  which: "all" | "internal",
): Promise<readonly string[]> {
  const rows = await tx.query<{ sha256: string }>(
    "DELETE FROM artifacts WHERE job_key = ? AND internal >= ? RETURNING sha256",
    [jobKey, which === "all" ? 0 : 1],
  );
  return rows.map((row) => row.sha256);
}

export async function isReferenced(db: Queryable, sha256: string): Promise<boolean> {
  const rows = await db.query("SELECT 1 AS found FROM artifacts WHERE sha256 = ? LIMIT 1", [sha256]);
  return rows.length > 0;
}

export async function sumArtifactBytes(db: Queryable, owner: string): Promise<number> {
  const rows = await db.query<{ bytes: number }>(
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM artifacts WHERE owner = ?",
    [owner],
  );
  return rows[0]?.bytes ?? 0;
}

function toArtifact(row: Row): Artifact {
  return {
    name: text(row["name"]),
    mediaType: text(row["media_type"]),
    sizeBytes: number(row["size_bytes"]),
    sha256: text(row["sha256"]),
    internal: row["internal"] === 1,
    createdAtMs: number(row["created_at_ms"]),
  };
}
