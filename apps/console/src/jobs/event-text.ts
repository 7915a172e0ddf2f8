import type { JobEvent } from "@headway-jobs/client";

/** One line of the log for an event: its sentence where it has one, otherwise its own members. */
export function eventText(event: JobEvent): string {
  if (event.type === "job.progress") return `${Math.floor(event.progress)} % · ${event.message}`;
  if (event.type === "job.warning" || event.type === "job.failed") return `${event.code} · ${event.message}`;
  const { seq: _seq, type: _type, at: _at, job_id: _jobId, ...members } = event;
  return Object.keys(members).length === 0 ? "" : JSON.stringify(members);
}
