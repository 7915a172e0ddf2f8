import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, splitGraphemes } from "./clean-text.ts";
import { balancedWidth, ellipsize, wrapText } from "./wrapping.ts";

/** Every character one wide. */
const cells = (text: string): number => splitGraphemes(text).length;
const wrap = (text: string, width: number, language = "en"): readonly string[] =>
  wrapText(text, width, cells, language).lines;

const letters = (text: string): string => text.replaceAll(/[\s-]/gu, "");

describe("wrapping", () => {
  it.each([
    ["words at blanks", "one two three", 7, "en", ["one two", "three"]],
    ["with punctuation on its word", "one two, three.", 8, "en", ["one two,", "three."]],
    ["long words with a hyphen", "abcdefghij", 5, "en", ["abcd-", "efgh-", "ij"]],
    ["numbers without one", "1234567890", 4, "en", ["1234", "5678", "90"]],
    ["after hyphens and slashes", "state-of-the-art", 9, "en", ["state-of-", "the-art"]],
    ["Chinese between words, with the comma on its word", "机器学习，算法", 4, "zh", ["机器", "学习，", "算法"]],
    ["Japanese without a bracket at the end of a line", "学習「例」", 3, "ja", ["学習", "「例」"]],
    ["emoji of several code points in one piece", "👩‍🔬👩‍🔬👩‍🔬", 2, "en", ["👩‍🔬👩‍🔬", "👩‍🔬"]],
  ])("breaks %s", (_, text, width, language, expected) => {
    expect(wrap(text, width, language)).toEqual(expected);
  });

  it("loses no letter and keeps every line within the width", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 }).map(cleanText);
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 3, max: 40 }),
        fc.constantFrom("en", "zh", "ar", "th"),
        (source, width, language) => {
          const lines = wrap(source, width, language);
          expect(lines.filter((line) => cells(line) > width)).toEqual([]);
          expect(letters(lines.join(""))).toBe(letters(source));
        },
      ),
    );
  });

  it("balances headings without another line", () => {
    const text = "Learning is finding a rule that also holds";
    const width = balancedWidth(text, 36, cells, "en");
    expect(wrap(text, width).length).toBe(wrap(text, 36).length);
    expect(width).toBeLessThan(28);
  });

  it("shortens with an ellipsis, and not after a comma", () => {
    expect(ellipsize("one, two, three", 10, cells)).toBe("one, two…");
  });
});
