import { describe, expect, it } from "vitest";
import { madeWith } from "../src/made-with.ts";

const MEASURED = { language: "en", set: "calls", measured_at: "2026-12-01T10:00:00.000Z" };

const made = (...providers: readonly unknown[]): readonly string[] => madeWith({ usage: { providers } });

describe("what made a result", () => {
  it("are the providers that the job used, without an exam where there was none", () => {
    expect(made({ name: "flite", calls: 1 }, { name: "apertium", calls: 2 })).toEqual(["flite", "apertium"]);
  });

  it.each([
    [
      { capability: "ear", word_error_rate: 0.1111, words: 99 },
      "11 % word errors [en] in this machine's exam of 2026-12-01",
    ],
    [
      { capability: "voice", word_error_rate: 0.027, words: 99, heard_by: "local/whisper" },
      "2.7 % word errors [en] as heard by local/whisper in this machine's exam of 2026-12-01",
    ],
    [
      { capability: "speakers", diarization_error_rate: 0.25, speech_seconds: 60 },
      "25 % speaker errors (DER) in this machine's exam of 2026-12-01",
    ],
    [
      { capability: "translation", language: "en>es", chrf: 53.24, sentences: 100 },
      "chrF 53 of 100 [en>es] in this machine's exam of 2026-12-01",
    ],
  ])("have their figures in one line: %j", (exam, words) => {
    expect(made({ name: "x", exam: { ...MEASURED, ...exam } })).toEqual([`x (${words})`]);
  });

  it("is nothing where a job used no provider, or the members are not known", () => {
    expect(madeWith({ usage: {} })).toEqual([]);
    expect(madeWith({ usage: { providers: "flite" } })).toEqual([]);
    expect(made(null, {}, { name: 5 })).toEqual([]);
  });
});
