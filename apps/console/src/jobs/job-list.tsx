import type { JobResource } from "@headway-jobs/client";
import type { FollowedJobs } from "@headway-jobs/client/react";
import { jobHref } from "../app/route.ts";
import { kindView } from "../kinds/registry.ts";
import { agoText } from "../ui/format.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useNow } from "../ui/use-now.ts";
import { stateText, titleOf } from "./status-text.ts";
import { hasEnded } from "../job-data/job-view.ts";

const MINUTE_MS = 30_000;

export function JobList({ jobs, openJobId }: { readonly jobs: FollowedJobs; readonly openJobId: string | null }) {
  const nowMs = useNow(MINUTE_MS);
  if (!jobs.loaded) return <div className="job-list job-list--empty" aria-busy={jobs.error === null} />;
  if (jobs.jobs.length === 0) {
    return (
      <div className="job-list job-list--empty">
        <p>No jobs yet.</p>
        <p>Jobs appear in this list. They continue while the page is closed.</p>
      </div>
    );
  }
  return (
    <div className="job-list">
      <h2 className="job-list__heading">
        Jobs <span>{jobs.total}</span>
      </h2>
      <ul>
        {jobs.jobs.map((job) => (
          <li key={job.job_id}>
            <JobRow job={job} nowMs={nowMs} open={job.job_id === openJobId} />
          </li>
        ))}
      </ul>
      {jobs.nextCursor !== null && (
        <button type="button" className="button button--quiet" onClick={() => void jobs.loadOlder()}>
          Show older
        </button>
      )}
    </div>
  );
}

const STATUS_ICON: Partial<Record<JobResource["status"], IconName>> = {
  completed: "check",
  failed: "alert",
  cancelled: "cross",
};

function JobRow({ job, nowMs, open }: { readonly job: JobResource; readonly nowMs: number; readonly open: boolean }) {
  const icon = STATUS_ICON[job.status];
  return (
    <a className="job-row" href={jobHref(job.job_id)} aria-current={open ? "page" : undefined} data-status={job.status}>
      <span className="job-row__mark">
        {icon === undefined ? <Ring progress={job.progress} /> : <Icon name={icon} />}
      </span>
      <span className="job-row__title">{titleOf(job)}</span>
      <span className="job-row__state">
        {stateText(job)}
        <span className="job-row__more">{moreText(job, nowMs)}</span>
      </span>
    </a>
  );
}

function moreText(job: JobResource, nowMs: number): string {
  if (hasEnded(job) || job.status === "awaiting_approval") return agoText(job.created_at, nowMs);
  return kindView(job.kind).isOpenEnded?.(job) === true ? "" : `${Math.floor(job.progress)} %`;
}

/** Progress in the size of an icon. */
function Ring({ progress }: { readonly progress: number }) {
  return (
    <svg className="ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="7.5" pathLength="100" />
      <circle cx="10" cy="10" r="7.5" pathLength="100" strokeDasharray={`${progress} 100`} />
    </svg>
  );
}
