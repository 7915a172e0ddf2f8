import { ClientError, type JobResource } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { useClient } from "@headway-jobs/client/react";
import { useState } from "react";
import { go, jobHref, newJobHref } from "../app/route.ts";
import type { KindView } from "../kinds/kind-view.ts";
import { Icon } from "../ui/icon.tsx";
import { Sentence } from "../ui/sentence.tsx";
import { recallInput, rememberInput } from "../job-data/input-memory.ts";
import type { JobView } from "../job-data/job-view.ts";
import { useProblem } from "../job-data/use-problem.ts";

/** A job that ended without a result: what happened, what to do, and doing it. */
export function EndPanel({
  jobId,
  kind,
  view,
  job,
  onCreated,
}: {
  readonly jobId: string;
  readonly kind: KindView;
  readonly view: JobView;
  readonly job: JobResource | null;
  readonly onCreated: (job: JobResource) => void;
}) {
  const runAgain = useRunAgain(jobId, kind, job, onCreated);
  const advice = view.failure === null ? "" : adviceOf(view.failure.code, "console");
  return (
    <section className="end card" data-status={view.status} role="alert">
      <Icon name={view.failure === null ? "cross" : "alert"} />
      <div className="end__text">
        <h2>
          <Sentence text={view.failure?.message ?? `You stopped this ${kind.noun}.`} />
        </h2>
        {advice !== "" && (
          <p>
            <Sentence text={advice} />
          </p>
        )}
        {view.failure !== null && <p className="end__code">{view.failure.code}</p>}
        {runAgain.problem !== "" && <p className="end__problem">{runAgain.problem}</p>}
      </div>
      <button type="button" className="button button--primary" onClick={runAgain.run} disabled={runAgain.running}>
        <Icon name="again" /> Run again
      </button>
    </section>
  );
}

/** Runs the job again as a new one. Servers that cannot are given the same input, or, where this tab does not have it, the form with what is known. */
function useRunAgain(jobId: string, kind: KindView, job: JobResource | null, onCreated: (job: JobResource) => void) {
  const client = useClient();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useProblem();
  const remembered = recallInput(jobId);
  const runAgain = async (): Promise<JobResource | null> => {
    try {
      return await client.jobs.rerun(jobId);
    } catch (error) {
      if (!(error instanceof ClientError) || (error.status !== 404 && error.status !== 405)) throw error;
      return remembered === undefined ? null : client.jobs.create({ kind: kind.kind, input: remembered.input });
    }
  };
  const run = async (): Promise<void> => {
    setRunning(true);
    setProblem("");
    try {
      const created = await runAgain();
      if (created === null) return go(newJobHref(job === null ? "" : kind.titleOf(job), kind.kind));
      if (remembered !== undefined) rememberInput({ jobId: created.job_id, kind: kind.kind, input: remembered.input });
      onCreated(created);
      go(jobHref(created.job_id));
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      setRunning(false);
      setProblem(error);
    }
  };
  return { run: (): void => void run(), running, problem };
}
