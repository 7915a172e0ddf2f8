import type { JobResource, JobStatus } from "@headway-jobs/client";
import { kindView } from "../kinds/registry.ts";

export const STATUS_TEXT: Readonly<Record<JobStatus, string>> = {
  pending: "Queued",
  in_progress: "Running",
  awaiting_approval: "Needs a decision",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

export function titleOf(job: JobResource): string {
  return kindView(job.kind).titleOf(job);
}

/** "Voice" while it runs, otherwise its status. */
export function stateText({ kind, status, phase }: Pick<JobResource, "kind" | "status" | "phase">): string {
  if (status !== "in_progress" || phase === null) return STATUS_TEXT[status];
  return kindView(kind).phaseText(phase);
}
