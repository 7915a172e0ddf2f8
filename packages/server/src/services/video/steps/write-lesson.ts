import { HeadwayError, type VideoInput } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import { contentData, type Lesson, scriptData } from "../content/lesson.ts";
import { outlineInThread } from "../content/outline-thread.ts";
import type { Film } from "./film.ts";
import { findLesson } from "../content/lessons/find-lesson.ts";
import type { VideoPorts } from "../ports.ts";
import { tagOf, textLanguage } from "../content/source-language.ts";

/** The lesson in the film's language: outlined from the source, by the language model, or from a bundled lesson, and translated where it must be. */
export async function writeLesson(ctx: JobContext, ports: VideoPorts, film: Film): Promise<Lesson> {
  await ctx.progress({ phase: "generating_content", progress: 10, message: "Writing the outline" });
  const lesson = await ctx.step("lesson", (step) => outline(step, ports, film), {
    events: ({ title, slides }) => [
      {
        type: "video.outline",
        data: { title, slides: slides.map(({ plan }) => ({ title: plan.title, kind: plan.visual.type })) },
      },
    ],
  });
  await ctx.progress({ phase: "generating_scripts", progress: 20, message: "Writing the narration" });
  const spoken = await ctx.step("script", async (step) => {
    const translated = await translateWhereNeeded(step, ports, film, lesson);
    await saveDrafts(step, film, translated);
    return translated;
  });
  for (const { code, message } of spoken.warnings) await ctx.warn(code, message);
  return spoken;
}

async function outline(step: StepContext, ports: VideoPorts, { input }: Film): Promise<Lesson> {
  if (ports.model === undefined) return outlineWithoutModel(step, input);
  try {
    const { outlineFromModel } = await import("../content/outline-from-model.ts");
    return await outlineFromModel({ ...lessonRequest(input), model: ports.model, signal: step.signal });
  } catch (error) {
    step.signal.throwIfAborted();
    const otherWay = input.source !== undefined || findLesson(input.topic) !== undefined;
    if (!otherWay || !(error instanceof HeadwayError)) throw error;
    const lesson = await outlineWithoutModel(step, input);
    const message = `The language model did not write the lesson (${error.message}); it was outlined from the text instead.`;
    return { ...lesson, warnings: [{ code: error.code, message }, ...lesson.warnings] };
  }
}

function lessonRequest(input: VideoInput) {
  const { topic, source, language, tone, num_slides: slideCount } = input;
  return { topic, language, tone, slideCount, ...(source === undefined ? {} : { source }) };
}

async function outlineWithoutModel(step: StepContext, input: VideoInput): Promise<Lesson> {
  const source = input.source ?? findLesson(input.topic)?.source;
  if (source === undefined)
    throw new HeadwayError("NO_CONTENT_SOURCE", `There is no bundled lesson on “${input.topic}”.`);
  return outlineInThread({ ...lessonRequest(input), source, language: textLanguage(input) }, step.signal);
}

async function translateWhereNeeded(
  step: StepContext,
  ports: VideoPorts,
  { input, language }: Film,
  lesson: Lesson,
): Promise<Lesson> {
  const from = tagOf(textLanguage({ ...input, source: textOf(lesson) }));
  if (primaryLanguage(from) === primaryLanguage(language)) return lesson;
  const { translateLesson } = await import("../content/translate-lesson.ts");
  return translateLesson(lesson, { from, to: language, translation: ports.translation, signal: step.signal });
}

const textOf = (lesson: Lesson): string => lesson.slides.flatMap(({ narration }) => narration).join("\n");

/** `/api/content` and `/api/script` answer from here on, with estimated times until the voice has spoken. */
async function saveDrafts(step: StepContext, { input }: Film, lesson: Lesson): Promise<void> {
  const save = (name: string, value: unknown) =>
    step.saveArtifact({
      name,
      mediaType: "application/json",
      content: { bytes: Buffer.from(JSON.stringify(value), "utf8") },
    });
  await save("content.json", contentData(lesson, input.topic));
  await save("script.json", scriptData(lesson, input));
}
