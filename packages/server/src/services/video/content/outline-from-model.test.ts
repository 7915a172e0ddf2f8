import { HeadwayError } from "@headway-jobs/contract";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
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

  it("has the marks taken out of what is shown and spoken", async () => {
    const marked = {
      ...slide,
      title: "# Why they _glow_",
      bullets: ["**Bold** point", "See [link](https://x.org)", "<b>Heavy</b>", "$E=mc^2$", "2 * 3 * 4 snake_case_name"],
      narration: [...NARRATION, "- **Look** at `this`."],
    };
    const { model } = scriptedModel({ title: "**Tides**", slides: [slide, marked] });
    const lesson = await outlineFromModel({ ...request, model });
    expect(lesson.title).toBe("Tides");
    expect(lesson.slides[1]).toMatchObject({
      plan: {
        title: "Why they glow",
        bullets: ["Bold point", "See link", "Heavy", "E=mc²", "2 * 3 * 4 snake_case_name"],
      },
      narration: [...NARRATION, "Look at this."],
    });
  });

  it.each([1, 3])("may have %d slides instead of 2 after one correction, with a warning", async (count) => {
    const draft = { title: "Tides", slides: Array.from({ length: count }, () => slide) };
    const lesson = await outlineFromModel({ ...request, model: scriptedModel(draft, draft).model });
    expect(lesson.slides).toHaveLength(count);
    expect(lesson.warnings).toMatchObject([{ code: "SLIDE_COUNT" }]);
    const corrected = scriptedModel(draft, { title: "Tides", slides: [slide, slide] });
    expect((await outlineFromModel({ ...request, model: corrected.model })).warnings).toEqual([]);
  });

  it("rests on the beginning of a source that is too long for the model, with a warning", async () => {
    const { model, asked } = scriptedModel({ title: "Tides", slides: [slide, slide] });
    const source = Array.from({ length: 800 }, (_, index) => `Fact ${index} about the Moon and the sea.`).join("\n\n");
    const small: StructuredModel = {
      ...model,
      generate: async (asking) => {
        if (asking.prompt.length > 9_000) throw new HeadwayError("PROVIDER_INPUT_TOO_LONG", "Too long.");
        return model.generate(asking);
      },
    };
    const lesson = await outlineFromModel({ ...request, model: small, source });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("Fact 100 ");
    expect(lesson.warnings).toMatchObject([
      {
        code: "SOURCE_SHORTENED",
        message: expect.stringMatching(/^The language model was given the first \d+ of \d+ char/),
      },
    ]);
    const never = {
      ...small,
      generate: () => Promise.reject(new HeadwayError("PROVIDER_INPUT_TOO_LONG", "Too long.")),
    };
    await expect(outlineFromModel({ ...request, model: never, source })).rejects.toMatchObject({
      code: "PROVIDER_INPUT_TOO_LONG",
    });
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
    ["half of the slides", { title: "T", slides: [] }, /./],
    ["a blank title", { title: "T", slides: [slide, { ...slide, title: "…" }] }, /slides\.1\.title/],
    [
      "hardly any narration",
      { title: "T", slides: [slide, { ...slide, narration: ["Hello."] }] },
      /slides\.1\.narration/,
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
