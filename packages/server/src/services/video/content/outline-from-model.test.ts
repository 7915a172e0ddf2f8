import { describe, expect, it } from "vitest";
import { scriptedModel } from "@headway-jobs/ports/testing/scripted-model";
import { lessonSchema } from "./lesson.ts";
import { outlineFromModel } from "./outline-from-model.ts";

const NARRATION = [
  "The tide is the slow breathing of the sea, and twice a day it covers the beach and leaves it again.",
  "Watch how the two bulges stay in place while the Earth turns below them, which is why most coasts see two tides a day.",
];
const slide = {
  title: "Tides",
  bullets: ["The Moon pulls", "Two bulges"],
  visual: { type: "text" },
  narration: NARRATION,
  keywords: ["tide"],
};
const request = { topic: "Tides", slideCount: 2, language: "english", tone: "formal" } as const;

describe("a lesson written by a model", () => {
  it("has the slides asked for and is valid", async () => {
    const { model, asked } = scriptedModel({ title: "Tides", slides: [slide, slide] });
    const lesson = await outlineFromModel({ ...request, model });
    expect(lessonSchema.parse(lesson).slides.map(({ narration }) => narration)).toEqual([NARRATION, NARRATION]);
    expect(asked[0]).toContain("exactly 2 slides on the topic: Tides");
    expect(asked[0]).toContain("without contractions");
  });

  it("is given the source as material, cleaned", async () => {
    const { model, asked } = scriptedModel({ title: "Tides", slides: [slide, slide] });
    await outlineFromModel({
      ...request,
      model,
      source: "<html><p>The Moon\u0007 pulls.</p><script>x()</script></html>",
    });
    expect(asked[0]).toMatch(/<source>\s*The Moon pulls\.\s*<\/source>/);
  });

  it.each([
    ["too few slides", { title: "T", slides: [slide] }, /./],
    ["a blank title", { title: "T", slides: [slide, { ...slide, title: "…" }] }, /slides\.1\.title/],
    [
      "hardly any narration",
      { title: "T", slides: [slide, { ...slide, narration: ["Hello."] }] },
      /slides\.1\.narration/,
    ],
    [
      "markup to be read aloud",
      { title: "T", slides: [slide, { ...slide, narration: [...NARRATION, "- **bold**"] }] },
      /markup/,
    ],
    [
      "a file for a picture",
      {
        title: "T",
        slides: [slide, { ...slide, visual: { type: "picture", picture: { kind: "image", path: "/etc/passwd" } } }],
      },
      /illustration/,
    ],
    [
      "numbers that are none",
      {
        title: "T",
        slides: [
          slide,
          {
            ...slide,
            visual: {
              type: "animation",
              scene: {
                kind: "bars",
                bars: [
                  { label: "a", value: "many" },
                  { label: "b", value: 2 },
                ],
              },
            },
          },
        ],
      },
      /./,
    ],
    [
      "a scatter on one vertical line",
      {
        title: "T",
        slides: [
          slide,
          {
            ...slide,
            visual: {
              type: "animation",
              scene: {
                kind: "scatter",
                points: [
                  { x: 1, y: 1 },
                  { x: 1, y: 2 },
                  { x: 1, y: 3 },
                ],
              },
            },
          },
        ],
      },
      /same x/,
    ],
  ])("is refused with %s", async (_what, answer, problem) => {
    const failing = outlineFromModel({ ...request, model: scriptedModel(answer).model });
    await expect(failing).rejects.toMatchObject({
      code: "PROVIDER_BAD_ANSWER",
      message: expect.stringMatching(problem),
    });
  });
});
