import type { Module } from "./import-graph.ts";
import { isTestModule } from "./layers.ts";

const SOURCE = "packages/engine/src/";
/** Each folder may import those before it, so no two import each other (packages/engine/README.md). */
const FLOORS = [
  "api",
  "db",
  "artifacts",
  "log",
  "accounts",
  "jobs",
  "dispatch",
  "run",
  "upkeep",
  "assembly",
  "index.ts",
];

/** One sentence for every import of the engine that leads to a folder after its own, and for every file outside of the known folders. */
export function upwardImports(modules: readonly Module[]): string[] {
  return productOf(modules).flatMap(({ path, imports }) => {
    const floor = FLOORS.indexOf(folderOf(path));
    if (floor === -1) return [`${path} lies in no known folder`];
    const inside = imports.filter(({ to, isPackage }) => !isPackage && to.startsWith(SOURCE));
    return inside.filter(({ to }) => FLOORS.indexOf(folderOf(to)) > floor).map(({ to }) => `${path} → ${to}`);
  });
}

/** Known folders that hold no module: a table that names them is out of date. */
export function emptyFolders(modules: readonly Module[]): string[] {
  const held = new Set(productOf(modules).map(({ path }) => folderOf(path)));
  return FLOORS.filter((folder) => !held.has(folder));
}

function productOf(modules: readonly Module[]): readonly Module[] {
  return modules.filter(({ path }) => path.startsWith(SOURCE) && !isTestModule(path));
}

function folderOf(path: string): string {
  return path.slice(SOURCE.length).split("/")[0] ?? "";
}
