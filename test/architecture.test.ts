import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findCycle, parseModule, readModules } from "./import-graph.ts";
import { isTestModule, layerOf, twoWayFolders, violations } from "./layers.ts";
import { trackedFiles } from "./tracked-files.ts";

const FOLDERS = ["packages", "apps", "bench", "conformance", "examples", "scripts", "test"];
const root = fileURLToPath(new URL("..", import.meta.url));
const modules = readModules(root, FOLDERS);

describe("the import rules", () => {
  it("hold for every module", () => {
    expect(violations(modules)).toEqual([]);
  });

  it("allow no circle of imports", () => {
    expect(findCycle(modules)).toBeNull();
  });

  it("allow no two folders to import each other", () => {
    expect(twoWayFolders(modules)).toEqual([]);
  });

  it("were held against as many modules and imports as there should be", () => {
    const count = (layer: string) => modules.filter(({ path }) => layerOf(path)?.startsWith(layer) === true).length;
    const layers = [
      "contract",
      "engine",
      "http",
      "service:",
      "providers",
      "tools",
      "slides",
      "listening",
      "local-models",
      "rule-editor",
      "config",
      "cli",
      "main",
      "client",
    ];
    const empty = layers.filter((layer) => count(layer) === 0);
    expect(empty).toEqual([]);
    const sources = trackedFiles(root).filter(
      (path) => /\.(?:tsx?|mjs)$/.test(path) && FOLDERS.includes(path.split("/")[0] ?? ""),
    );
    expect(modules.length).toBeGreaterThan(0.9 * sources.length);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(3 * modules.length);
  });
});

