import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { parseSource } from "../../test/sources.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The keys of a folder's console, before and after each change, from a process that runs set-up's plain JavaScript. */
function keysOf(root: string, changed: readonly string[]): readonly string[] {
  const script = `import { appendFileSync } from "node:fs";
    import { consoleKey } from ${JSON.stringify(new URL("console.mjs", import.meta.url).href)};
    const [root, ...changed] = process.argv.slice(1);
    const keys = [consoleKey(root)];
    for (const file of changed) {
      appendFileSync(root + "/" + file, " ");
      keys.push(consoleKey(root));
    }
    console.log(JSON.stringify(keys));`;
  const args = ["--input-type=module", "--eval", script, root, ...changed];
  return z.array(z.string()).parse(JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })));
}

/** The repository's modules that the console's build reads, the manifests that lead to them, and the build's own files. */
function filesOfBuild(): readonly string[] {
  const files = new Set(["package-lock.json", "tsconfig.json", "tsconfig.base.json", "apps/console/index.html"]);
  const waiting = ["apps/console/src/main.tsx", "apps/console/vite.config.ts"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    if (!/\.tsx?$/.test(path)) continue;
    for (const { to, isPackage, typeOnly } of parseSource(path, readFileSync(join(ROOT, path), "utf8")).imports) {
      if (typeOnly) continue;
      if (!isPackage) waiting.push(to.replace(/\?.*$/, ""));
      else if (to.startsWith("@headway-jobs/")) waiting.push(...moduleOf(to));
    }
  }
  return [...files];
}

function moduleOf(name: string): readonly string[] {
  const [, folder = "", ...rest] = name.split("/");
  const manifest = `packages/${folder}/package.json`;
  const { exports } = z
    .object({ exports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, manifest), "utf8")));
  return [manifest, join("packages", folder, exports[["."].concat(rest).join("/")] ?? "")];
}

/** A folder with these files of the repository, removed after the test. */
function copyOf(files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "headway-console-key-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const file of [...files, "scripts/setup/precompress.mjs"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(ROOT, file), join(root, file));
  }
  return root;
}

it("builds the console again after a change of any file that its build reads", () => {
  const files = filesOfBuild();
  expect(files).toEqual(
    expect.arrayContaining([
      "packages/client/src/client.ts",
      "packages/contract/src/errors.ts",
      "packages/client/package.json",
    ]),
  );
  const root = copyOf(files);
  const keys = keysOf(root, files);
  const unnoticed = files.filter((_, at) => keys[at] === keys[at + 1]);
  expect(unnoticed).toEqual([]);
});

it("does not build the console again after a change of its tests, nor when nothing has changed", () => {
  const root = copyOf(filesOfBuild());
  mkdirSync(join(root, "apps/console/test"));
  writeFileSync(join(root, "apps/console/test/a.test.ts"), "");
  const [before, after, again] = [...keysOf(root, ["apps/console/test/a.test.ts"]), ...keysOf(root, [])];
  expect([after, again]).toEqual([before, before]);
});
