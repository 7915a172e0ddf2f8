import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow } from "./files-below.ts";
import type { PublishedPackage } from "./packages.ts";
import { releaseManifest } from "./release-manifest.ts";
import { brokenReferences, shippedPath, shippedText } from "./shipped-text.ts";

/**
 * Puts what the tarball of a package holds into a folder: built modules with their declarations, data files, programs, README, licence and
 * package.json. `compiled` is where `compile` wrote. Throws when a file refers to one that is not there.
 */
export function stagePackage(root: string, one: PublishedPackage, compiled: string, target: string): void {
  mkdirSync(target, { recursive: true });
  const modules = new Set(one.sources.filter((file) => /(?<!\.d)\.tsx?$/.test(file)));
  for (const file of one.sources) {
    if (modules.has(file)) stageModule(file, join(compiled, one.path), target, modules);
    else copy(join(one.folder, file), join(target, shippedPath(file)));
  }
  for (const pattern of one.manifest.files) {
    if (!existsSync(join(target, pattern))) stageFiles(root, one.folder, pattern, target, modules);
  }
  const readme = join(one.folder, "README.md");
  if (existsSync(readme)) copy(readme, join(target, "README.md"));
  copy(join(root, "LICENSE"), join(target, "LICENSE"));
  unlinkMissing(target);
  writeFileSync(join(target, "package.json"), `${JSON.stringify(releaseManifest(one.manifest), null, 2)}\n`);
  checkReferences(one.name, target);
}

function stageModule(file: string, compiled: string, target: string, modules: ReadonlySet<string>): void {
  const stem = file.replace(/\.tsx?$/, "");
  for (const extension of [".js", ".d.ts"]) {
    const text = readFileSync(join(compiled, stem + extension), "utf8");
    write(join(target, shippedPath(stem) + extension), shippedText(text, file, modules));
  }
}

/** Files that are shipped as they stand (`bin`, a built console, pages of the root's `docs`), but for the modules that they name. */
function stageFiles(root: string, folder: string, pattern: string, target: string, modules: ReadonlySet<string>): void {
  const found = [folder, root].map((home) => ({ home, names: globSync(pattern, { cwd: home }) }));
  const { home, names } = found.find((one) => one.names.length > 0) ?? { home: folder, names: [] };
  if (names.length === 0) throw new Error(`${folder} has no ${pattern}; build it first.`);
  for (const name of names) cpSync(join(home, name), join(target, name), { recursive: true });
  for (const file of filesBelow(target).filter((path) => path.endsWith(".mjs"))) {
    const path = join(target, file);
    // Written over, which keeps the mode of a program.
    writeFileSync(path, shippedText(readFileSync(path, "utf8"), file, modules));
  }
}

/** Pages link to files of the repository that no tarball holds: there the text of the link stays, without the link. */
function unlinkMissing(target: string): void {
  for (const page of filesBelow(target).filter((path) => path.endsWith(".md"))) {
    const path = join(target, page);
    const text = readFileSync(path, "utf8");
    const linked = text.replace(/\[([^\]]+)\]\((?!\w+:|#)([^)#]+)(?:#[^)]*)?\)/g, (link, words: string, file: string) =>
      existsSync(join(dirname(path), file)) ? link : words,
    );
    if (linked !== text) writeFileSync(path, linked);
  }
}

function checkReferences(name: string, target: string): void {
  const broken = filesBelow(target)
    // A built console refers to what its bundler put there.
    .filter((file) => /\.m?js$/.test(file) && !file.includes("/assets/"))
    .flatMap((file) =>
      brokenReferences(readFileSync(join(target, file), "utf8"), file, (path) => existsSync(join(target, path))).map(
        (path) => `${file} → ${path}`,
      ),
    );
  if (broken.length > 0) {
    throw new Error(`${name} refers to files that its tarball does not hold:\n${broken.join("\n")}`);
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
