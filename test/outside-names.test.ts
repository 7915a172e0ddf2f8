import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readModules } from "./import-graph.ts";
import { isTestModule } from "./layers.ts";
import { inheritedNames, inheritedNamesOf } from "./outside-names.ts";
import { trackedFiles } from "./tracked-files.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What runs in a server or a command line: names from outside reach no other code. */
const shipped = readModules(root, ["packages/contract", "packages/engine", "packages/server"])
  .map(({ path }) => path)
  .filter((path) => !isTestModule(path));

describe("names from outside", () => {
  it("are looked up only among an object's own names", () => {
    const sources = trackedFiles(root).filter((path) => /^packages\/(?:contract|engine|server)\/.*\.ts$/.test(path));
    expect(shipped.length).toBeGreaterThan(0.9 * sources.filter((path) => !isTestModule(path)).length);
    expect(inheritedNamesOf(root, shipped)).toEqual([]);
  });

  it.each([
    ["a computed `in`", "export const known = (name: string) => name in TABLE;"],
    ["a table by strings", `const TABLE: Readonly<Record<string, string>> = { a: "b" };`],
    ["a partial table", `const TABLE: Partial<Record<string, number>> = { a: 1 };`],
    ["a table from entries", `const TABLE: Record<string, string> = Object.fromEntries(entries);`],
  ])("are noticed in %s", (_what, source) => {
    expect(inheritedNames("a.ts", source)).toHaveLength(1);
  });

  it.each([
    ["a literal `in`", `export const isText = (node: Node) => "data" in node;`],
    ["Object.hasOwn", "export const known = (name: string) => Object.hasOwn(TABLE, name);"],
    ["a dictionary", `const TABLE: Readonly<Record<string, string>> = dictionary({ a: "b" });`],
    ["a table by the members of a union", `const TABLE: Readonly<Record<Size, string>> = { a: "b" };`],
  ])("are safe in %s", (_what, source) => {
    expect(inheritedNames("a.ts", source)).toEqual([]);
  });
});
