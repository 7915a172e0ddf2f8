import type { JobResource } from "@headway-jobs/contract";
import type { JobChange } from "../stream/read-entry.ts";

/** The jobs a list shows, newest first, and how much more there is. */
export interface JobsState {
  readonly jobs: readonly JobResource[];
  readonly total: number;
  readonly nextCursor: string | null;
  /** False until the first page is here. */
  readonly loaded: boolean;
}

export const noJobs: JobsState = { jobs: [], total: 0, nextCursor: null, loaded: false };

/** The newest page again: what is in both is taken from the page, older jobs stay. */
export function withNewestPage(
  state: JobsState,
  page: { readonly jobs: readonly JobResource[]; readonly total: number; readonly next_cursor: string | null },
): JobsState {
  const oldest = page.jobs.at(-1)?.job_id;
  const older = oldest === undefined ? [] : state.jobs.filter(({ job_id }) => job_id < oldest);
  return {
    jobs: [...page.jobs, ...older],
    total: page.total,
    nextCursor: older.length === 0 ? page.next_cursor : state.nextCursor,
    loaded: true,
  };
}

export function withOlderPage(
  state: JobsState,
  page: { readonly jobs: readonly JobResource[]; readonly total: number; readonly next_cursor: string | null },
): JobsState {
  const known = new Set(state.jobs.map(({ job_id }) => job_id));
  const added = page.jobs.filter(({ job_id }) => !known.has(job_id));
  return { ...state, jobs: [...state.jobs, ...added], total: page.total, nextCursor: page.next_cursor };
}

/** The list after changes, oldest first. Changes of jobs it does not show leave it as it is. */
export function withChanges(state: JobsState, changes: readonly JobChange[]): JobsState {
  const newest = new Map(changes.map((change) => [change.job_id, change]));
  let changed = false;
  const jobs = state.jobs.map((job) => {
    const change = newest.get(job.job_id);
    if (change === undefined || isSame(job, change)) return job;
    changed = true;
    return { ...job, status: change.status, progress: change.progress, phase: change.phase };
  });
  return changed ? { ...state, jobs } : state;
}

/** True when a change speaks of a job that is newer than all that the list shows, so that its newest page must be read again. */
export function namesNewJob(state: JobsState, changes: readonly JobChange[]): boolean {
  const newest = state.jobs[0]?.job_id ?? "";
  return changes.some(({ job_id }) => job_id > newest);
}

export function withJob(state: JobsState, job: JobResource): JobsState {
  if (state.jobs.some(({ job_id }) => job_id === job.job_id)) {
    return { ...state, jobs: state.jobs.map((one) => (one.job_id === job.job_id ? job : one)) };
  }
  const jobs = [...state.jobs, job].toSorted((a, b) => (a.job_id < b.job_id ? 1 : -1));
  return { ...state, jobs, total: state.total + 1 };
}

export function withoutJob(state: JobsState, jobId: string): JobsState {
  const jobs = state.jobs.filter(({ job_id }) => job_id !== jobId);
  return { ...state, jobs, total: state.total - (state.jobs.length - jobs.length) };
}

function isSame(job: JobResource, change: JobChange): boolean {
  return job.status === change.status && job.progress === change.progress && job.phase === change.phase;
}
