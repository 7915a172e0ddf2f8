import { describe, expect, it } from "vitest";
import { detectionOf, wordErrors, wordsOf } from "./scores.ts";

const errors = (reference: string, heard: string): number => wordErrors(wordsOf(reference), wordsOf(heard));

describe("scores of local models", () => {
  it("count words without case, punctuation and the way of writing small numbers", () => {
    expect(wordsOf("Ten of clubs – it’s 5, 'quoted'.")).toEqual(["ten", "of", "clubs", "it's", "five", "quoted"]);
  });

  it("count insertions, deletions and substitutions of words", () => {
    expect(errors("a b c", "a b c")).toBe(0);
    expect(errors("a b c", "a x c d")).toBe(2);
    expect(errors("a b c", "")).toBe(3);
    expect(errors("", "a")).toBe(1);
  });

  it("count missed and falsely found speech once, also where turns overlap", () => {
    const reference = [
      { startS: 1, endS: 3 },
      { startS: 2, endS: 4 },
    ];
    expect(detectionOf(reference, [{ startS: 2, endS: 6 }], 10)).toEqual({ speechS: 3, missedS: 1, falseS: 2 });
    expect(detectionOf([], [], 10)).toEqual({ speechS: 0, missedS: 0, falseS: 0 });
  });
});
