import { ClientError } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { describe, expect, it } from "vitest";
import { emptyForm, inputOf, problemsOf } from "../src/kinds/video/form-state.ts";

const refusal = (
  code: string,
  errors: readonly { loc: (string | number)[]; msg: string }[],
  message = "The sentence.",
) =>
  new ClientError(message, {
    code,
    status: 422,
    advice: "Do this.",
    errors: errors.map((one) => ({ ...one, type: "x" })),
  });

describe("the video form", () => {
  it("sends no source when the text is blank", () => {
    expect(inputOf({ ...emptyForm, topic: "  Tides ", source: " \n" })).toEqual({
      topic: "Tides",
      num_slides: 5,
      language: "english",
      tone: "formal",
      size: "1920x1080",
      theme: "dark",
      captions: true,
    });
    expect(inputOf({ ...emptyForm, source: "# A" })).toMatchObject({ source: "# A" });
  });

  it.each([
    [
      "a field's own words",
      refusal("INVALID_INPUT", [{ loc: ["body", "input", "num_slides"], msg: "must be at most 20" }]),
      { num_slides: "Must be at most 20." },
    ],
    [
      "the sentence of a decision",
      refusal("NO_CONTENT_SOURCE", [{ loc: ["body", "source"], msg: "is needed" }]),
      { source: "The sentence." },
    ],
    [
      "the first of two problems",
      refusal("INVALID_INPUT", [
        { loc: ["topic"], msg: "A." },
        { loc: ["topic"], msg: "B." },
      ]),
      { topic: "A." },
    ],
    ["what belongs to no field", refusal("INVALID_INPUT", [{ loc: ["body"], msg: "bad" }]), { form: "The sentence." }],
    [
      "a refusal without fields",
      refusal("QUEUE_FULL", []),
      { form: `The sentence. ${adviceOf("QUEUE_FULL", "console")}` },
    ],
  ])("shows %s", (_title, error, problems) => {
    expect(problemsOf(error)).toEqual(problems);
  });
});
