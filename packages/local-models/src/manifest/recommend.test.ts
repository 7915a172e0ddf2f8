import { describe, expect, it } from "vitest";
import { knownModels } from "./catalogue.ts";
import { machineLanguages, recommendModels } from "./recommend.ts";

const GIB = 2 ** 30;
const names = (languages: readonly string[], memoryBytes = 16 * GIB): readonly string[] =>
  recommendModels(knownModels(), languages, memoryBytes).map(({ name }) => name);

describe("the recommendation", () => {
  it("has a voice, a recogniser, speakers, a segmenter and translation for a language", () => {
    expect(names(["es-ES"])).toEqual([
      "piper-es-es-davefx-medium",
      "parakeet-tdt-0.6b-v3-int8",
      "pyannote-segmentation-3.0",
      "campplus-zh-en",
      "silero-vad",
      "bergamot-en-es",
      "bergamot-es-en",
    ]);
  });

  it("takes the voice of the region where there is one, else one of the language", () => {
    expect(names(["es_MX"])).toContain("piper-es-mx-ald-medium");
    expect(names(["en-GB"])).toContain("piper-en-gb-alba-medium");
    expect(names(["de-AT"])).toContain("piper-de-de-thorsten-medium");
  });

  it("takes a recogniser of other languages where the large one lacks one of them", () => {
    expect(names(["en", "ja"])).toContain("whisper-small-int8");
    expect(names(["en", "ja"])).not.toContain("parakeet-tdt-0.6b-v3-int8");
  });

  it("takes a small recogniser for a small machine", () => {
    expect(names(["en"], 4 * GIB)).toContain("whisper-base-int8");
  });

  it("has no translation for English alone, and no voice for a language without one", () => {
    expect(names(["en-US"]).filter((name) => name.startsWith("bergamot"))).toEqual([]);
    expect(names(["sw"]).filter((name) => name.startsWith("piper"))).toEqual([]);
  });
});

describe("the machine's languages", () => {
  it.each([
    [{ LANG: "de_AT.UTF-8" }, "de-AT"],
    [{ LANG: "de_AT.UTF-8", LC_ALL: "fr_FR@euro" }, "fr-FR"],
    [{ LANG: "C.UTF-8" }, "pt-BR"],
    [{ LANG: "POSIX" }, "pt-BR"],
    [{ LANG: "" }, "pt-BR"],
    [{}, "pt-BR"],
  ])("of %j are %s", (env, expected) => {
    expect(machineLanguages(env, "pt-BR")).toEqual([expected]);
  });
});
