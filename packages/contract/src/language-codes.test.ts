import { describe, expect, it } from "vitest";
import { LANGUAGE_CODES } from "./language-codes.ts";
import { ESPEAK_LANGUAGES, LANGUAGES } from "./languages.ts";

describe("the languages by their codes", () => {
  it("have each their own code and their own code of detection", () => {
    const codes = LANGUAGE_CODES.map(({ code }) => code);
    const detected = LANGUAGE_CODES.flatMap(({ detectedAs }) => detectedAs ?? []);
    expect(codes.length).toBeGreaterThan(90);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(detected).size).toBe(detected.length);
  });

  it("are written as ISO 639 writes them", () => {
    expect(LANGUAGE_CODES.filter(({ code }) => !/^[a-z]{2,3}$/.test(code))).toEqual([]);
    expect(LANGUAGE_CODES.filter(({ iso639 }) => !/^[a-z]{3}$/.test(iso639))).toEqual([]);
  });

  it("include every language that models write or a voice speaks", () => {
    const codes = new Set(LANGUAGE_CODES.map(({ code }) => code));
    const spoken = LANGUAGES.filter(({ tag }) => ESPEAK_LANGUAGES.has(tag)).map(({ tag }) => tag.split("-")[0] ?? "");
    expect(spoken.length).toBeGreaterThan(100);
    expect(spoken.filter((code) => !codes.has(code))).toEqual([]);
  });
});
