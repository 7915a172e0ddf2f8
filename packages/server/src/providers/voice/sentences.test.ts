import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_SENTENCE_CHARS, splitSentences } from "./sentences.ts";

const texts = (text: string, language = "en"): string[] => splitSentences(text, language).map((s) => s.text);

const bare = (text: string): string => text.replace(/\s+/gu, "");

describe("splitting text into sentences", () => {
  it.each([
    ["Dr. Smith came. He left.", ["Dr. Smith came.", "He left."]],
    ["Use tools, e.g. a hammer. Then rest.", ["Use tools, e.g. a hammer.", "Then rest."]],
    ["See Fig. 3 for details. It helps.", ["See Fig. 3 for details.", "It helps."]],
    ["J. S. Bach wrote it. We play it.", ["J. S. Bach wrote it.", "We play it."]],
    ["Cats, dogs etc. are pets. Yes!", ["Cats, dogs etc. are pets.", "Yes!"]],
    ["Is it 3.14? Yes.", ["Is it 3.14?", "Yes."]],
    ["Wait... what? Really?!", ["Wait... what?", "Really?!"]],
    ["one two", ["one two"]],
    [" \n \t ", []],
  ])("%j gives %j", (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it("marks the last sentence of each paragraph", () => {
    expect(splitSentences("One. Two.\n\nThree.", "en")).toEqual([
      { text: "One.", endsParagraph: false },
      { text: "Two.", endsParagraph: true },
      { text: "Three.", endsParagraph: true },
    ]);
  });

  it("knows the sentence ends of other scripts", () => {
    expect(texts("यह एक वाक्य है। यह दूसरा है।", "hi")).toHaveLength(2);
    expect(texts("机器学习很有用。它学习数据。", "zh")).toHaveLength(2);
  });

  it("splits a very long sentence at its clauses", () => {
    const clause = "this clause has a number of words in it, ";
    const pieces = texts(`${clause.repeat(30)}and then it ends.`);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/,$/);
  });

  it("keeps a monstrous word in one piece, so that it is shortened once when it is spoken", () => {
    expect(texts(`Look: ${"x".repeat(10_000)} there.`).map((piece) => piece.length)).toEqual([5, 10_000, 6]);
  });

  it("falls back on general rules for a tag that is none", () => {
    expect(texts("One. Two.", "not a tag!")).toEqual(["One.", "Two."]);
  });

  it("loses nothing but white space and respects the limit, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 1500 }),
        fc.constantFrom("en", "hi", "zh", "x"),
        (text, tag) => {
          const pieces = texts(text, tag);
          expect(bare(pieces.join(""))).toBe(bare(text));
          for (const piece of pieces) {
            const oneWord = !/\s/u.test(piece) || /^[\p{L}\p{N}_]{400}/u.test(piece);
            expect(piece.length <= MAX_SENTENCE_CHARS || oneWord).toBe(true);
          }
        },
      ),
    );
  });
});
