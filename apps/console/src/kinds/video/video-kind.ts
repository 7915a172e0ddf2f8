import type { JobEvent, KindEvent } from "@headway-jobs/client";
import { clockText } from "../../ui/format.ts";
import type { OfferedKind } from "../kind-view.ts";
import { STAGE_TEXT } from "./stage-text.ts";
import { VideoFormView } from "./video-form.tsx";
import { VideoProgress } from "./video-progress.tsx";
import { VideoResult } from "./video-result.tsx";
import { stageOf } from "./view-model.ts";

export const videoKind: OfferedKind = {
  kind: "video",
  noun: "video",
  heading: "What should the video teach?",
  lead: "Enter a topic, or your own text. You get a video with slides, a voice, captions and chapters, and see the progress of every step.",
  titleOf: ({ metadata, job_id }) => (typeof metadata["topic"] === "string" ? metadata["topic"] : job_id),
  phaseText(phase) {
    const stage = stageOf(phase);
    return stage === null ? "Starting" : STAGE_TEXT[stage];
  },
  eventText,
  Form: VideoFormView,
  Progress: VideoProgress,
  Result: VideoResult,
};

function eventText(event: JobEvent): string | null {
  return (
    (EVENT_TEXT as Readonly<Record<string, (event: KindEvent) => string>>)[event.type]?.(event as KindEvent) ?? null
  );
}

const EVENT_TEXT = {
  "video.outline"({ title, slides }: KindEvent) {
    return `“${String(title)}”, ${Array.isArray(slides) ? slides.length : 0} slides`;
  },
  "video.voice"({ slide_number, duration }: KindEvent) {
    return `Slide ${String(slide_number)} has ${clockText(Number(duration))}`;
  },
  "video.slide"({ slide_number, kind }: KindEvent) {
    return `Slide ${String(slide_number)} is drawn (${String(kind)})`;
  },
  "video.film"({ video_filename, duration }: KindEvent) {
    return `${String(video_filename)}, ${clockText(Number(duration))}`;
  },
};
