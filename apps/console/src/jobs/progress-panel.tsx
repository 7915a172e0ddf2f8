import { useId, type ReactNode } from "react";
import type { KindView } from "../kinds/kind-view.ts";
import { hasEnded, type JobView } from "../job-data/job-view.ts";

/** The moving part of a job's page. Screen readers are told the phases, not each percent. */
export function ProgressPanel({
  view,
  kind,
  openEnded,
  children,
}: {
  readonly view: JobView;
  readonly openEnded: boolean;
  readonly kind: KindView;
  readonly children: ReactNode;
}) {
  const percent = Math.floor(view.progress);
  const label = useId();
  const phase = view.phase === null ? view.message : kind.phaseText(view.phase);
  return (
    <section
      className="progress card"
      data-stopped={hasEnded(view) && view.status !== "completed"}
      aria-labelledby={label}
    >
      <h2 id={label} className="visually-hidden">
        Progress
      </h2>
      <div className="progress__line">
        <p className="progress__message">
          {hasEnded(view) ? `Stopped at ${phase.toLowerCase()}` : view.message || "Waiting for progress"}
        </p>
        {!openEnded && (
          <p className="progress__percent" aria-hidden="true">
            {percent}
            <span> %</span>
          </p>
        )}
      </div>
      {!openEnded && (
        <div
          className="progress__track"
          role="progressbar"
          aria-labelledby={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={`${percent} %, ${view.message}`}
        >
          <div className="progress__bar" style={{ transform: `scaleX(${view.progress / 100})` }} />
        </div>
      )}
      <p className="visually-hidden" role="status">
        {phase}
      </p>
      {children}
    </section>
  );
}
