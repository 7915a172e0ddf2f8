import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readParallel } from "./read-parallel.ts";

describe("a parallel set", () => {
  it("has sentences with references, and languages where the first line names them", () => {
    const rows = "# UD-PUD\nGood morning.\tBuenos días.\r\n\nYes.\tSí.\n";
    const sentences = [
      { source: "Good morning.", reference: "Buenos días." },
      { source: "Yes.", reference: "Sí." },
    ];
    expect(readParallel(rows)).toEqual({ from: null, to: null, sentences });
    expect(readParallel(`\uFEFFen\tes-ES\n${rows}`)).toEqual({ from: "en", to: "es-ES", sentences });
  });

  it.each([
    ["Good morning.", /^Line 1 /],
    ["a\tb\nc\td\te", /^Line 2 /],
    ["en\tes", /no sentences/],
    ["", /no sentences/],
  ])("of %j is refused", (text, message) => {
    expect(() => readParallel(text)).toThrow(message);
  });

  it("of any text is read or refused with INVALID_INPUT", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(readParallel(text).sentences.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_INPUT" });
        }
      }),
    );
  });
});
