import { SCENE_KINDS } from "@headway-jobs/slides/scenes/list";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../document.ts";
import { outlineFromSource } from "../outline.ts";
import { countWords } from "../sentences.ts";
import { findLesson, lessonTitles } from "./find-lesson.ts";

const lessonOf = (title: string, slideCount: number) =>
  outlineFromSource({
    source: findLesson(title)?.source ?? "",
    topic: title,
    slideCount,
    language: "english",
    tone: "formal",
  });

/** Kinds of scenes that no bundled lesson has. */
const NOT_IN_LESSONS = ["steps"];

describe("bundled lessons", () => {
  it("are at least seven, Introduction to Machine Learning among them", () => {
    expect(lessonTitles().length).toBeGreaterThanOrEqual(7);
    expect(lessonTitles()).toContain("Introduction to Machine Learning");
  });

  it.each([
    ["introduction to machine learning", "Introduction to Machine Learning"],
    ["Machine learning!", "Introduction to Machine Learning"],
    ["An intro to ML", "Introduction to Machine Learning"],
    ["What is machine-learning?", "Introduction to Machine Learning"],
    ["Explain photosynthesis to kids", "How Photosynthesis Works"],
    ["how does PHOTOSYNTHESIS work", "How Photosynthesis Works"],
    ["the water cycle", "The Water Cycle"],
    ["history of the internet", "A Short History of the Internet"],
    ["How do vaccines work?", "How Vaccines Work"],
    ["vaccine", "How Vaccines Work"],
    ["Supply & Demand", "Supply and Demand"],
    ["law of supply and demand", "Supply and Demand"],
    ["Newtons three laws of motion", "Newton's Laws of Motion"],
    ["HTTP", "How HTTP Works"],
  ])("are found by %j", (topic, title) => expect(findLesson(topic)?.title).toBe(title));

  it.each([
    "Quantum Machine Dynamics",
    "History of Rome",
    "The Motorcycle",
    "Water",
    "The water rights of farmers",
    "Machine guns",
    "Learning Spanish",
    "Laws of Kepler",
    "Demand for nurses in Kenya",
    "The ethics of machine translation",
    "Marketing",
    "Introduction",
    "work",
    "???",
    "",
    "The",
    "🧠",
  ])("are not found by accident for %j", (topic) => expect(findLesson(topic)).toBeUndefined());

  it("are looked for under any topic without failing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (topic) => void findLesson(topic)));
  });

  describe.each(lessonTitles())("%s", (title) => {
    it("ranks every section, so that short versions keep the best", () => {
      const { order, sections } = parseDocument(findLesson(title)?.source ?? "");
      expect([...order].toSorted()).toEqual(sections.map((section) => section.title).toSorted());
    });

    it.each([1, 2, 3, 5, 8, 12, 16, 20])("makes %i good slides", (slideCount) => {
      const { slides, warnings } = lessonOf(title, slideCount);
      expect(slides).toHaveLength(slideCount);
      expect(warnings).toEqual([]);
      expect(new Set(slides.map(({ plan }) => plan.title)).size).toBe(slideCount);
      for (const { plan, narration, keywords } of slides) {
        const words = countWords(narration.join(" "));
        expect.soft(words, plan.title).toBeGreaterThanOrEqual(45);
        expect.soft(words, plan.title).toBeLessThanOrEqual(100);
        expect.soft(plan.bullets.length, plan.title).toBeGreaterThanOrEqual(2);
        expect.soft(plan.bullets.join(""), plan.title).not.toContain("…");
        expect.soft(keywords.length, plan.title).toBeGreaterThan(0);
      }
      if (slideCount >= 5) expect(slides.at(-1)?.plan.title).toBe("What to remember");
      if (slideCount >= 5) expect(slides.some(({ plan }) => plan.visual.type === "animation")).toBe(true);
    });
  });

  it("together use every kind of scene but those named above", () => {
    const kinds = new Set<string>(
      lessonTitles().flatMap((title) =>
        lessonOf(title, 20).slides.map(({ plan }) =>
          plan.visual.type === "animation" ? plan.visual.scene.kind : plan.visual.type,
        ),
      ),
    );
    const expected = [...SCENE_KINDS.map(({ kind }) => kind), "text", "picture"];
    expect(expected.filter((kind) => !kinds.has(kind))).toEqual(NOT_IN_LESSONS);
  });
});
