import { describe, expect, it } from "vitest";
import { oneFileModel } from "../testing/store-bench.ts";
import { understands, understoodLanguages } from "./ear-languages.ts";

const ear = (format: "whisper" | "nemo-ctc", languages: readonly string[]) =>
  oneFileModel("ear", new Uint8Array(), { capability: "ear", format, languages: [...languages] });

describe("the languages of an ear", () => {
  it("are understood under all their names, whatever the case and the region", () => {
    const whisper = ear("whisper", ["no", "zh", "he", "en"]);
    for (const asked of ["nb", "cmn-Hans", "iw", "EN", "en_US", "no"]) expect(understands(whisper, asked)).toBe(true);
    expect(understands(whisper, "de")).toBe(false);
    expect(understoodLanguages(whisper)).toEqual(["no", "zh", "he", "en", "nb", "cmn", "iw"]);
  });

  it("are any that the format has when the model is for any", () => {
    expect(understoodLanguages(ear("whisper", ["mul"]))).toBeNull();
    expect(understands(ear("whisper", ["mul"]), "nb")).toBe(true);
    expect(understands(ear("whisper", ["mul"]), "tlh")).toBe(false);
  });

  it("have the names of the manifest alone in other formats", () => {
    expect(understoodLanguages(ear("nemo-ctc", ["en-US"]))).toEqual(["en"]);
    expect(understands(ear("nemo-ctc", ["no"]), "nb")).toBe(false);
  });
});
