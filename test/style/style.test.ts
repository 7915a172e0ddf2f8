import { describe, expect, it } from "vitest";
import { bannedWordsIn, type Finding, longPartsIn, parseBannedWords } from "./findings.ts";
import { parseSource } from "../sources.ts";
import { excessOf, slackOf } from "./repository.ts";

describe("a word that is not plain", () => {
  const words = parseBannedWords("forms\tinstead\noutlive, outlives\tis kept longer than\nfor ever\tpermanently\n");

  it.each([
    ["in a comment", "// It outlives the job.", 1],
    ["in any case", "Outlive it.", 1],
    ["over a line break of a comment", "const a = 1;\n/**\n * Kept for\n * ever.\n */", 3],
  ])("is found %s", (_title, text, line) => {
    expect(bannedWordsIn("a.ts", text, words).map((one) => one.line)).toEqual([line]);
  });

  it("is named with what to write instead", () => {
    expect(bannedWordsIn("a.ts", "kept for ever", words)).toMatchObject([{ message: '"for ever": write permanently' }]);
  });

  it.each(["reoutlive", "outlived", "for everyone", "for-ever"])("is not found in %s", (text) => {
    expect(bannedWordsIn("a.ts", text, words)).toEqual([]);
  });
});

describe("a long part", () => {
  it.each([
    ["a line of 161 characters", `// ${"x".repeat(158)}`, ["lines"]],
    ["a line of 160 characters", `// ${"x".repeat(157)}`, []],
    [
      "a regular expression of 201 characters",
      `const a =\n  /${"x".repeat(100)}${"y".repeat(101)}/;`,
      ["lines", "regexes"],
    ],
    ["a regular expression of 100 characters", `const a = /${"x".repeat(100)}/;`, []],
  ])("is looked for: %s", (_title, source, rules) => {
    expect(longPartsIn(parseSource("a.ts", source)).map(({ rule }) => rule)).toEqual(rules);
  });
});

describe("an allowance", () => {
  it("covers as many findings below its folder as it says, of its rule", () => {
    const found = [finding("a/b/one.ts"), finding("a/b/two.ts")];
    expect(excessOf(found, [{ rule: "words", folder: "a", count: 2 }])).toEqual([]);
    expect(excessOf(found, [{ rule: "lines", folder: "a", count: 2 }])).not.toEqual([]);
    expect(excessOf(found, [{ rule: "words", folder: "a", count: 1 }])).toEqual([
      "a: 2 findings, 1 allowed",
      "  a/b/one.ts:1: m",
      "  a/b/two.ts:1: m",
    ]);
  });

  it("of the closest folder counts", () => {
    const allowances = [
      { rule: "words", folder: "a", count: 5 },
      { rule: "words", folder: "a/b", count: 0 },
    ] as const;
    expect(excessOf([finding("a/b/one.ts")], allowances)).toHaveLength(2);
  });

  it("that is larger than what is found is a fault, with the command that lowers it", () => {
    const allowances = [
      { rule: "words", folder: "a", count: 2 },
      { rule: "words", folder: "b", count: 1 },
      { rule: "words", folder: "c", count: 1 },
    ] as const;
    expect(slackOf([finding("a/one.ts"), finding("b/one.ts")], allowances)).toEqual([
      "a has 1 findings of words, 2 allowed: run `npm run style:shrink`",
      "c has 0 findings of words, 1 allowed: run `npm run style:shrink`",
    ]);
  });

  it("does not cover another folder whose name begins alike", () => {
    expect(excessOf([finding("ab/one.ts")], [{ rule: "words", folder: "a", count: 1 }])).toHaveLength(2);
  });
});

function finding(path: string): Finding {
  return { rule: "words", path, line: 1, message: "m" };
}
