import { useJob, type FollowedJob, type FollowedJobs } from "@headway-jobs/client/react";
import { useEffect, useMemo } from "react";
import { go, jobHref, newJobHref } from "../app/route.ts";
import type { KindView } from "../kinds/kind-view.ts";
import { kindView } from "../kinds/registry.ts";
import { clockText } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { useNow } from "../ui/use-now.ts";
import { useVisible } from "../ui/use-visible.ts";
import { CancelButton, RemoveButton } from "./job-actions.tsx";
import { EndPanel } from "./end-panel.tsx";
import { EventLog } from "./event-log.tsx";
import { hasEnded, jobView, viewOfResource, type JobView } from "../job-data/job-view.ts";
import { MadeWith } from "./made-with.tsx";
import { ProgressPanel } from "./progress-panel.tsx";
import { STATUS_TEXT, titleOf } from "./status-text.ts";
import { useTitle } from "./use-title.ts";

/** One job from its first event to its result. A hidden tab lets go of the job: nobody reads it, and the list still says how the job stands. */
export function JobPage({ jobId, list }: { readonly jobId: string; readonly list: FollowedJobs }) {
  const visible = useVisible();
  const followed = useJob(jobId, { paused: !visible });
  const { reconnect } = followed;
  // When one stream gets through again, the other need not wait out its pause.
  useEffect(() => {
    if (list.connection === "live") reconnect();
  }, [list.connection, reconnect]);
  const listed = list.jobs.find(({ job_id }) => job_id === jobId);
  const job = followed.job ?? listed ?? null;
  const view = useMemo(
    () => (followed.events.length > 0 || job === null ? jobView(followed.events) : viewOfResource(job)),
    [followed.events, job],
  );
  const kind = job === null ? undefined : kindView(job.kind);
  const title = job === null ? "" : titleOf(job);
  useTitle(tabTitle(title, listed !== undefined && !visible ? listed : view));

  if (followed.error !== null && followed.error.status === 404) return <UnknownJob />;
  return (
    <article className="job" aria-busy={job === null}>
      <a className="job__back" href={newJobHref()}>
        <Icon name="back" /> Start page
      </a>
      <header className="job__head">
        <h1>{title || "\u00a0"}</h1>
        <Meta view={view} />
      </header>
      {followed.isStale && <StaleNote onRetry={followed.refresh} />}
      {kind !== undefined && <Body kind={kind} followed={followed} view={view} list={list} jobId={jobId} />}
      {job !== null && <EventLog events={followed.events} eventText={kind?.eventText} />}
      {hasEnded(view) && <RemoveButton jobId={jobId} onRemoved={list.drop} />}
    </article>
  );
}

interface BodyProps {
  readonly kind: KindView;
  readonly followed: FollowedJob;
  readonly view: JobView;
  readonly list: FollowedJobs;
  readonly jobId: string;
}

function Body({ kind, followed, view, list, jobId }: BodyProps) {
  const { events, job } = followed;
  if (view.status === "completed" && job !== null && job.status === "completed") {
    return (
      <>
        <kind.Result
          job={job}
          events={events}
          onLinksExpired={followed.refresh}
          onCreated={(created) => {
            list.put(created);
            go(jobHref(created.job_id));
          }}
        />
        <MadeWith job={job} />
        <Warnings view={view} />
      </>
    );
  }
  const stopped = view.status === "failed" || view.status === "cancelled";
  return (
    <>
      {view.status === "awaiting_approval" && job !== null && kind.Review !== undefined && (
        <kind.Review job={job} events={events} onRefresh={followed.refresh} />
      )}
      {stopped && <EndPanel jobId={jobId} kind={kind} view={view} job={job} onCreated={list.put} />}
      <ProgressPanel view={view} kind={kind} openEnded={job !== null && kind.isOpenEnded?.(job) === true}>
        {kind.Progress !== undefined && <kind.Progress jobId={jobId} job={job} events={events} view={view} />}
        {!hasEnded(view) && <CancelButton jobId={jobId} kind={kind} />}
      </ProgressPanel>
      <Warnings view={view} />
    </>
  );
}

function Meta({ view }: { readonly view: JobView }) {
  const running = view.startedAt !== null && view.endedAt === null;
  const nowMs = useNow(1_000, running);
  const tookMs =
    view.startedAt === null
      ? null
      : (view.endedAt === null ? nowMs : Date.parse(view.endedAt)) - Date.parse(view.startedAt);
  return (
    <p className="job__meta">
      <span className="chip" data-status={view.status}>
        {STATUS_TEXT[view.status]}
      </span>
      {tookMs !== null && <span className="job__took">{`${running ? "" : "took "}${clockText(tookMs / 1000)}`}</span>}
    </p>
  );
}

/** The record is kept while it cannot be read again; the events above it may be further. */
function StaleNote({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <p className="job__stale" role="status">
      <Icon name="alert" /> The newest state of this job could not be read. Trying again…
      <button type="button" className="link" onClick={onRetry}>
        Try now
      </button>
    </p>
  );
}

function Warnings({ view }: { readonly view: JobView }) {
  if (view.warnings.length === 0) return null;
  return (
    <section className="warnings" aria-label="Warnings">
      {view.warnings.map(({ code, message }) => (
        <p key={`${code} ${message}`}>
          <Icon name="alert" /> {message}
        </p>
      ))}
    </section>
  );
}

function UnknownJob() {
  return (
    <div className="job job--unknown">
      <h1>Job not found</h1>
      <p>It may have been removed, or it belongs to another key.</p>
      <p>
        <a className="button" href={newJobHref()}>
          Make a new one
        </a>
      </p>
    </div>
  );
}

function tabTitle(title: string, { status, progress }: Pick<JobView, "status" | "progress">): string {
  if (title === "") return "Headway";
  const mark = {
    pending: "Queued",
    in_progress: `${Math.floor(progress)} %`,
    awaiting_approval: "Waiting",
    completed: "✓",
    failed: "Failed",
    cancelled: "Cancelled",
  };
  return `${mark[status]} · ${title}`;
}
