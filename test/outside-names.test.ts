import { describe, expect, it } from "vitest";
import { inheritedNames } from "./outside-names.ts";
import { parseSource } from "./sources.ts";

describe("names from outside", () => {
  it.each([
    ["a computed `in`", "export const known = (name: string) => name in TABLE;"],
    ["a table by strings", `const TABLE: Readonly<Record<string, string>> = { a: "b" };`],
    ["a partial table", `const TABLE: Partial<Record<string, number>> = { a: 1 };`],
    ["a table from entries", `const TABLE: Record<string, string> = Object.fromEntries(entries);`],
  ])("are noticed in %s", (_what, source) => {
    expect(inheritedNames(parseSource("a.ts", source))).toHaveLength(1);
  });

  it.each([
    ["a literal `in`", `export const isText = (node: Node) => "data" in node;`],
    ["Object.hasOwn", "export const known = (name: string) => Object.hasOwn(TABLE, name);"],
    ["a dictionary", `const TABLE: Readonly<Record<string, string>> = dictionary({ a: "b" });`],
    ["a table by the members of a union", `const TABLE: Readonly<Record<Size, string>> = { a: "b" };`],
  ])("are safe in %s", (_what, source) => {
    expect(inheritedNames(parseSource("a.ts", source))).toEqual([]);
  });
});
