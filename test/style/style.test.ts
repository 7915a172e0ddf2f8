import { describe, expect, it } from "vitest";
import { bannedWordsIn, type Finding, longPartsIn, parseBannedWords } from "./findings.ts";
import { excessOf, findingsOf, proseFiles, readAllowances } from "./repository.ts";

const paths = proseFiles();

describe("the rules of docs/style.md", () => {
  it("hold for every file, but for as many places as test/style/allowances.tsv still allows", () => {
    expect(excessOf(findingsOf(paths), readAllowances())).toEqual([]);
  }, 60_000);

  it("were held against code, comments and pages", () => {
    for (const one of ["README.md", "packages/engine/src/index.ts", "apps/console/src/main.tsx", "scripts/check.mjs"]) {
      expect(paths).toContain(one);
    }
    expect(paths.length).toBeGreaterThan(1_000);
  });
});

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
    expect(longPartsIn("a.ts", source).map(({ rule }) => rule)).toEqual(rules);
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

  it("does not cover another folder whose name begins alike", () => {
    expect(excessOf([finding("ab/one.ts")], [{ rule: "words", folder: "a", count: 1 }])).toHaveLength(2);
  });
});

function finding(path: string): Finding {
  return { rule: "words", path, line: 1, message: "m" };
}
