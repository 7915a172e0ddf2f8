import { expect, it } from "vitest";
import { ambientSources } from "./ambient-sources.ts";
import { parseSource } from "./sources.ts";

const NONE: ReadonlySet<string> = new Set();

it.each([
  ["a random number", "const n = Math.random();"],
  ["a source of random numbers that is handed on", "endAll(Math.random);"],
  ["the time", "const now = Date.now();"],
  ["the time as a date", "const now = new Date();"],
  ["a timer", "setTimeout(callback, 5);"],
  ["a repeated timer", "const timer = setInterval(callback, 5).unref();"],
])("the rule notices %s", (_what, source) => {
  expect(ambientSources([parseSource("packages/engine/src/a.ts", source)], NONE)).toHaveLength(1);
});

it.each([
  ["in a comment or a string", `// Date.now()\nexport const text = "Math.random()";`],
  ["of an injected source", "const at = clock.nowMs() + random(); clock.after(5, callback);"],
  ["of a given date", "const at = new Date(atMs).toISOString();"],
])("the rule passes over one %s", (_what, source) => {
  expect(ambientSources([parseSource("packages/engine/src/a.ts", source)], NONE)).toEqual([]);
});

it("tests and the system modules may use the machine's own", () => {
  const source = "setTimeout(callback, Date.now());";
  const paths = ["packages/engine/src/a.test.ts", "packages/engine/src/api/system.ts"];
  expect(
    ambientSources(
      paths.map((path) => parseSource(path, source)),
      NONE,
    ),
  ).toEqual([]);
});

it("an exception that is no longer needed is a fault", () => {
  expect(ambientSources([], new Set(["packages/engine/src/a.ts"]))).toHaveLength(1);
});
