import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import type { SceneSegment } from "@headway-jobs/slides/scene";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { encodeSegment, FRAMES_PER_SECOND } from "@headway-jobs/tools/ffmpeg/encode-segment";
import type { Lesson } from "../content/lesson.ts";
import { type Film, type Narration, pixelsOf, type SlidePicture } from "./film.ts";
import type { VideoPorts } from "../ports.ts";
import { type FetchedPicture, fetchPicture } from "./fetch-picture.ts";

const FIRST_PERCENT = 50;
const LAST_PERCENT = 80;
const CONCURRENCY = 2;

const STATUS = { text: "generating_slide", picture: "fetching_image", animation: "generating_animation" } as const;
const DOING = { text: "Drawing", picture: "Illustrating", animation: "Animating" } as const;

interface Drawn extends SlidePicture {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Draws and encodes each slide to the exact length of its voice, one step per slide. */
export async function drawSlides(
  ctx: JobContext,
  ports: VideoPorts,
  film: Film,
  lesson: Lesson,
  narrations: readonly Narration[],
): Promise<SlidePicture[]> {
  const { slides } = lesson;
  let done = 0;
  const percent = () => FIRST_PERCENT + ((LAST_PERCENT - FIRST_PERCENT) * done) / slides.length;
  await ctx.progress({ phase: "generating_media", progress: FIRST_PERCENT, message: "Making the slides" });
  const pictures = await ctx.parallel(slides, { concurrency: CONCURRENCY }, async ({ plan, keywords }, index) => {
    const narration = narrations[index];
    if (narration === undefined) throw new HeadwayError("INTERNAL", `Slide ${index + 1} has no voice.`);
    const slide = { plan, keywords, narration, number: index + 1, count: slides.length, topic: lesson.title };
    const kind = plan.visual.type;
    const message = `${DOING[kind]} slide ${slide.number} of ${slide.count}`;
    const drawn = await ctx.step(
      `picture:${slide.number}`,
      async (step) => {
        await step.progress({ phase: STATUS[kind], progress: percent(), message });
        return drawOrFallBack(step, ctx, ports, film, slide);
      },
      {
        events: (result) => [
          { type: "video.slide", data: { slide_number: slide.number, title: plan.title, kind: result.kind } },
        ],
      },
    );
    done += 1;
    return drawn;
  });
  for (const { warnings } of pictures) for (const { code, message } of warnings) await ctx.warn(code, message);
  return pictures;
}

interface Slide {
  readonly plan: SlidePlan;
  readonly keywords: readonly string[];
  readonly narration: Narration;
  readonly number: number;
  readonly count: number;
  readonly topic: string;
}

/** SPEC §2: a failed picture or animation becomes a text slide with a warning. Full disks, missing programs and aborts stay what they are. */
async function drawOrFallBack(
  step: StepContext,
  ctx: JobContext,
  ports: VideoPorts,
  film: Film,
  slide: Slide,
): Promise<Drawn> {
  const { type } = slide.plan.visual;
  try {
    return await draw(step, film, slide, await fetchPicture(step, ctx, ports, slide));
  } catch (error) {
    step.signal.throwIfAborted();
    const hopeless = error instanceof HeadwayError && (error.code === "DISK_FULL" || error.code === "TOOL_MISSING");
    if (type === "text" || hopeless) throw error;
    const plain = { ...slide, plan: { ...slide.plan, visual: { type: "text" as const } } };
    const drawn = await draw(step, film, plain, { plan: plain.plan, warnings: [] });
    const message = `The ${type} of slide ${slide.number} could not be made; it is shown as text.`;
    return { ...drawn, warnings: [...drawn.warnings, { code: "SLIDE_AS_TEXT", message }] };
  }
}

async function draw(step: StepContext, film: Film, slide: Slide, { plan, warnings }: FetchedPicture): Promise<Drawn> {
  // Lazy: fonts and canvas cost a server that draws nothing neither time nor memory.
  const { sceneFrames } = await import("@headway-jobs/slides/scene");
  const { narration, number, count } = slide;
  const scene = await sceneFrames({
    plan,
    size: pixelsOf(film.input),
    theme: film.input.theme,
    language: film.language,
    slideNumber: number,
    slideCount: count,
    topic: slide.topic,
    fps: FRAMES_PER_SECOND,
    durationMs: narration.durationMs,
    cuesMs: narration.sentences.map(({ startMs }) => startMs),
    cueTexts: narration.sentences.map(({ text }) => text),
  });
  const segments: SlidePicture["segments"][number][] = [];
  for (const [index, take] of takesOf(scene.segments).entries()) {
    segments.push(await encodeTake(step, film, take, `picture-${number}-${index + 1}.mp4`));
  }
  return {
    segments,
    kind: plan.visual.type,
    texts: scene.final.texts.map(({ text }) => text),
    warnings: [
      ...warnings,
      ...scene.final.warnings.map(({ code, message }) => ({
        code: code.toUpperCase(),
        message: `Slide ${number}: ${message}`,
      })),
    ],
  };
}

/** What one run of the encoder takes: motion and the stillness after it, which repeats the motion's last frame. */
interface Take {
  readonly first: SceneSegment;
  readonly movingFrames: number;
  readonly totalFrames: number;
}

function takesOf(segments: readonly SceneSegment[]): Take[] {
  const takes: Take[] = [];
  for (const segment of segments) {
    const last = takes.at(-1);
    if (segment.kind === "still" && last?.first.kind === "moving" && last.movingFrames === last.totalFrames) {
      takes[takes.length - 1] = { ...last, totalFrames: last.totalFrames + segment.frameCount };
    } else {
      const movingFrames = segment.kind === "moving" ? segment.frameCount : 1;
      takes.push({ first: segment, movingFrames, totalFrames: segment.frameCount });
    }
  }
  return takes;
}

async function encodeTake(
  step: StepContext,
  film: Film,
  take: Take,
  name: string,
): Promise<SlidePicture["segments"][number]> {
  const file = join(step.scratchDir, name);
  await encodeSegment({
    frames: framesOf(take.first),
    movingFrames: take.movingFrames,
    totalFrames: take.totalFrames,
    ...pixelsOf(film.input),
    out: file,
    signal: step.signal,
  });
  const { sha256 } = await step.saveArtifact({ name, mediaType: "video/mp4", internal: true, content: { file } });
  return { name, sha256 };
}

async function* framesOf(segment: SceneSegment): AsyncGenerator<Uint8Array> {
  if (segment.kind === "still") yield await segment.rgba();
  else for await (const { rgba } of segment.frames) yield rgba;
}
