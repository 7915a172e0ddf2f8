import type { JobKind, JobStatus } from "@headway/contract";
import { errorOfCode } from "../advice.ts";
import type { ClientError } from "../client-error.ts";
import { isTerminalEvent, type JobEvent } from "../job-event.ts";
import type { ReadEntry } from "./follow.ts";

/** The newest state of one of the owner's jobs, as the live list sends it (WIRE §1). */
export interface JobChange {
  readonly job_id: string;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly progress: number;
  readonly phase: string | null;
}

/** Reads a frame of a job's native stream. A `job.failed` without seq is no event of the log: it says that the stream cannot be opened. */
export const readJobEvent: ReadEntry<JobEvent> = ({ data }) => {
  const value = parseObject(data);
  if (value === null || typeof value["type"] !== "string") return null;
  const { seq } = value;
  if (seq === undefined) return refusalOf(value);
  if (!isPositiveInteger(seq)) return null;
  const event = value as unknown as JobEvent;
  return { number: seq, terminal: isTerminalEvent(event), value: event };
};

/** Reads a frame of the live list, whose number stands only in the frame's id. */
export const readJobChange: ReadEntry<JobChange> = ({ data, id }) => {
  const value = parseObject(data);
  if (value === null) return null;
  const number = /^[1-9]\d{0,14}$/.test(id ?? "") ? Number(id) : null;
  if (number === null) return refusalOf(value);
  if (typeof value["job_id"] !== "string" || typeof value["status"] !== "string") return null;
  return { number, terminal: false, value: value as unknown as JobChange };
};

/** A `job.failed` outside the log carries the code of the refusal; status and advice are the code's own. */
function refusalOf({ type, code, message }: Readonly<Record<string, unknown>>): { refusal: ClientError } | null {
  if (type !== "job.failed" || typeof code !== "string") return null;
  return { refusal: errorOfCode(code, typeof message === "string" ? message : "The server refused the stream.") };
}

function parseObject(data: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // Broken JSON is no entry; the follower reconnects from its cursor.
    return null;
  }
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
