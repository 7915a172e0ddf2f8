import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ambientSources } from "./ambient-sources.ts";
import { emptyFolders, upwardImports } from "./engine-folders.ts";
import { findCycle } from "./import-graph.ts";
import { folderCycles, isTestModule, layerOf, violations } from "./layers.ts";
import { inheritedNames } from "./outside-names.ts";
import { readSources } from "./sources.ts";
import { excessOf, findingsOf, proseFiles, readAllowances, slackOf } from "./style/repository.ts";

/** All rules are held against one reading of the repository; each is tried with planted faults in a test of its own. */
const sources = readSources(join(import.meta.dirname, ".."));

describe("the repository", () => {
  it("has sources of every layer, with as many imports as there should be", () => {
    const layers =
      "contract engine http service: providers tools slides listening local-models exam rule-editor config cli main client";
    const empty = layers
      .split(" ")
      .filter((layer) => !sources.some(({ path }) => layerOf(path)?.startsWith(layer) === true));
    expect(empty).toEqual([]);
    expect(sources.length).toBeGreaterThan(1_200);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(3 * sources.length);
    expect(sources.some(({ path }) => isTestModule(path))).toBe(true);
  });

  it("imports only what test/layers.ts allows", () => {
    expect(violations(sources)).toEqual([]);
  });

  it("has no circle of imports", () => {
    expect(findCycle(sources)).toBeNull();
  });

  it("has no folders that import each other in a circle", () => {
    expect(folderCycles(sources)).toEqual([]);
  });

  it("lets the engine's folders import only what is below them", () => {
    expect(upwardImports(sources)).toEqual([]);
    expect(emptyFolders(sources)).toEqual([]);
  });

  it("injects time and randomness wherever a package ships", () => {
    const shipped = sources.filter(({ path }) => /^packages\/[^/]+\/src\//.test(path));
    expect(shipped.length).toBeGreaterThan(500);
    expect(ambientSources(shipped)).toEqual([]);
  });

  // What runs in a server or a command line: names from outside reach no other code.
  it("looks names from outside up only among an object's own names", () => {
    const shipped = sources.filter(
      ({ path }) => /^packages\/(?:contract|engine|server)\//.test(path) && !isTestModule(path),
    );
    expect(shipped.length).toBeGreaterThan(200);
    expect(shipped.flatMap(inheritedNames)).toEqual([]);
  });

  it("keeps the rules of docs/style.md, but for as many places as test/style/allowances.tsv still allows", () => {
    const files = proseFiles(sources);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "README.md",
        "packages/engine/src/index.ts",
        "apps/console/src/main.tsx",
        "scripts/check.mjs",
      ]),
    );
    const [findings, allowances] = [findingsOf(files), readAllowances()];
    expect([...excessOf(findings, allowances), ...slackOf(findings, allowances)]).toEqual([]);
  }, 60_000);
});
