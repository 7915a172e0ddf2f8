import { DRAFT_TRANSLATION } from "@headway-jobs/ports/translation";
import { kindOf } from "@headway-jobs/slides/scenes/registry";
import type { RewriteText } from "@headway-jobs/slides/scenes/scene-kind";
import type { Picture, SlidePlan } from "@headway-jobs/slides/visual";
import { type Lesson, lessonSchema } from "./lesson.ts";
import { rephrase } from "./rephrase.ts";
import { shorten } from "./sentences.ts";

/** What this helper needs of a translation: as many texts out as in, in order. */
export interface LessonTranslation {
  translate(request: {
    readonly texts: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly signal: AbortSignal;
  }): Promise<{
    readonly texts: readonly string[];
    readonly warnings: readonly string[];
    /** True when it went by rules, word by word, and idioms have suffered. */
    readonly literal?: boolean;
  }>;
}

/**
 * The lesson in another language: titles, points, narration and the words inside visuals. Code, formulas, numbers, years and picture keywords
 * stay. What the translation could not honour is added to the lesson's warnings.
 */
export async function translateLesson(
  lesson: Lesson,
  request: {
    /** BCP-47 tags or ISO 639-1 codes. */
    readonly from: string;
    readonly to: string;
    readonly translation: LessonTranslation;
    readonly signal: AbortSignal;
  },
): Promise<Lesson> {
  const found = new Set<string>();
  // The same walk collects the texts and puts their translations in: it cannot disagree with itself.
  rewriteLesson(lesson, (text) => {
    found.add(text);
    return text;
  });
  const sources = [...found].filter((text) => /\p{L}/u.test(text));
  const { texts, warnings, literal } = await request.translation.translate({
    texts: sources,
    from: request.from,
    to: request.to,
    signal: request.signal,
  });
  const translated = new Map(sources.map((source, index) => [source, texts[index]?.trim() || source]));
  const rewritten = rewriteLesson(
    lesson,
    (text, maxLength) => shorten(translated.get(text) ?? text, maxLength) || text,
  );
  return lessonSchema.parse({
    ...(literal === true ? rephrase(lesson, rewritten, request.to) : rewritten),
    warnings: [
      ...lesson.warnings,
      ...(literal === true ? [DRAFT_TRANSLATION] : []),
      ...[...new Set(warnings)].map((message) => ({ code: "TRANSLATION", message })),
    ],
  });
}

/** Narration has no limit in the schema and must never be cut. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

function rewriteLesson(lesson: Lesson, rewrite: RewriteText): Lesson {
  return {
    ...lesson,
    title: rewrite(lesson.title, 160),
    slides: lesson.slides.map((slide) => ({
      ...slide,
      plan: rewritePlan(slide.plan, rewrite),
      narration: slide.narration.map((sentence) => rewrite(sentence, UNLIMITED)),
    })),
  };
}

function rewritePlan(plan: SlidePlan, rewrite: RewriteText): SlidePlan {
  return {
    title: rewrite(plan.title, 160),
    bullets: plan.bullets.map((point) => rewrite(point, 240)),
    visual: rewriteVisual(plan.visual, rewrite),
  };
}

function rewriteVisual(visual: SlidePlan["visual"], rewrite: RewriteText): SlidePlan["visual"] {
  switch (visual.type) {
    case "text":
      return visual;
    case "picture":
      return { ...visual, picture: rewritePicture(visual.picture, rewrite) };
    case "animation":
      return {
        ...visual,
        scene: kindOf(visual.scene).mapTexts(visual.scene, rewrite),
        description: optional(visual.description, 400, rewrite) ?? "",
      };
  }
}

function rewritePicture(picture: Picture, rewrite: RewriteText): Picture {
  switch (picture.kind) {
    case "image":
    case "illustration":
    case "code":
      return picture;
    case "formula": {
      const caption = optional(picture.caption, 200, rewrite);
      return { ...picture, ...(caption === undefined ? {} : { caption }) };
    }
    case "table":
      return {
        ...picture,
        header: picture.header.map((cell) => rewrite(cell, 80)),
        rows: picture.rows.map((row) => row.map((cell) => rewrite(cell, 120))),
      };
    case "quote":
      return { ...picture, text: rewrite(picture.text, 400) };
  }
}

function optional(text: string | undefined, maxLength: number, rewrite: RewriteText): string | undefined {
  return text === undefined || text === "" ? text : rewrite(text, maxLength);
}
