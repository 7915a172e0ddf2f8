import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../src/kinds/document/review/fold.ts";
import { diffWords, type DiffPiece } from "../src/kinds/document/review/word-diff.ts";

/** `[-removed-]`, `{+added+}`, the rest unmarked. */
const marked = (pieces: readonly DiffPiece[]): string =>
  pieces
    .map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? `[-${text}-]` : `{+${text}+}`))
    .join("");
const joined = (pieces: readonly DiffPiece[], without: DiffPiece["kind"]): string =>
  pieces
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");

describe("the comparison of two texts", () => {
  it.each([
    ["nothing", "", "", ""],
    ["equal texts", "One two.", "One two.", "One two."],
    ["a word for another", "A red house.", "A blue house.", "A [-red-]{+blue+} house."],
    ["a phrase for a word as one change", "In order to win", "To win", "[-In order to-]{+To+} win"],
    ["a word that is gone", "end of of March", "end of March", "end of [-of -]March"],
    ["a word that came", "at the end", "at the very end", "at the {+very +}end"],
    ["a sign", "Go. Now", "Go! Now", "Go[-.-]{+!+} Now"],
    ["a line that came", "a\nb", "a\nc\nb", "a\n{+c\n+}b"],
    ["another script", "Привет мир", "Привет всем", "Привет [-мир-]{+всем+}"],
    ["all that is new", "", "New.", "{+New.+}"],
    ["all that goes", "Old.", "", "[-Old.-]"],
  ])("shows %s", (_title, before, after, shown) => {
    expect(marked(diffWords(before, after))).toBe(shown);
  });

  it("loses and invents no character, whatever the texts", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "word", " ", "  ", "\n", ".", "é", "日本", "👍", "<p>", "it's"), {
        maxLength: 40,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), fc.oneof(text, fc.string()), (before, after) => {
        const pieces = diffWords(before, after);
        expect(joined(pieces, "added")).toBe(before);
        expect(joined(pieces, "removed")).toBe(after);
        expect(pieces.every((piece) => piece.text !== "")).toBe(true);
      }),
    );
  });

  it("replaces texts that have little in common as wholes, instead of comparing for seconds", () => {
    const before = Array.from({ length: 1_500 }, (_, index) => `old${index}`).join(" ");
    const after = Array.from({ length: 1_500 }, (_, index) => `new${index}`).join("_");
    expect(diffWords(before, after).map(({ kind }) => kind)).toEqual(["removed", "added"]);
  });
});

describe("a long unchanged stretch", () => {
  const long = "x".repeat(500);
  it("is left out in the middle, and keeps what stands beside a change", () => {
    const [first, change, last] = fold(
      [
        { kind: "same", text: long },
        { kind: "added", text: long },
        { kind: "same", text: long },
      ],
      50,
    );
    expect(first).toEqual({ kind: "same", text: "", hidden: 450, tail: "x".repeat(50) });
    expect(change).toMatchObject({ text: long, hidden: 0 });
    expect(last).toEqual({ kind: "same", text: "x".repeat(50), hidden: 450, tail: "" });
  });

  it("stays when hiding it gains nothing", () => {
    expect(fold([{ kind: "same", text: long }], 50)).toEqual([{ kind: "same", text: long, hidden: 0, tail: "" }]);
    const pieces: DiffPiece[] = [
      { kind: "same", text: "x".repeat(160) },
      { kind: "removed", text: "y" },
    ];
    expect(fold(pieces, 50)[0]).toMatchObject({ hidden: 0 });
  });
});
