import { HeadwayError, toWireJson } from "@headway-jobs/contract";
import type { JsonObject, WireJson } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import type { JobEvent, NewEvent } from "../api/job.ts";

/** An event ready to be written: everything but its seq. */
export interface UnnumberedEvent {
  readonly type: string;
  readonly atMs: number;
  readonly dataJson: WireJson;
}

/** Texts longer than this lie in `blobs`; measured in UTF-16 code units, which costs nothing. */
export const BLOB_ABOVE_CHARS = 64 * 1024;
/** Texts from blobs that one page may hold, so that a page of huge events does not eat the memory. */
const PAGE_BLOB_CHARS = 4 * 1024 * 1024;

const USER_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

/** Checks and serialises a workflow's event. Throws TypeError for a bad name, PAYLOAD_TOO_LARGE for too much data. */
export function encodeUserEvent(event: NewEvent, atMs: number, maxChars: number): UnnumberedEvent {
  if (!USER_TYPE.test(event.type) || event.type.startsWith("job.")) {
    throw new TypeError(
      `"${event.type}" cannot be an event type: lower-case words joined by dots, not beginning with job.`,
    );
  }
  const encoded = encodeEvent(event.type, event.data, atMs);
  if (encoded.dataJson.length > maxChars) {
    throw new HeadwayError(
      "PAYLOAD_TOO_LARGE",
      `An event ${event.type} is larger than the ${maxChars} characters allowed.`,
    );
  }
  return encoded;
}

export function encodeEvent(type: string, data: JsonObject, atMs: number): UnnumberedEvent {
  return { type, atMs, dataJson: toWireJson(data) };
}

/** Gives events the numbers up to `lastSeq`. */
export function numberEvents(events: readonly UnnumberedEvent[], lastSeq: number): readonly JobEvent[] {
  const before = lastSeq - events.length;
  return events.map((event, index) => ({
    seq: before + index + 1,
    type: event.type,
    atMs: event.atMs,
    dataJson: event.dataJson,
  }));
}

export const INSERT_BLOB = "INSERT INTO blobs (job_key, name, data) VALUES (?, ?, ?)";

type EventRow = [seq: number, type: string, atMs: number, data: string | null];

const SELECT_EVENTS = "SELECT seq, type, at_ms, data FROM events WHERE job_key = ? AND seq > ? ORDER BY seq LIMIT ?";

/** Events after a seq, at most `limit`; fewer when their large payloads would make the page too heavy, but at least one. */
export async function selectEvents(
  db: Queryable,
  jobKey: number,
  afterSeq: number,
  limit: number,
): Promise<JobEvent[]> {
  const rows = await db.queryArrays<EventRow>(SELECT_EVENTS, [jobKey, afterSeq, limit]);
  return eventsOf(db, jobKey, rows);
}

/** The newest events of some types, at most `limit`, in seq order. */
export async function selectLastEvents(
  db: Queryable,
  jobId: string,
  types: readonly string[],
  limit: number,
): Promise<JobEvent[]> {
  const jobs = await db.queryArrays<[number]>("SELECT job_key FROM jobs WHERE job_id = ? AND run_state <> 'removed'", [
    jobId,
  ]);
  const [jobKey] = jobs[0] ?? [];
  if (jobKey === undefined) return [];
  const marks = types.map(() => "?").join(", ");
  const rows = await db.queryArrays<EventRow>(
    `SELECT seq, type, at_ms, data FROM events WHERE job_key = ? AND type IN (${marks}) ORDER BY seq DESC LIMIT ?`,
    [jobKey, ...types, limit],
  );
  return eventsOf(db, jobKey, rows.toReversed());
}

async function eventsOf(db: Queryable, jobKey: number, rows: readonly EventRow[]): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  let blobChars = 0;
  for (const [seq, type, atMs, data] of rows) {
    if (data === null && blobChars > PAGE_BLOB_CHARS) break;
    const dataJson = (data ?? (await selectBlob(db, jobKey, eventBlobName(seq)))) as WireJson;
    if (data === null) blobChars += dataJson.length;
    events.push({ seq, type, atMs, dataJson });
  }
  return events;
}

export async function selectBlob(db: Queryable, jobKey: number, name: string): Promise<string> {
  const rows = await db.query<{ data: string }>("SELECT data FROM blobs WHERE job_key = ? AND name = ?", [
    jobKey,
    name,
  ]);
  const data = rows[0]?.data;
  // Written in the commit of the row that points here, so this is a removal that overtook a reader.
  if (data === undefined) throw new HeadwayError("NOT_FOUND", "The job was removed meanwhile.");
  return data;
}

export function eventBlobName(seq: number): string {
  return `event:${seq}`;
}

export interface LogHead {
  readonly jobKey: number;
  readonly lastSeq: number;
  readonly ended: boolean;
}

/** Where a job's log stands; throws NOT_FOUND for an unknown or removed job. */
export async function selectHead(db: Queryable, jobId: string): Promise<LogHead> {
  const rows = await db.queryArrays<[number, number, string]>(
    "SELECT job_key, last_seq, run_state FROM jobs WHERE job_id = ?",
    [jobId],
  );
  const row = rows[0];
  if (row === undefined || row[2] === "removed") throw new HeadwayError("NOT_FOUND", "There is no such job.");
  return { jobKey: row[0], lastSeq: row[1], ended: row[2] === "ended" };
}
