import { type Program, Visitor } from "oxc-parser";
import { isTestModule } from "./layers.ts";
import type { Source } from "./sources.ts";

/** The modules that hand out the machine's time and randomness; all others have them injected. */
const SYSTEM_MODULES: ReadonlySet<string> = new Set([
  "packages/client/src/runtime.ts",
  "packages/engine/src/api/system.ts",
  "packages/local-models/src/store/store-clock.ts",
  "packages/tools/src/time/system-clock.ts",
]);

/** Modules that still take time or randomness from the machine themselves. The list may only shrink. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  // The command line: the time of its own signals, and a line of the terminal that is redrawn.
  "packages/server/src/cli/interrupts.ts",
  "packages/server/src/cli/main.ts",
  "packages/server/src/cli/job-display.ts",
]);

const TIMERS = new Set(["setTimeout", "setInterval"]);
const MEMBERS = new Set(["Math.random", "Date.now"]);

/** One sentence for each use of a time or a random number that is not injected, and for each exception that is no longer needed. */
export function ambientSources(
  modules: readonly Pick<Source, "path" | "program">[],
  exceptions = EXCEPTIONS,
): string[] {
  const shipped = modules.filter(({ path }) => !isTestModule(path) && !SYSTEM_MODULES.has(path));
  const found = new Map(shipped.map(({ path, program }) => [path, usesOf(program)]));
  return [
    ...[...found].flatMap(([path, uses]) =>
      exceptions.has(path) ? [] : uses.map((use) => `${path}: ${use} is not injected`),
    ),
    ...[...exceptions]
      .filter((path) => (found.get(path) ?? []).length === 0)
      .map((path) => `${path} is fixed: remove it from the exceptions`),
  ];
}

/** By the syntax tree: comments, strings and members of the same name are no use. */
function usesOf(program: Program): string[] {
  const uses: string[] = [];
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type === "Identifier" && TIMERS.has(callee.name)) uses.push(callee.name);
    },
    MemberExpression(member) {
      if (member.computed || member.object.type !== "Identifier" || member.property.type !== "Identifier") return;
      const name = `${member.object.name}.${member.property.name}`;
      if (MEMBERS.has(name)) uses.push(name);
    },
    NewExpression({ callee, arguments: values }) {
      if (callee.type === "Identifier" && callee.name === "Date" && values.length === 0) uses.push("new Date()");
    },
  }).visit(program);
  return uses;
}
