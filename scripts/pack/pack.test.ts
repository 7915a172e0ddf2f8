import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { filesBelow } from "./files-below.ts";
import { prepare, restore } from "./in-place.ts";
import { publishedPackages } from "./packages.ts";
import { brokenReferences, shippedText } from "./shipped-text.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = new Set(["src/a.ts", "src/deep/worker.ts"]);

/** A repository with one package that is published and one that is not. */
function repository(): { root: string; folder: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "headway-pack-test-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "packages", "parts");
  const files = {
    LICENSE: "licence",
    "package.json": JSON.stringify({ workspaces: ["packages/*"] }),
    "packages/inner/package.json": JSON.stringify({ name: "inner", version: "1.0.0", private: true }),
    "packages/parts/package.json": JSON.stringify({
      name: "parts",
      version: "1.0.0",
      type: "module",
      bin: { parts: "./bin/parts.mjs" },
      files: ["bin", "dist"],
      exports: { "./a": "./src/a.ts", "./testing/kit": "./src/testing/kit.ts" },
      scripts: { prepack: "…" },
      devDependencies: { other: "1.0.0" },
    }),
    "packages/parts/bin/parts.mjs": 'await import("../src/a.ts");\n',
    "packages/parts/src/a.ts": 'import { b } from "./b.ts";\nexport const a: string = b;\n',
    "packages/parts/src/b.ts": 'export const b = new URL("./words.tsv", import.meta.url).href;\n',
    "packages/parts/src/words.tsv": "word\n",
    "packages/parts/src/a.test.ts": "",
    "packages/parts/src/testing/kit.ts": "export const kit = 1;\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  cpSync(join(ROOT, "tsconfig.base.json"), join(root, "tsconfig.base.json"));
  mkdirSync(join(root, "node_modules"));
  for (const name of ["typescript", "@typescript", "@types"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(root, "node_modules", name), "junction");
  }
  return { root, folder };
}

describe("a shipped file", () => {
  it("names built modules where its source names sources, as imports, workers and from bin", () => {
    const text =
      'import "./deep/worker.ts"; new URL("./deep/worker.ts", import.meta.url); import("./b.ts"); "./c.ts.txt"';
    expect(shippedText(text, "src/a.ts", SOURCES)).toBe(
      'import "./deep/worker.js"; new URL("./deep/worker.js", import.meta.url); import("./b.ts"); "./c.ts.txt"',
    );
    expect(shippedText('from "../a.ts"', "src/deep/worker.ts", SOURCES)).toBe('from "../a.js"');
    expect(shippedText('import("../src/deep/worker.ts")', "bin/x.mjs", SOURCES)).toBe(
      'import("../dist/deep/worker.js")',
    );
  });

  it("is refused when an import or a URL leads to nothing", () => {
    const text =
      'import "./a.js"; import { b } from "../b.js"; new URL("./words.tsv", import.meta.url); "./no-reference"';
    expect(brokenReferences(text, "dist/x/y.js", (path) => path === "dist/x/a.js")).toEqual(["../b.js", "./words.tsv"]);
  });
});

describe("packing in a package's folder", () => {
  it("puts there what the tarball holds, and then what was there before", () => {
    const { root, folder } = repository();
    expect(publishedPackages(root).map(({ name }) => name)).toEqual(["parts"]);
    const contents = (): Record<string, string> =>
      Object.fromEntries(filesBelow(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]));
    const before = contents();

    prepare(root, folder);
    const packed = contents();
    const built = ["LICENSE", "dist/a.d.ts", "dist/a.js", "dist/b.d.ts", "dist/b.js", "dist/words.tsv"];
    expect(Object.keys(packed).filter((path) => before[path] === undefined)).toEqual(built);
    expect(packed["bin/parts.mjs"]).toBe('await import("../dist/a.js");\n');
    expect(packed["dist/a.js"]).toContain('from "./b.js"');
    expect(JSON.parse(packed["package.json"] ?? "")).toEqual({
      name: "parts",
      version: "1.0.0",
      type: "module",
      bin: { parts: "./bin/parts.mjs" },
      files: ["bin", "dist"],
      exports: { "./a": { types: "./dist/a.d.ts", default: "./dist/a.js" } },
      dependencies: {},
    });

    restore(root, folder);
    expect(contents()).toEqual(before);
    expect(existsSync(join(folder, "dist"))).toBe(false);
  });

  it("leaves what was edited meanwhile, and keeps what was there before the pack", () => {
    const { root, folder } = repository();
    const manifest = join(folder, "package.json");
    const [before, program] = [manifest, join(folder, "bin/parts.mjs")].map((path) => readFileSync(path, "utf8"));
    prepare(root, folder);
    writeFileSync(manifest, '{ "name": "parts", "version": "1.0.1" }');
    writeFileSync(join(folder, "dist", "notes.txt"), "of somebody else");
    expect(() => restore(root, folder)).toThrow(/Edited while packages\/parts was packed.*package\.json/);
    expect(readFileSync(manifest, "utf8")).toBe('{ "name": "parts", "version": "1.0.1" }');
    const kept = join(root, "node_modules/.headway-pack/edited/packages/parts/package.json");
    expect(readFileSync(kept, "utf8")).toBe(before);
    expect(readFileSync(join(folder, "bin/parts.mjs"), "utf8")).toBe(program);
    expect(readdirSync(join(folder, "dist"))).toEqual(["notes.txt"]);
  });

  it("does not begin while another pack runs, which is left as it is", () => {
    const { root, folder } = repository();
    const before = readFileSync(join(folder, "package.json"), "utf8");
    prepare(root, folder);
    const packed = readFileSync(join(folder, "package.json"), "utf8");
    expect(() => prepare(root, folder)).toThrow(/packages\/parts is being packed.*pack\.ts restore/);
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(packed);
    restore(root, join(root, "packages", "inner"));
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(packed);
    restore(root, folder);
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(before);
  });

  it("can begin again after one that failed", () => {
    const { root, folder } = repository();
    const source = join(folder, "src/a.ts");
    const text = readFileSync(source, "utf8");
    writeFileSync(source, 'export * from "./missing.ts";\n');
    expect(() => prepare(root, folder)).toThrow();
    writeFileSync(source, text);
    prepare(root, folder);
    restore(root, folder);
  });
});
