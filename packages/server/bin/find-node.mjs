// Plain JavaScript for any Node.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A Node of at least this major version below some `node_modules` from `folder` upwards: the one that npm installed as an optional dependency of
 * this package, or a link that set-up made (Homebrew's). Undefined when there is none. Another package's older `node` is passed over.
 */
export function findNode(folder, major) {
  const modules = join(folder, "node_modules");
  const found = installedNode(modules, major) ?? linkedNode(modules, major);
  if (found !== undefined) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : findNode(parent, major);
}

function installedNode(modules, major) {
  const windows = process.platform === "win32";
  const home = join(modules, `node-${windows ? "win" : process.platform}-${process.arch}`);
  const program = join(home, "bin", windows ? "node.exe" : "node");
  if (!existsSync(program)) return undefined;
  // Read and not asked: starting it twice would double the time that a command takes to start.
  return majorOf(JSON.parse(readFileSync(join(home, "package.json"), "utf8")).version) >= major ? program : undefined;
}

function linkedNode(modules, major) {
  const program = join(modules, ".bin", "node");
  if (process.platform === "win32" || !existsSync(program)) return undefined;
  try {
    const version = execFileSync(program, ["--version"], { encoding: "utf8" });
    return majorOf(version.replace(/^v/, "")) >= major ? program : undefined;
  } catch {
    // It does not run on this system.
    return undefined;
  }
}

function majorOf(version) {
  return Number(version.split(".")[0]);
}
