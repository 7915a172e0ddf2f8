import type { JobStatus, JsonObject } from "@headway-jobs/contract";
import type { Queryable, Row } from "../db/port.ts";
import type { SignalledJob } from "../api/engine.ts";
import { text, textOrNull } from "../db/cells.ts";
import { shownMetadata } from "./rows.ts";
import type { JobRef } from "../log/unit-of-work.ts";

/** What an admission decides by. `row` is of the job's locked row. */
export async function readSignalledJob(tx: Queryable, job: JobRef, row: Row): Promise<SignalledJob> {
  const [payload = {}] = await tx.query("SELECT input, metadata, received FROM payloads WHERE job_key = ?", [
    job.jobKey,
  ]);
  return {
    jobId: job.jobId,
    kind: text(row["kind"]),
    sessionId: textOrNull(row["session_id"]),
    status: text(row["status"]) as JobStatus,
    metadata: shownMetadata(payload),
    input: JSON.parse(text(payload["input"])) as JsonObject,
  };
}

/** Adds members to what the job has received; the caller holds the job's row. */
export async function receiveMetadata(tx: Queryable, jobKey: number, patch: JsonObject): Promise<void> {
  const rows = await tx.queryArrays<[string | null]>("SELECT received FROM payloads WHERE job_key = ?", [jobKey]);
  const received = JSON.parse(rows[0]?.[0] ?? "{}") as JsonObject;
  await tx.query("UPDATE payloads SET received = ? WHERE job_key = ?", [
    JSON.stringify({ ...received, ...patch }),
    jobKey,
  ]);
}
