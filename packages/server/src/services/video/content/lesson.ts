import { type VideoContent, type VideoScript, type VideoTone } from "@headway-jobs/contract";
import { z } from "zod";
import { type SlidePlan, slidePlanSchema } from "@headway-jobs/slides/visual";
import { countWords } from "./sentences.ts";

/** Something the outline could not honour as asked; the workflow hands it on as a `job.warning`. */
export const lessonWarningSchema = z.object({ code: z.string().min(1), message: z.string().min(1) });
export type LessonWarning = z.infer<typeof lessonWarningSchema>;

export const lessonSlideSchema = z.object({
  plan: slidePlanSchema,
  /** Spoken language, one sentence an entry, so that voice and captions work sentence by sentence. */
  narration: z.array(z.string().min(1)).min(1),
  /** The slide's most telling words, best first: what a picture search is asked for. */
  keywords: z.array(z.string().min(1)).max(8),
});
export type LessonSlide = z.infer<typeof lessonSlideSchema>;

/** A whole lesson, ready for voice and drawing. Plain JSON, so that a step can journal it. */
export const lessonSchema = z.object({
  title: z.string().min(1).max(160),
  slides: z.array(lessonSlideSchema).min(1).max(20),
  warnings: z.array(lessonWarningSchema).default([]),
});
export type Lesson = z.infer<typeof lessonSchema>;

export interface OutlineRequest {
  /** Markdown or plain text to teach from. */
  readonly source: string;
  readonly topic: string;
  /** 1–20; the lesson has exactly so many slides. */
  readonly slideCount: number;
  /** The language the source is written in, as a name of VIDEO_LANGUAGES; connecting phrases are written in it. */
  readonly language: string;
  readonly tone: VideoTone;
}

/** `content_data` (SPEC §2.5). `durationsS` are the real lengths per slide once the voice has spoken; estimates until then. */
export function contentData(lesson: Lesson, topic: string, durationsS?: readonly number[]): VideoContent {
  return {
    topic,
    total_slides: lesson.slides.length,
    slides: lesson.slides.map(({ plan, narration, keywords }, index) => ({
      slide_number: index + 1,
      title: plan.title,
      content_text: contentText(plan),
      needs_image: plan.visual.type === "picture",
      image_keyword: plan.visual.type === "picture" ? plan.visual.keyword || (keywords[0] ?? plan.title) : "",
      needs_animation: plan.visual.type === "animation",
      animation_description: plan.visual.type === "animation" ? plan.visual.description || plan.title : "",
      duration: roundMs(durationsS?.[index] ?? estimateSpeechS(narration)),
    })),
  };
}

/** `script_data` (SPEC §2.5): contiguous times in seconds. */
export function scriptData(
  lesson: Lesson,
  request: { readonly topic: string; readonly language: string },
  durationsS?: readonly number[],
): VideoScript {
  let clockS = 0;
  const scripts = lesson.slides.map(({ narration }, index) => {
    const duration = roundMs(durationsS?.[index] ?? estimateSpeechS(narration));
    const startS = clockS;
    clockS = roundMs(clockS + duration);
    return {
      slide_number: index + 1,
      narration_text: narration.join(" "),
      start_time: startS,
      end_time: clockS,
      duration,
    };
  });
  return { topic: request.topic, total_duration: clockS, language: request.language, slide_scripts: scripts };
}

const WORDS_PER_SECOND = 2.5;
const PAUSE_PER_SENTENCE_S = 0.35;

/** Seconds a calm voice takes for these sentences; good to about a quarter either way. */
export function estimateSpeechS(sentences: readonly string[]): number {
  const words = sentences.reduce((sum, sentence) => sum + countWords(sentence), 0);
  return Math.max(2, words / WORDS_PER_SECOND + sentences.length * PAUSE_PER_SENTENCE_S);
}

function contentText(plan: SlidePlan): string {
  const points = plan.bullets.length > 0 ? plan.bullets : [plan.title];
  return points.map((point) => (/[.!?…。！？।]$/u.test(point) ? point : `${point}.`)).join(" ");
}

function roundMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
