import { describe, expect, it } from "vitest";
import { sentencesOf } from "../src/kinds/speech/sentences.ts";
import { emptySpeechForm, speechInputOf, voicesFor } from "../src/kinds/speech/speech-form-state.ts";
import { logOf, progress } from "./support/log-of.ts";

const translated = (sentence: number) =>
  ["speech.sentence.translated", { sentence, source: `s${sentence}`, text: `t${sentence}` }] as const;
const spoken = (sentence: number) =>
  ["speech.sentence.spoken", { sentence, text: `t${sentence}`, duration: sentence + 0.5 }] as const;

describe("the sentences of a speech job", () => {
  it("stand in their order, whatever order they were spoken in", () => {
    const events = logOf(translated(1), translated(2), translated(3), progress("speaking", 40), spoken(3), spoken(1));
    expect(sentencesOf(events)).toEqual([
      { number: 1, source: "s1", text: "t1", durationS: 1.5 },
      { number: 2, source: "s2", text: "t2", durationS: null },
      { number: 3, source: "s3", text: "t3", durationS: 3.5 },
    ]);
  });

  it("have no source when they were only spoken", () => {
    expect(sentencesOf(logOf(spoken(1)))).toEqual([{ number: 1, source: "", text: "t1", durationS: 1.5 }]);
  });
});

describe("the speech form", () => {
  it("leaves out what was left open", () => {
    expect(speechInputOf({ ...emptySpeechForm, text: "Hello." })).toEqual({
      text: "Hello.",
      source_language: "en-us",
      target_language: "es-es",
    });
    expect(
      speechInputOf({ ...emptySpeechForm, text: "Hello.", voice: "205402", formality: "1", age: "70" }),
    ).toMatchObject({ voice_id: 205402, formality: 1, age: 70 });
  });

  it("offers the voices of the language and those that speak every one", () => {
    const voices = [voice(1, "es-es", 54), voice(2, "fr-fr", 76), voice(3, "mul", null)];
    expect(voicesFor(voices, "es-es").map(({ id }) => id)).toEqual([1, 3]);
  });
});

function voice(id: number, language_tag: string, language: number | null) {
  return { id, voice_name: "V", gender: 1, age: null, language, language_tag, description: "" };
}
