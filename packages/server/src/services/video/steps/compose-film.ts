import { join } from "node:path";
import type { JsonObject, VideoContent, VideoScript } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { cuesToWebVtt, sentencesToCues, type TimedSentence } from "@headway-jobs/tools/captions/cues";
import { composeVideo } from "@headway-jobs/tools/ffmpeg/compose-video";
import type { Gain } from "@headway-jobs/tools/sound/loudness";
import { contentData, type Lesson, scriptData } from "../content/lesson.ts";
import { type Film, type Narration, pixelsOf, type SlidePicture } from "./film.ts";
import { generationId, videoFilename } from "../content/generation-id.ts";
import { clock, transcriptOf } from "./transcript.ts";

const FIRST_PERCENT = 85;
const LAST_PERCENT = 95;

export interface FilmParts extends Film {
  readonly lesson: Lesson;
  readonly narrations: readonly Narration[];
  readonly gain: Gain;
  readonly pictures: readonly SlidePicture[];
}

/** Joins pictures, sound, chapters and captions into the MP4, and lays captions, poster, transcript, outline and script beside it. */
export async function composeFilm(ctx: JobContext, film: FilmParts): Promise<JsonObject> {
  const { input, lesson, narrations } = film;
  const durationsS = narrations.map(({ durationMs }) => durationMs / 1000);
  const content = contentData(lesson, input.topic, durationsS);
  const script = scriptData(lesson, input, durationsS);
  const filename = videoFilename(input.topic, ctx.job.jobId);
  await ctx.step(
    "film",
    async (step) => {
      await step.progress({ phase: "composing_video", progress: FIRST_PERCENT, message: "Composing the video" });
      await saveFilm(step, ctx, film, filename);
      await saveCompanions(step, film, content, script);
      return {};
    },
    { events: () => [{ type: "video.film", data: { video_filename: filename, duration: script.total_duration } }] },
  );
  return {
    status: "success",
    message: `The video “${lesson.title}” is ready.`,
    content_data: content,
    script_data: script,
    video_path: `/api/video/${encodeURIComponent(filename.toWellFormed())}`,
    video_filename: filename,
    generation_id: generationId(input.topic) || ctx.job.jobId,
    job_id: ctx.job.jobId,
  };
}

async function saveFilm(step: StepContext, ctx: JobContext, film: FilmParts, filename: string): Promise<void> {
  const { input, lesson, narrations, pictures, gain, language } = film;
  const file = join(step.scratchDir, "film.mp4");
  const progress = percentReporter(step);
  await composeVideo({
    segments: pictures.flatMap(({ segments }) => segments.map((segment) => ctx.artifactPath(segment))),
    audioFiles: narrations.map(({ sound }) => ctx.artifactPath(sound)),
    gain,
    durationMs: narrations.reduce((sum, { durationMs }) => sum + durationMs, 0),
    chapters: startsOf(narrations).map((startMs, index) => ({
      title: lesson.slides[index]?.plan.title ?? `Slide ${index + 1}`,
      startMs,
      endMs: startMs + (narrations[index]?.durationMs ?? 0),
    })),
    ...(input.captions ? { captions: sentencesToCues(timedSentences(narrations)) } : {}),
    title: lesson.title,
    language,
    out: file,
    signal: step.signal,
    onProgress: progress.report,
  });
  await progress.settled();
  await step.saveArtifact({ name: filename, mediaType: "video/mp4", content: { file } });
}

/** Durable progress from the encoder's own, a percent at a time and in order. */
function percentReporter(step: StepContext): {
  readonly report: (share: number) => void;
  readonly settled: () => Promise<void>;
} {
  let shown = FIRST_PERCENT;
  let reported = Promise.resolve();
  return {
    report(share) {
      const percent = Math.floor(FIRST_PERCENT + share * (LAST_PERCENT - FIRST_PERCENT));
      if (percent <= shown) return;
      shown = percent;
      reported = reported.then(() =>
        step.progress({ phase: "composing_video", progress: percent, message: "Composing the video" }),
      );
      // `settled` throws it; until it is awaited, a rejected append must not count as unhandled.
      reported.catch(() => undefined);
    },
    settled: () => reported,
  };
}

async function saveCompanions(
  step: StepContext,
  film: FilmParts,
  content: VideoContent,
  script: VideoScript,
): Promise<void> {
  const { input, lesson, narrations, language } = film;
  const { drawPoster } = await import("@headway-jobs/slides/slide");
  const poster = await drawPoster({
    topic: lesson.title,
    subtitle: clock(script.total_duration * 1000),
    size: pixelsOf(input),
    theme: input.theme,
    language,
  });
  const save = (name: string, mediaType: string, bytes: Uint8Array) =>
    step.saveArtifact({ name, mediaType, content: { bytes } });
  await save("poster.png", "image/png", await poster.png());
  await save(
    "captions.vtt",
    "text/vtt; charset=utf-8",
    utf8(cuesToWebVtt(sentencesToCues(timedSentences(narrations)))),
  );
  await save("transcript.md", "text/markdown; charset=utf-8", utf8(transcriptOf(lesson, narrations)));
  await save("content.json", "application/json", utf8(JSON.stringify(content)));
  await save("script.json", "application/json", utf8(JSON.stringify(script)));
}

function startsOf(narrations: readonly Narration[]): number[] {
  let atMs = 0;
  return narrations.map(({ durationMs }) => {
    const startMs = atMs;
    atMs += durationMs;
    return startMs;
  });
}

/** All sentences on the film's own clock. */
function timedSentences(narrations: readonly Narration[]): TimedSentence[] {
  const starts = startsOf(narrations);
  return narrations.flatMap(({ sentences }, index) => {
    const slideMs = starts[index] ?? 0;
    return sentences
      .filter(({ startMs, endMs }) => endMs > startMs)
      .map(({ text, startMs, endMs }) => ({
        text,
        startMs: Math.round(slideMs + startMs),
        endMs: Math.round(slideMs + endMs),
      }));
  });
}

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
