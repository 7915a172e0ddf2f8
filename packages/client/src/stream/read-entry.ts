import type { JobKind, JobStatus } from "@headway-jobs/contract";
import { errorOfCode } from "../advice.ts";
import type { ClientError } from "../client-error.ts";
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

/** Status and advice of a refusal are its code's own. */
function refusalOf({ code, message }: Readonly<Record<string, unknown>>): { refusal: ClientError } | null {
  if (typeof code !== "string") return null;
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
