import { describe, expect, it } from "vitest";
import { cpWordErrors, type SpokenWords } from "./cp-word-errors.ts";

/** One speaker for each text. */
const spoken = (texts: readonly string[]): SpokenWords[] =>
  texts.map((text, at) => ({ speaker: `speaker ${at}`, words: text.split(" ").filter((word) => word !== "") }));

describe("cpWER", () => {
  // The examples in the documentation of `cp_word_error_rate` of MeetEval (fgnt/meeteval, meeteval/wer/wer/cp.py).
  it.each([
    [["a b c", "d e f"], ["a b c", "d e f"], 0, 6],
    [["a b", "c d"], ["a b", "c d", "e f"], 2, 4],
    [["a", "b", "c d"], ["a", "b"], 2, 4],
    [["a", "b", "c"], ["b", "c", "d", "a"], 1, 3],
    [["a b"], ["z", "a e f"], 3, 2],
    [["a b", "k"], ["", "a e f"], 3, 3],
  ])("of %j heard as %j is what MeetEval computes", (reference, heard, errors, words) => {
    expect(cpWordErrors(spoken(reference), spoken(heard))).toEqual({ errors, words });
  });

  it("joins all that a speaker says", () => {
    const reference = [
      { speaker: "Ann", words: ["good"] },
      { speaker: "Bob", words: ["hello"] },
      { speaker: "Ann", words: ["morning"] },
    ];
    const heard = [
      { speaker: "1", words: ["good", "morning"] },
      { speaker: "0", words: ["hello"] },
    ];
    expect(cpWordErrors(reference, heard)).toEqual({ errors: 0, words: 3 });
    expect(cpWordErrors([], [])).toEqual({ errors: 0, words: 0 });
  });
});