describe("the import rules notice", () => {
  const server = "packages/server/src";
  it.each([
    ["contract with node:", "packages/contract/src/job.ts", `import { join } from "node:path";`],
    ["contract with a package", "packages/contract/src/job.ts", `import { ulid } from "ulid";`],
    ["engine with the server", "packages/engine/src/a.ts", `import { main } from "@headway-jobs/server";`],
    ["the settings with the engine", `${server}/config/a.ts`, `import type { Engine } from "@headway-jobs/engine";`],
    ["engine with HTTP", "packages/engine/src/a.ts", `import { createServer } from "node:http";`],
    ["engine with a framework", "packages/engine/src/a.ts", `import fastify from "fastify";`],
    ["a path out of a package", "packages/engine/src/a.ts", `import { x } from "../../contract/src/job.ts";`],
    ["a service with another", `${server}/services/video/a.ts`, `import type { x } from "../speech/b.ts";`],
    ["a service with http", `${server}/services/video/a.ts`, `import type { x } from "../../http/sse.ts";`],
    [
      "a service with a provider",
      `${server}/services/video/a.ts`,
      `import type { x } from "../../providers/voice/flite.ts";`,
    ],
    [
      "a service with the configuration",
      `${server}/services/video/a.ts`,
      `import type { Config } from "../../config/schema.ts";`,
    ],
    ["http with a service", `${server}/http/a.ts`, `export { x } from "../services/video/b.ts";`],
    ["http with a service, lazily", `${server}/http/a.ts`, `const x = await import("../services/video/b.ts");`],
    ["http with a provider's types", `${server}/http/a.ts`, `import type { x } from "../providers/llm/b.ts";`],
    ["a provider with the engine", `${server}/providers/llm/a.ts`, `import type { Job } from "@headway-jobs/engine";`],
    ["a provider with a service", `${server}/providers/llm/a.ts`, `import { x } from "../../services/video/b.ts";`],
    ["a specialist with the server", "packages/slides/src/a.ts", `import { x } from "@headway-jobs/server";`],
    ["a specialist with the engine", "packages/tools/src/a.ts", `import type { Job } from "@headway-jobs/engine";`],
    ["a specialist with another", "packages/slides/src/a.ts", `import { x } from "@headway-jobs/listening/pcm";`],
    ["ports with a program", "packages/ports/src/a.ts", `import { execa } from "execa";`],
    ["the client with the engine", "packages/client/src/a.ts", `import type { Job } from "@headway-jobs/engine";`],
    ["the client with node:", "packages/client/src/a.ts", `import { readFile } from "node:fs/promises";`],
    ["the console with the contract", "apps/console/src/a.tsx", `import type { Job } from "@headway-jobs/contract";`],
    ["a back door of a package", "packages/client/src/a.ts", `import { x } from "@headway-jobs/contract/src/job.ts";`],
    ["what ships with a test's module", `${server}/http/a.ts`, `import { x } from "./b.test.ts";`],
    ["what ships with testing tools", `${server}/http/a.ts`, `import { x } from "@headway-jobs/engine/testing";`],
    ["a folder that nobody placed", `${server}/misc/a.ts`, `import "node:fs";`],
  ])("%s", (_what, path, source) => {
    expect(violations([parseModule(path, source)])).toHaveLength(1);
  });

  it.each([
    ["a service with a port", `${server}/services/video/a.ts`, `import { x } from "@headway-jobs/ports/speech";`],
    [
      "a service with a specialist",
      `${server}/services/video/a.ts`,
      `import { x } from "@headway-jobs/slides/visual";`,
    ],
    ["the composition root with a service", `${server}/main.ts`, `import { video } from "./services/video/index.ts";`],
    ["a test with what it tests through", `${server}/http/a.test.ts`, `import { x } from "../services/video/b.ts";`],
    [
      "words in a comment",
      "packages/contract/src/job.ts",
      `// import { x } from "node:fs";\nexport const a = 'import("node:fs")';`,
    ],
  ])("no fault in %s", (_what, path, source) => {
    expect(violations([parseModule(path, source)])).toEqual([]);
  });

  it("a circle, also one of types", () => {
    const a = parseModule("packages/engine/src/a.ts", `import type { B } from "./b.ts";`);
    const b = parseModule("packages/engine/src/b.ts", `export * from "./c.ts";`);
    const c = parseModule("packages/engine/src/c.ts", `import { a } from "./a.ts";`);
    expect(findCycle([a, b, c])).toEqual([a.path, b.path, c.path, a.path]);
    expect(findCycle([a, b])).toBeNull();
  });

  describe("two folders that import each other", () => {
    const http = "packages/server/src/http";
    it.each([
      [
        "through different files",
        [`${http}/access/a.ts`, `import { x } from "../sse/b.ts";`],
        [`${http}/sse/c.ts`, `import { y } from "../access/d.ts";`],
      ],
      [
        "of types only",
        [`${http}/access/a.ts`, `import type { X } from "../sse/b.ts";`],
        [`${http}/sse/c.ts`, `import type { Y } from "../access/d.ts";`],
      ],
      [
        "from below",
        [`${http}/access/deep/er/a.ts`, `import { x } from "../../../sse/b.ts";`],
        [`${http}/sse/c.ts`, `export * from "../access/d.ts";`],
      ],
      [
        "of which one is a file",
        [`${http}/edge.ts`, `import { x } from "./sse/b.ts";`],
        [`${http}/sse/c.ts`, `import type { Edge } from "../edge.ts";`],
      ],
    ] as const)("%s", (_how, one, other) => {
      expect(planted(one, other)).toHaveLength(1);
    });

    it("but not one that imports its own subfolder, nor two folders in one direction", () => {
      const below = [`${http}/server.ts`, `import { x } from "./sse/b.ts"; import { y } from "./config.ts";`] as const;
      expect(
        planted(below, [`${http}/sse/b.ts`, `import { y } from "../config.ts"; import "../access/d.ts";`]),
      ).toEqual([]);
    });

    it("and an exception that is no longer needed", () => {
      expect(twoWayFolders([], ["a ⇄ b"])).toHaveLength(1);
    });
  });

  it("what is a test", () => {
    expect(modules.some(({ path }) => isTestModule(path))).toBe(true);
  });
});

/** The two-way pairs that the rule finds among modules given as path and source. */
function planted(...sources: readonly (readonly [string, string])[]): string[] {
  return twoWayFolders(
    sources.map(([path, source]) => parseModule(path, source)),
    [],
  );
}
