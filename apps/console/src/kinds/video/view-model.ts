import type { JobEvent, JobStatus } from "@headway-jobs/client";

export const STAGES = ["content", "scripts", "voice", "visuals", "composition"] as const;
export type Stage = (typeof STAGES)[number];

export type StageState = "waiting" | "active" | "done" | "stopped";

export interface StageView {
  readonly stage: Stage;
  readonly state: StageState;
  /** "3 of 5", or empty. */
  readonly detail: string;
}

export interface SlideView {
  readonly number: number;
  readonly title: string;
  readonly kind: string;
  /** Seconds of narration; null until its voice is there. */
  readonly durationS: number | null;
  readonly drawn: boolean;
  /** True for the slide that is surely being worked on. */
  readonly busy: boolean;
}

export interface VideoView {
  readonly stages: readonly StageView[];
  readonly slides: readonly SlideView[];
}

/** The stage a phase belongs to (SPEC §2); null for what comes before the first one. */
export function stageOf(phase: string | null): Stage | null {
  return phase === null ? null : (STAGE_OF_PHASE[phase] ?? null);
}

const STAGE_OF_PHASE: Readonly<Record<string, Stage>> = {
  generating_content: "content",
  generating_scripts: "scripts",
  generating_audio: "voice",
  combining_audio: "voice",
  generating_media: "visuals",
  generating_animation: "visuals",
  fetching_image: "visuals",
  generating_slide: "visuals",
  composing_video: "composition",
};

/** Stages and slides as a fold over a video's events. `expectedSlides` stand in until the outline is known, so that nothing jumps. */
export function videoView(events: readonly JobEvent[], status: JobStatus, expectedSlides: number): VideoView {
  const found = collect(events);
  const slides = slideViews(found, status, expectedSlides);
  return { slides, stages: stageViews(found, slides, status) };
}

interface Collected {
  readonly outline: readonly { readonly title: string; readonly kind: string }[] | null;
  readonly voices: ReadonlyMap<number, number>;
  readonly drawn: ReadonlyMap<number, string>;
  /** Index of the furthest stage; −1 before the first. */
  readonly stage: number;
  /** Progress as last told, 0–100. */
  readonly progress: number;
}

function collect(events: readonly JobEvent[]): Collected {
  const voices = new Map<number, number>();
  const drawn = new Map<number, string>();
  let outline: Collected["outline"] = null;
  let stage = -1;
  let progress = 0;
  for (const event of events) {
    if (event.type === "job.progress") {
      const reached = stageOf(event.phase);
      if (reached !== null) stage = Math.max(stage, STAGES.indexOf(reached));
      progress = Math.max(progress, event.progress);
    } else if (event.type === "video.outline") {
      outline = (event["slides"] as Collected["outline"]) ?? null;
    } else if (event.type === "video.voice") {
      voices.set(Number(event["slide_number"]), Number(event["duration"]));
    } else if (event.type === "video.slide") {
      drawn.set(Number(event["slide_number"]), String(event["kind"]));
    }
  }
  return { outline, voices, drawn, stage, progress };
}

function slideViews(found: Collected, status: JobStatus, expectedSlides: number): SlideView[] {
  const count = found.outline?.length ?? expectedSlides;
  const stage = STAGES[found.stage];
  const slides = Array.from({ length: count }, (_, index): SlideView => {
    const number = index + 1;
    const planned = found.outline?.[index];
    return {
      number,
      title: planned?.title ?? "",
      kind: found.drawn.get(number) ?? planned?.kind ?? "",
      durationS: found.voices.get(number) ?? null,
      drawn: found.drawn.has(number),
      busy: false,
    };
  });
  if (status !== "in_progress") return slides;
  // Slides are taken in order, so the first unfinished one of the stage is in work.
  const isOpen = (slide: SlideView): boolean =>
    stage === "voice" ? slide.durationS === null : stage === "visuals" && !slide.drawn;
  const busy = slides.findIndex(isOpen);
  return slides.map((slide, index) => (index === busy ? { ...slide, busy: true } : slide));
}

function stageViews(found: Collected, slides: readonly SlideView[], status: JobStatus): StageView[] {
  const reached = status === "completed" ? STAGES.length : found.stage;
  const stopped = status === "failed" || status === "cancelled";
  return STAGES.map((stage, index): StageView => {
    const state = index < reached ? "done" : index > reached ? "waiting" : stopped ? "stopped" : "active";
    return { stage, state, detail: state === "waiting" ? "" : detailOf(stage, state, found, slides) };
  });
}

function detailOf(stage: Stage, state: StageState, found: Collected, slides: readonly SlideView[]): string {
  switch (stage) {
    case "content":
      return found.outline === null ? "" : `${found.outline.length} slides`;
    case "scripts":
      return "";
    case "voice":
      return `${found.voices.size} of ${slides.length}`;
    case "visuals":
      return `${found.drawn.size} of ${slides.length}`;
    case "composition":
      return state === "done" ? "" : `${Math.round(Math.min(1, Math.max(0, (found.progress - 85) / 10)) * 100)} %`;
  }
}
