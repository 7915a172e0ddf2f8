import { describe, expect, it } from "vitest";
import { findLanguage, LANGUAGES } from "./languages.ts";

describe("the language table", () => {
  it("has 149 languages whose ids and tags are unique", () => {
    expect(LANGUAGES).toHaveLength(149);
    expect(new Set(LANGUAGES.map(({ id }) => id)).size).toBe(149);
    expect(new Set(LANGUAGES.map(({ tag }) => tag)).size).toBe(149);
  });

  it("leaves the ids free that belong to nobody", () => {
    expect(LANGUAGES.map(({ id }) => id).filter((id) => id === 137 || id === 138 || id < 1 || id > 151)).toEqual([]);
  });

  it("has tags in lower case that name a language and a place", () => {
    expect(LANGUAGES.map(({ tag }) => tag).filter((tag) => !/^[a-z]{2,3}-[a-z]{2}(?:-[a-z]+)?$/.test(tag))).toEqual([]);
  });

  it.each([
    [1, "en-us"],
    [54, "es-es"],
    [76, "fr-fr"],
    [111, "pt-br"],
    [150, "ar-xa"],
  ])("keeps id %i for %s", (id, tag) => {
    expect(LANGUAGES.find((language) => language.id === id)?.tag).toBe(tag);
  });

  it.each([
    [54, "es-es"],
    ["es-ES", "es-es"],
    ["pt_BR", "pt-br"],
    ["es", "es-es"],
    ["en", "en-us"],
    ["ca", "ca-es"],
    ["en-uk", "en-gb"],
    ["zh", "zh-cn"],
    [137, undefined],
    [0, undefined],
    [1.5, undefined],
    ["", undefined],
    ["klingon", undefined],
    ["es-xx", undefined],
    ["54", undefined],
  ])("finds %j as %s", (idOrTag, tag) => {
    expect(findLanguage(idOrTag)?.tag).toBe(tag);
  });
});
