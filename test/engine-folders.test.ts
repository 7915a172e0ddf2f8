import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Module, parseModule, readModules } from "./import-graph.ts";
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

function folderOf(path: string): string {
  return path.slice(SOURCE.length).split("/")[0] ?? "";
}

function violations(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) => {
    const floor = FLOORS.indexOf(folderOf(path));
    if (floor === -1) return [`${path} lies in no known folder`];
    const inside = imports.filter(({ to, isPackage }) => !isPackage && to.startsWith(SOURCE));
    return inside.filter(({ to }) => FLOORS.indexOf(folderOf(to)) > floor).map(({ to }) => `${path} → ${to}`);
  });
}

it("lets the engine's folders import only what is below them", () => {
  const modules = readModules(fileURLToPath(new URL("..", import.meta.url)), [SOURCE]);
  const product = modules.filter(({ path }) => !isTestModule(path));
  expect(violations(product)).toEqual([]);
  expect(new Set(product.map(({ path }) => folderOf(path)))).toEqual(new Set(FLOORS));
});

it("notices an import from above, and a loose file", () => {
  const upwards = parseModule(`${SOURCE}db/a.ts`, `import type { Job } from "../jobs/find.ts";`);
  const loose = parseModule(`${SOURCE}loose.ts`, "");
  expect(violations([upwards, loose])).toEqual([
    `${SOURCE}db/a.ts → ${SOURCE}jobs/find.ts`,
    `${SOURCE}loose.ts lies in no known folder`,
  ]);
});
