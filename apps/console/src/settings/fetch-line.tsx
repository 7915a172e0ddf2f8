import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useState } from "react";
import { jobHref } from "../app/route.ts";
import { useProblem } from "../job-data/use-problem.ts";
import type { Fetch } from "./use-fetches.ts";

/** How far a job that fetches models is, with its page and a button that stops it. Stopping needs no question: what has arrived is kept. */
export function FetchLine({ fetch: { jobId, state }, label }: { readonly fetch: Fetch; readonly label: string }) {
  const client = useClient();
  const [stopping, setStopping] = useState(false);
  const [problem, setProblem] = useProblem();
  const percent = Math.floor(state?.view.progress ?? 0);
  const stop = async (): Promise<void> => {
    setStopping(true);
    setProblem("");
    try {
      await client.jobs.cancel(jobId);
    } catch (error) {
      // Ended in the meantime: the list says how.
      if (error instanceof ClientError && error.code !== "JOB_ENDED") setProblem(error);
    } finally {
      setStopping(false);
    }
  };
  return (
    <div className="fetch">
      <div
        className="progress__track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div className="progress__bar" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <p className="fetch__line">
        <a href={jobHref(jobId)}>{state?.view.message || "Queued"}</a>
        <button
          type="button"
          className="link"
          aria-label={`Stop the download: ${label}`}
          disabled={stopping}
          onClick={() => void stop()}
        >
          Stop
        </button>
      </p>
      {problem !== "" && (
        <p className="confirmed__problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
