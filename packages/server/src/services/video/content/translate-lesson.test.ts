import { DRAFT_TRANSLATION } from "@headway-jobs/ports/translation";
import { describe, expect, it } from "vitest";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import type { Lesson } from "./lesson.ts";
import { type LessonTranslation, translateLesson } from "./translate-lesson.ts";

const shouting: LessonTranslation = {
  translate: ({ texts }) =>
    Promise.resolve({ texts: texts.map((text) => text.toUpperCase()), warnings: ["roughly", "roughly"] }),
};
const request = { from: "en", to: "es", translation: shouting, signal: new AbortController().signal };

function lessonWith(visual: SlidePlan["visual"]): Lesson {
  return {
    title: "Tides",
    slides: [
      {
        plan: { title: "The sea", bullets: ["two tides"], visual },
        narration: ["The sea rises.", "It falls."],
        keywords: ["sea"],
      },
    ],
    warnings: [],
  };
}

async function translatedVisual(visual: SlidePlan["visual"]): Promise<SlidePlan["visual"] | undefined> {
  return (await translateLesson(lessonWith(visual), request)).slides[0]?.plan.visual;
}

describe("a translated lesson", () => {
  it("has its titles, points and sentences translated and keeps their number, and says once what was not perfect", async () => {
    const lesson = await translateLesson(lessonWith({ type: "text" }), request);
    expect(lesson).toMatchObject({
      title: "TIDES",
      slides: [
        {
          plan: { title: "THE SEA", bullets: ["TWO TIDES"] },
          narration: ["THE SEA RISES.", "IT FALLS."],
          keywords: ["sea"],
        },
      ],
      warnings: [{ code: "TRANSLATION", message: "roughly" }],
    });
  });

  it.each<[string, SlidePlan["visual"], object]>([
    [
      "labels and notes of a process",
      {
        type: "animation",
        description: "two steps",
        scene: { kind: "process", steps: [{ label: "rise", note: "slowly" }, { label: "fall" }] },
      },
      { description: "TWO STEPS", scene: { steps: [{ label: "RISE", note: "SLOWLY" }, { label: "FALL" }] } },
    ],
    [
      "events but not years",
      {
        type: "animation",
        description: "",
        scene: {
          kind: "timeline",
          events: [
            { when: "1969", label: "a" },
            { when: "1970", label: "b" },
          ],
        },
      },
      {
        scene: {
          events: [
            { when: "1969", label: "A" },
            { when: "1970", label: "B" },
          ],
        },
      },
    ],
    [
      "axes and series",
      {
        type: "animation",
        description: "",
        scene: {
          kind: "line",
          xLabel: "year",
          series: [
            {
              label: "level",
              points: [
                { x: 1, y: 2 },
                { x: 2, y: 3 },
              ],
            },
          ],
        },
      },
      {
        scene: {
          xLabel: "YEAR",
          series: [
            {
              label: "LEVEL",
              points: [
                { x: 1, y: 2 },
                { x: 2, y: 3 },
              ],
            },
          ],
        },
      },
    ],
    [
      "branches and leaves",
      {
        type: "animation",
        description: "",
        scene: {
          kind: "tree",
          root: "water",
          branches: [
            { label: "salt", leaves: ["sea"] },
            { label: "fresh", leaves: [] },
          ],
        },
      },
      {
        scene: {
          root: "WATER",
          branches: [
            { label: "SALT", leaves: ["SEA"] },
            { label: "FRESH", leaves: [] },
          ],
        },
      },
    ],
    [
      "both sides of a comparison",
      {
        type: "animation",
        description: "",
        scene: {
          kind: "comparison",
          left: { title: "ebb", points: ["low"] },
          right: { title: "flood", points: ["high"] },
        },
      },
      { scene: { left: { title: "EBB", points: ["LOW"] }, right: { title: "FLOOD", points: ["HIGH"] } } },
    ],
    [
      "cells of a table",
      { type: "picture", keyword: "sea", picture: { kind: "table", header: ["day"], rows: [["monday"], ["12"]] } },
      { keyword: "sea", picture: { header: ["DAY"], rows: [["MONDAY"], ["12"]] } },
    ],
    [
      "a formula's caption, not the formula",
      { type: "picture", keyword: "", picture: { kind: "formula", expression: "f = m a", caption: "force" } },
      { picture: { expression: "f = m a", caption: "FORCE" } },
    ],
    [
      "no code",
      { type: "picture", keyword: "", picture: { kind: "code", language: "js", code: "let sea" } },
      { picture: { code: "let sea" } },
    ],
  ])("shows %s in the new language", async (_what, visual, expected) => {
    expect(await translatedVisual(visual)).toMatchObject(expected);
  });

  it("takes its connecting phrases from a phrase book when the translation went word by word", async () => {
    const lesson = {
      ...lessonWith({
        type: "animation",
        description: "",
        scene: { kind: "cycle", stages: [{ label: "a" }, { label: "b" }, { label: "c" }] },
      }),
    };
    const narration = [
      "Hi there!",
      "Today's topic: Tides.",
      "Watch how three stages form a circle, and the last one leads back to the first.",
      "The sea rises.",
      "And that's it for today.",
      "Thanks for watching!",
    ];
    const literal: LessonTranslation = {
      translate: async (call) => ({ ...(await shouting.translate(call)), literal: true }),
    };
    const original = { ...lesson, slides: lesson.slides.map((slide) => ({ ...slide, narration })) };
    const { slides, warnings } = await translateLesson(original, { ...request, translation: literal });
    expect(warnings).toContainEqual(DRAFT_TRANSLATION);
    expect(slides[0]?.narration).toEqual([
      "Bienvenidos.",
      "Nuestro tema de hoy: TIDES.",
      "Observen la animación.",
      "THE SEA RISES.",
      "Con esto termina la lección.",
      "Gracias por su atención.",
    ]);
    expect(
      (await translateLesson(original, { ...request, to: "sw", translation: literal })).slides[0]?.narration,
    ).toHaveLength(6);
  });

  it("never has a text too long for its place, and never cuts what is spoken", async () => {
    const longer: LessonTranslation = {
      translate: ({ texts }) =>
        Promise.resolve({ texts: texts.map((text) => `${text} ${"palabra ".repeat(80)}`), warnings: [] }),
    };
    const lesson = await translateLesson(lessonWith({ type: "text" }), { ...request, translation: longer });
    expect(lesson.slides[0]?.plan.title.length).toBeLessThanOrEqual(160);
    expect(lesson.slides[0]?.narration[0]?.match(/palabra/g)).toHaveLength(80);
  });
});
