import { scriptedModel } from "@headway-jobs/ports/testing/scripted-model";
import { isUntranslated } from "@headway-jobs/ports/translation";
import { describe, expect, it } from "vitest";
import { modelTranslation } from "./model.ts";

const TEXT = "The report is on the table in the kitchen.";

describe("a text that a language model gives back as it was", () => {
  it("is asked for once more", async () => {
    const { model } = scriptedModel({ texts: [TEXT] }, { texts: ["Das Haus ist rot."] });
    expect(await modelTranslation(model).translate({ texts: [TEXT], from: "en", to: "de" })).toMatchObject({
      texts: ["Das Haus ist rot."],
      warnings: [],
    });
  });

  it("twice is named in a warning", async () => {
    const { model } = scriptedModel({ texts: [TEXT] }, { texts: [TEXT] });
    expect(await modelTranslation(model).translate({ texts: [TEXT], from: "en", to: "de" })).toMatchObject({
      texts: [TEXT],
      warnings: [expect.stringContaining("without a translation")],
    });
  });
});

describe("a text counts as untranslated", () => {
  it.each<[string, string, boolean]>([
    [TEXT, TEXT, true],
    [TEXT, ` ${TEXT.toUpperCase()} `, true],
    ["今天天气很好。", "今天天气很好。", true],
    [TEXT, `${TEXT}!`, false],
    ["Anna Schmidt, Hotel Central", "Anna Schmidt, Hotel Central", false],
    ["https://example.com/a/page/of/words", "https://example.com/a/page/of/words", false],
    ["npm run build", "npm run build", true],
    ["OK", "OK", false],
    ["", "", false],
  ])("when it is its source and more than names: %s", (source, translated, expected) => {
    expect(isUntranslated(source, translated)).toBe(expected);
  });
});
