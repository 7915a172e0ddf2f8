import type { JobStatus, JsonObject, ProviderWords } from "@headway-jobs/contract";
import { number, numberOrNull, text, textOrNull } from "../db/cells.ts";
import type { Row, SqlValue } from "../db/port.ts";
import type { Job } from "../api/job.ts";

/** Columns of a whole job, for `FROM jobs j JOIN payloads p ON p.job_key = j.job_key`. */
export const JOB_COLUMNS = `${hotColumns()}, p.input, p.result, p.metadata, p.received, p.usage`;
/** The same for lists, where a page of inputs could weigh megabytes. */
export const LISTED_JOB_COLUMNS = `${hotColumns()}, '{}' AS input, p.result, p.metadata, p.received, p.usage`;
export const FROM_JOBS = "FROM jobs j JOIN payloads p ON p.job_key = j.job_key";

function hotColumns(): string {
  return `j.job_key, j.job_id, j.run_id, j.rerun_of, j.owner, j.kind, j.job_type, j.session_id, j.status, j.progress, j.phase, j.error_code, j.error_message,
    j.last_seq, j.created_at_ms, j.updated_at_ms, j.started_at_ms, j.finished_at_ms, j.deadline_at_ms`;
}

export function toJob(row: Row): Job {
  const error = toError(row);
  return {
    jobKey: number(row["job_key"]),
    jobId: text(row["job_id"]),
    runId: numberOrNull(row["run_id"]),
    rerunOf: textOrNull(row["rerun_of"]),
    owner: text(row["owner"]),
    kind: text(row["kind"]),
    jobType: text(row["job_type"]),
    sessionId: textOrNull(row["session_id"]),
    status: text(row["status"]) as JobStatus,
    progress: number(row["progress"]),
    phase: textOrNull(row["phase"]),
    input: JSON.parse(text(row["input"])) as JsonObject,
    result: error === null ? jsonOrNull(row["result"]) : null,
    error,
    metadata: shownMetadata(row),
    usage: JSON.parse(text(row["usage"])) as JsonObject,
    lastSeq: number(row["last_seq"]),
    createdAtMs: number(row["created_at_ms"]),
    updatedAtMs: number(row["updated_at_ms"]),
    startedAtMs: numberOrNull(row["started_at_ms"]),
    finishedAtMs: numberOrNull(row["finished_at_ms"]),
    deadlineAtMs: numberOrNull(row["deadline_at_ms"]),
  };
}

/** What the workflow wrote, and over it what came with signals. */
export function shownMetadata(row: Row): JsonObject {
  const written = JSON.parse(text(row["metadata"])) as JsonObject;
  const received = jsonOrNull(row["received"]);
  return received === null ? written : { ...written, ...received };
}

function toError(row: Row): Job["error"] {
  const code = textOrNull(row["error_code"]);
  if (code === null) return null;
  // What more is known of an error is in the column of the result, which a failed job does not have.
  const details = jsonOrNull(row["result"]) as { readonly provider?: ProviderWords } | null;
  return { code, message: textOrNull(row["error_message"]) ?? "", ...details };
}

function jsonOrNull(value: SqlValue | undefined): JsonObject | null {
  return typeof value === "string" ? (JSON.parse(value) as JsonObject) : null;
}
