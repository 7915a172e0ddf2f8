import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textErrors, wordErrors, wordsOf } from "./word-errors.ts";

describe("word errors", () => {
  it("count words without case, punctuation and the way of writing small numbers", () => {
    expect(wordsOf("Ten of clubs – it’s 5, 'quoted'.")).toEqual(["ten", "of", "clubs", "it's", "five", "quoted"]);
  });

  it("take a letter and its separate accent for the letter with the accent", () => {
    expect(wordsOf("cafe\u0301")).toEqual(wordsOf("café"));
  });

  it.each([
    ["a b c", "a b c", 0, 3],
    ["a b c", "a x c d", 2, 3],
    ["a b c", "", 3, 3],
    ["", "a", 1, 0],
    // The README of MeetEval (fgnt/meeteval): ErrorRate(errors=5, length=9) and ErrorRate(errors=2, length=2).
    ["The quick brown fox jumps over the lazy dog", "The kwik browne focks jumps over the lay dock", 5, 9],
    ["Hello World", "Goodbye", 2, 2],
  ])("of %j heard as %j are insertions, deletions and substitutions", (reference, heard, errors, words) => {
    expect(textErrors(reference, heard)).toEqual({ errors, words });
  });

  it("are none for the same words, and never fewer than the difference in length nor more than the longer text", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (one, other) => {
        const errors = wordErrors(one, other);
        expect(wordErrors(one, one)).toBe(0);
        expect(errors).toBe(wordErrors(other, one));
        expect(errors).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
        expect(errors).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});
