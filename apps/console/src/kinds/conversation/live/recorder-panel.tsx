import { ClientError, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useRef, useState } from "react";
import { hasEnded, type JobView } from "../../../job-data/job-view.ts";
import { Problem } from "../../../ui/field.tsx";
import { clockText } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { dropRecording, microphoneLevel, stopRecording, useLiveRecording, type LiveState } from "./live-recording.ts";
import { useProblem } from "../../../job-data/use-problem.ts";

/** The recorder of a live session, or what can be done about a session that is recorded elsewhere. */
export function RecorderPanel({ job, view }: { readonly job: JobResource; readonly view: JobView }) {
  const live = useLiveRecording(job.job_id);
  const ended = hasEnded(view);
  useEffect(() => {
    if (ended) dropRecording(job.job_id);
  }, [ended, job.job_id]);
  if (ended) return null;
  return live === null || live.phase === "failed" ? <Elsewhere job={job} live={live} /> : <Recorder live={live} />;
}

function Recorder({ live }: { readonly live: LiveState }) {
  const recording = live.phase === "recording";
  const nowMs = useNow(250, recording);
  return (
    <div className="recorder" data-phase={live.phase}>
      <span className="recorder__dot" aria-hidden="true" />
      <p className="recorder__state">
        <span role="status">{stateText(live)}</span>
        {recording && <span className="recorder__time">{clockText((nowMs - live.startedAtMs) / 1000)}</span>}
      </p>
      {recording && <LevelMeter />}
      {recording && (
        <button type="button" className="button button--primary" onClick={() => void stopRecording()}>
          Stop and sum up
        </button>
      )}
      {recording && live.away && (
        <p className="recorder__away" role="status">
          The server cannot be reached. {Math.ceil(live.waiting / 2)} s are kept here and sent as soon as it can be
          reached again.
        </p>
      )}
    </div>
  );
}

function stateText({ phase, waiting }: LiveState): string {
  if (phase === "recording") return "Recording";
  if (phase === "sending") return waiting > 1 ? `Sending the last ${Math.ceil(waiting / 2)} s` : "Sending the end";
  return "Everything is sent; creating the summary";
}

const LEVEL_MS = 80;

function LevelMeter() {
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (meter.current !== null) meter.current.value = microphoneLevel();
    }, LEVEL_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <meter ref={meter} className="recorder__level" aria-label="Level of the microphone" min={0} max={1} value={0} />
  );
}

/** After a reload the recording is gone, and what was heard can still be summed up. */
function Elsewhere({ job, live }: { readonly job: JobResource; readonly live: LiveState | null }) {
  const client = useClient();
  const [problem, setProblem] = useProblem();
  const [asked, setAsked] = useState(job.metadata["finalized"] === true);
  const finish = async (): Promise<void> => {
    setAsked(true);
    setProblem("");
    try {
      await client.live.control(job.session_id ?? "", "finalize");
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      setAsked(false);
      setProblem(error);
    }
  };
  if (asked && problem === "") return <p role="status">Everything is sent; creating the summary</p>;
  return (
    <div className="recorder" data-phase="elsewhere">
      <p className="recorder__state">
        {live === null
          ? "This session is recorded in another tab, or its recording was interrupted."
          : `The recording has ended. ${live.problem}`}
      </p>
      <button type="button" className="button" onClick={() => void finish()}>
        <Icon name="check" /> Create the summary
      </button>
      <div role="alert">{problem !== "" && <Problem text={problem} />}</div>
    </div>
  );
}
