import { HeadwayError } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import type { RerunRequest } from "../api/engine.ts";
import type { Artifact } from "../api/job.ts";
import { toArtifact } from "../artifacts/artifact-rows.ts";
import { NO_HOLD, referContents } from "../artifacts/contents.ts";
import { entryBlobName, stepEntryName } from "../log/journal.ts";
import { storable } from "../db/storable.ts";

/** Steps of the old job that an error names. */
const NAMED_STEPS = 50;

/** Name under which a job keeps a result that it takes over from the job it runs again. */
export function pastName(entryName: string): string {
  return `past:${entryName}`;
}

/**
 * Records that a job runs an ended one again and, with `from`, copies what the ended one had finished before that step: results of steps and
 * decisions, and the artifacts of these steps. The copies are used when the workflow comes to them. In the transaction that inserts the job.
 * Throws NOT_FOUND, JOB_RUNNING, INVALID_INPUT for a step that the ended job does not have.
 */
export async function takeOverPast(
  tx: Queryable,
  job: { readonly jobKey: number; readonly owner: string },
  { of, from }: RerunRequest,
): Promise<void> {
  const pastKey = await lockEnded(tx, job.owner, of);
  await tx.query("UPDATE jobs SET rerun_of = ? WHERE job_key = ?", [of, job.jobKey]);
  if (from === null) return;
  const beforeMs = from === "unfinished" ? Number.MAX_SAFE_INTEGER : await stepTime(tx, pastKey, from);
  const finished = { sql: FINISHED, values: [pastKey, beforeMs] as const };
  await tx.query(
    `INSERT INTO journal (job_key, name, kind, result, in_blob, at_ms)
     SELECT CAST(? AS BIGINT), 'past:' || name, 'past', result, in_blob, at_ms FROM journal WHERE ${finished.sql}`,
    [job.jobKey, ...finished.values],
  );
  await tx.query(
    `INSERT INTO blobs (job_key, name, data)
     SELECT CAST(? AS BIGINT), '${entryBlobName(pastName(""))}' || SUBSTR(name, ${entryBlobName("").length + 1}), data
     FROM blobs WHERE job_key = ? AND name IN (SELECT '${entryBlobName("")}' || name FROM journal WHERE ${finished.sql})`,
    [job.jobKey, pastKey, ...finished.values],
  );
  await tx.query(
    `INSERT INTO artifacts (job_key, name, owner, media_type, size_bytes, sha256, internal, created_at_ms, made_by)
     SELECT CAST(? AS BIGINT), 'past/' || CAST(internal AS TEXT) || '/' || name, owner, media_type, size_bytes, sha256, 1,
       created_at_ms, 'past:' || made_by
     FROM artifacts WHERE job_key = ? AND made_by IN (SELECT name FROM journal WHERE ${finished.sql})`,
    [job.jobKey, pastKey, ...finished.values],
  );
  const contents = await tx.queryArrays<[string]>(
    "SELECT sha256 FROM artifacts WHERE job_key = ? AND name LIKE 'past/%'",
    [job.jobKey],
  );
  await referContents(
    tx,
    contents.map(([sha256]) => ({ holdId: NO_HOLD, sha256 })),
  );
}

/** What ended well before a moment. Steps that ended in the same millisecond are run again: one may rest on the other. */
const FINISHED = "job_key = ? AND kind IN ('step', 'wait') AND error_code IS NULL AND at_ms < ?";

/** The key of the owner's ended job. Its row is locked, so it cannot be removed before the end of the transaction. */
async function lockEnded(tx: Queryable, owner: string, jobId: string): Promise<number> {
  const rows = await tx.queryArrays<[number, string]>(
    "UPDATE jobs SET epoch = epoch WHERE job_id = ? AND owner = ? RETURNING job_key, run_state",
    [jobId, owner],
  );
  const row = rows[0];
  if (row === undefined) throw new HeadwayError("NOT_FOUND", "There is no such job.");
  if (row[1] !== "ended") throw new HeadwayError("JOB_RUNNING", "The job has not ended.");
  return row[0];
}

async function stepTime(tx: Queryable, jobKey: number, step: string): Promise<number> {
  const rows = await tx.queryArrays<[number]>("SELECT at_ms FROM journal WHERE job_key = ? AND name = ?", [
    jobKey,
    stepEntryName(step),
  ]);
  const atMs = rows[0]?.[0];
  if (atMs !== undefined) return atMs;
  const steps = await tx.queryArrays<[string]>(
    "SELECT name FROM journal WHERE job_key = ? AND kind = 'step' ORDER BY at_ms, name LIMIT ?",
    [jobKey, NAMED_STEPS],
  );
  const names = steps.map(([name]) => name.slice(stepEntryName("").length));
  const known = names.length === 0 ? "It has finished none" : `It has: ${names.join(", ")}`;
  const msg = `The job has no step “${storable(step).slice(0, 100)}”. ${known}; “unfinished” takes over all that is finished.`;
  throw new HeadwayError("INVALID_INPUT", msg, { errors: [{ loc: ["body", "from"], msg, type: "value_error" }] });
}

/** Artifacts that a job has taken over with one step's result, under the names that the step gave them. */
export async function selectPastArtifacts(
  db: Queryable,
  jobKey: number,
  entryName: string,
): Promise<readonly Artifact[]> {
  const rows = await db.query(
    `SELECT name, media_type, size_bytes, sha256, internal, created_at_ms FROM artifacts
     WHERE job_key = ? AND made_by = ? ORDER BY created_at_ms, name`,
    [jobKey, pastName(entryName)],
  );
  return rows.map((row) => {
    const { name, ...artifact } = toArtifact(row);
    const [, wasInternal = "0"] = name.split("/", 2);
    return { ...artifact, name: name.slice(`past/${wasInternal}/`.length), internal: wasInternal === "1" };
  });
}
