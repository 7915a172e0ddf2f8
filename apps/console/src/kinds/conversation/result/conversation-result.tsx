import type { ConversationResult } from "@headway-jobs/client";
import { useMemo, useRef, useState } from "react";
import { Download } from "../../../job-data/download.tsx";
import { useExpiry } from "../../../job-data/use-expiry.ts";
import { clockText } from "../../../ui/format.ts";
import { lazyPart } from "../../../ui/lazy-part.tsx";
import { localHref } from "../../../ui/local-href.ts";
import type { ResultProps } from "../../kind-view.ts";
import { forPeople, heardWithText, momentText, viewOfResult } from "../conversation-view.ts";
import { Transcript } from "../transcript.tsx";
import { CourseTable } from "./course-table.tsx";
import { Insights } from "./insights.tsx";
import { SummaryPanel } from "./summary-panel.tsx";

const CourseChart = lazyPart(async () => (await import("./course-chart.tsx")).CourseChart);

/** The recording with its transcript, its emotional course, and what is to be known of it. */
export function ConversationResultView({ job, onLinksExpired }: ResultProps) {
  const result = job.result as ConversationResult;
  const view = useMemo(() => viewOfResult(result), [result]);
  const heardWith = heardWithText(result);
  const player = useRef<HTMLAudioElement>(null);
  const [atS, setAtS] = useState<number | null>(null);
  const onError = useExpiry(job, onLinksExpired);
  const source = job.links[result.upload_path];
  const seek = (seconds: number): void => {
    if (player.current === null) return;
    player.current.currentTime = seconds;
    void player.current.play().catch(() => undefined);
  };
  return (
    <div className="conversation-result">
      <p className="conversation-result__facts">
        {clockText(result.duration)} · {result.utterances} {result.utterances === 1 ? "utterance" : "utterances"} ·{" "}
        {view.speakers.length} {view.speakers.length === 1 ? "speaker" : "speakers"}
      </p>
      {heardWith !== null && <p className="conversation-result__facts">{heardWith}</p>}
      {source !== undefined && (
        <audio
          ref={player}
          className="conversation-result__player"
          controls
          preload="metadata"
          src={localHref(source)}
          onTimeUpdate={(event) => setAtS(event.currentTarget.currentTime)}
          onError={onError}
        />
      )}
      <section className="course card" aria-label="Emotional course">
        <div className="course__chart">
          <CourseChart view={view} durationS={result.duration} onSeek={seek} />
        </div>
        <CourseTable view={view} />
      </section>
      <div className="conversation-result__columns">
        <Transcript view={view} atS={atS} onSeek={source === undefined ? undefined : seek} />
        <Moments result={result} onSeek={seek} />
      </div>
      <SummaryPanel summary={result.summary} />
      <Insights result={result} />
      <Downloads job={job} />
    </div>
  );
}

function Moments({
  result: { moments, segmentation },
  onSeek,
}: {
  readonly result: ConversationResult;
  readonly onSeek: (seconds: number) => void;
}) {
  return (
    <nav className="moments" aria-label="Moments">
      <h2>Moments</h2>
      {moments.length === 0 && <p className="moments__none">No objection, proposal or change of topic was found.</p>}
      <ol>
        {moments.map((moment) => (
          <li key={moment.moment_id}>
            <button type="button" onClick={() => onSeek(moment.start_ms / 1000)}>
              <span className="moments__head">
                <span className="marks__one" data-mark={moment.category}>
                  {momentText(moment)}
                </span>
                {clockText(moment.start_ms / 1000)}
              </span>
              {forPeople(moment.summary)}
            </button>
          </li>
        ))}
      </ol>
      {segmentation.phases.length > 1 && (
        <>
          <h2>Phases</h2>
          <ol>
            {segmentation.phases.map((phase) => (
              <li key={phase.phase_id}>
                <button type="button" onClick={() => onSeek(phase.start_timestamp)}>
                  <span className="moments__head">
                    {clockText(phase.start_timestamp)}–{clockText(phase.end_timestamp)}
                  </span>
                  {phase.phase_name}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </nav>
  );
}

const FILES: readonly (readonly [name: string, label: string])[] = [
  ["transcript.vtt", "Captions"],
  ["transcript.json", "Transcript"],
  ["emotional_course.png", "Picture"],
  ["emotional_course.svg", "Drawing"],
  ["agent_outputs.json", "All readings"],
];

function Downloads({ job }: Pick<ResultProps, "job">) {
  const { upload_path: recording } = job.result as ConversationResult;
  return (
    <ul className="downloads" aria-label="Downloads">
      {[...FILES, [recording, "Recording"] as const].map(([name, label]) => {
        const href = job.links[name];
        if (href === undefined) return null;
        return (
          <Download key={name} jobId={job.job_id} name={name} href={href}>
            {label}
            <span className="downloads__size">{name.slice(name.lastIndexOf("."))}</span>
          </Download>
        );
      })}
    </ul>
  );
}
