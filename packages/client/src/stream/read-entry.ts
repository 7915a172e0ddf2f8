import type { JobKind, JobStatus } from "@headway-jobs/contract";
import { ClientError } from "../client-error.ts";
import { isTerminalEvent, type JobEvent } from "../job-event.ts";
import type { ReadEntry } from "./follow.ts";

/** The newest state of one of the owner's jobs, as the live list sends it (SPEC §1). */
export interface JobChange {
  readonly job_id: string;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly progress: number;
  readonly phase: string | null;
}

/** Reads a frame of a job's native stream. */
export const readJobEvent: ReadEntry<JobEvent> = ({ event: name, data }) => {
  const value = parseObject(data);
  if (value === null) return null;
  if (name === REFUSED) return refusalOf(value);
  const { seq } = value;
  if (typeof value["type"] !== "string" || !isPositiveInteger(seq)) return null;
  const event = value as unknown as JobEvent;
  return { number: seq, terminal: isTerminalEvent(event), value: event };
};

/** Reads a frame of the live list, whose number stands only in the frame's id. */
export const readJobChange: ReadEntry<JobChange> = ({ event: name, data, id }) => {
  const value = parseObject(data);
  if (value === null) return null;
  if (name === REFUSED) return refusalOf(value);
  if (!/^[1-9]\d{0,14}$/.test(id ?? "")) return null;
  if (typeof value["job_id"] !== "string" || typeof value["status"] !== "string") return null;
  return { number: Number(id), terminal: false, value: value as unknown as JobChange };
};

/** The server will not open the stream. It says nothing about the job. */
const REFUSED = "stream.refused";

function refusalOf(data: Readonly<Record<string, unknown>>): { refusal: ClientError } | null {
  const refusal = readRefusal(data, "The server refused the stream.");
  return refusal === null ? null : { refusal };
}

/** The error that a `stream.refused` frame reports (SPEC §0.6). A refusal without a status is final. Null when it names no code. */
export function readRefusal(data: Readonly<Record<string, unknown>>, fallback: string): ClientError | null {
  const { code, message, status, advice, retryable } = data;
  if (typeof code !== "string") return null;
  return new ClientError(typeof message === "string" ? message : fallback, {
    code,
    status: typeof status === "number" ? status : 400,
    advice: typeof advice === "string" ? advice : "",
    retryable: retryable === true,
  });
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
