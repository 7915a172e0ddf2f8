import type { JobEvent, JobResource, JobStatus } from "@headway-jobs/client";

export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** What any job's page shows of its log so far. */
export interface JobView {
  readonly status: JobStatus;
  readonly progress: number;
  readonly phase: string | null;
  readonly message: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly failure: Notice | null;
  readonly warnings: readonly Notice[];
}

const BEFORE: JobView = {
  status: "pending",
  progress: 0,
  phase: null,
  message: "",
  startedAt: null,
  endedAt: null,
  failure: null,
  warnings: [],
};

/** A fold over a job's events from the first one. Events of its kind's own leave it as it is. */
export function jobView(events: readonly JobEvent[]): JobView {
  let view = BEFORE;
  for (const event of events) view = afterEvent(view, event);
  return view;
}

/** The same for a job whose log has not come yet, from its resource. */
export function viewOfResource(job: JobResource): JobView {
  return {
    ...BEFORE,
    status: job.status,
    progress: job.progress,
    phase: job.phase,
    startedAt: job.started_at,
    endedAt: job.finished_at,
    failure: job.status === "failed" ? job.error : null,
  };
}

export function hasEnded({ status }: { readonly status: JobStatus }): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

function afterEvent(view: JobView, event: JobEvent): JobView {
  switch (event.type) {
    case "job.queued":
      return { ...view, message: "Queued" };
    case "job.started":
      return {
        ...view,
        status: "in_progress",
        startedAt: view.startedAt ?? event.at,
        message: view.phase === null ? "Starting" : view.message,
      };
    case "job.progress":
      return {
        ...view,
        status: "in_progress",
        phase: event.phase,
        progress: Math.max(view.progress, event.progress),
        message: event.message,
      };
    case "job.warning":
      return { ...view, warnings: [...view.warnings, { code: event.code, message: event.message }] };
    case "job.awaiting_approval":
      return { ...view, status: "awaiting_approval", message: "Waiting for a decision" };
    case "job.resumed":
      return { ...view, status: "in_progress" };
    case "job.completed":
      return { ...view, status: "completed", progress: 100, endedAt: event.at };
    case "job.failed":
      return { ...view, status: "failed", endedAt: event.at, failure: { code: event.code, message: event.message } };
    case "job.cancelled":
      return { ...view, status: "cancelled", endedAt: event.at };
    default:
      return view;
  }
}
