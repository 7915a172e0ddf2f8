import { useMemo, type CSSProperties } from "react";
import { recallInput } from "../../job-data/input-memory.ts";
import { clockText } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import type { ProgressProps } from "../kind-view.ts";
import { emptyForm } from "./form-state.ts";
import { STAGE_TEXT } from "./stage-text.ts";
import { videoView, type SlideView, type StageView } from "./view-model.ts";

/** The five stages, and below them the slides as they fill. */
export function VideoProgress({ jobId, events, view }: ProgressProps) {
  const expected = useMemo(() => expectedSlides(jobId), [jobId]);
  const { stages, slides } = useMemo(() => videoView(events, view.status, expected), [events, view.status, expected]);
  return (
    <>
      <ol className="stages" aria-label="Stages">
        {stages.map((stage) => (
          <StageItem key={stage.stage} {...stage} />
        ))}
      </ol>
      <ol className="slides" aria-label="Slides" style={{ "--columns": columnsFor(slides.length) } as CSSProperties}>
        {slides.map((slide) => (
          <SlideTile key={slide.number} slide={slide} />
        ))}
      </ol>
    </>
  );
}

/** As many columns as make the rows even: six slides are two rows of three. */
function columnsFor(count: number): number {
  return Math.ceil(count / Math.ceil(count / MOST_COLUMNS));
}
const MOST_COLUMNS = 5;

function expectedSlides(jobId: string): number {
  const count = recallInput(jobId)?.input["num_slides"];
  return typeof count === "number" ? count : emptyForm.num_slides;
}

const STATE_TEXT = { waiting: "not yet", active: "under way", done: "done", stopped: "stopped here" } as const;

function StageItem({ stage, state, detail }: StageView) {
  return (
    <li className="stage" data-state={state} aria-current={state === "active" ? "step" : undefined}>
      <span className="stage__mark">
        {state === "done" && <Icon name="check" />}
        {state === "stopped" && <Icon name="cross" />}
      </span>
      <span className="stage__name">{STAGE_TEXT[stage]}</span>
      <span className="stage__detail">{detail}</span>
      <span className="visually-hidden">{STATE_TEXT[state]}</span>
    </li>
  );
}

const KIND_ICON: Readonly<Record<string, IconName>> = { text: "text", picture: "picture", animation: "animation" };

function SlideTile({ slide }: { readonly slide: SlideView }) {
  const { number, title, kind, durationS, drawn, busy } = slide;
  return (
    <li className="slide" data-busy={busy} data-known={title !== ""} data-done={durationS !== null && drawn}>
      <span className="slide__number">{number}</span>
      <span className="slide__title">{title}</span>
      <span className="slide__work">
        <span className="slide__step" data-done={durationS !== null}>
          <Icon name="voice" />
          {durationS === null ? <span className="visually-hidden">no voice yet</span> : clockText(durationS)}
        </span>
        <span className="slide__step" data-done={drawn}>
          <Icon name={KIND_ICON[kind] ?? "picture"} />
          <span className="visually-hidden">{drawn ? `${kind} drawn` : "not drawn yet"}</span>
          {drawn && <Icon name="check" />}
        </span>
      </span>
    </li>
  );
}
