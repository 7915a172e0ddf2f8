import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../packages/server/src/cli/program.ts";
import { settingSchemas } from "../packages/server/src/config/load-config.ts";
import { VENDOR_VARIABLES } from "../packages/server/src/config/vendor-variables.ts";
import { metaOf } from "../packages/server/src/config/setting.ts";

const root = join(import.meta.dirname, "..");
const pages = [
  ...["", "docs", "docs/guides", "decisions"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  ),
  ...globSync(["packages/*/README.md", "apps/*/README.md", "bench/README.md", "examples/*/README.md"], {
    cwd: root,
  }).map((name) => join(root, name)),
]
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ name: relative(root, file), folder: dirname(file), text: readFileSync(file, "utf8") }));
const readme = pages.find(({ name }) => name === "README.md")?.text ?? "";

// Read by set-up and by the configuration's own loading.
const OTHER_VARIABLES = ["HEADWAY_CONFIG", "HEADWAY_SETUP_SYSTEM"];

const never = (): never => {
  throw new Error("no command is run here");
};

describe("the documentation", () => {
  it("is there", () => {
    expect(pages.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/configuration.md",
        "docs/errors.md",
        "packages/server/README.md",
        "apps/console/README.md",
        "bench/README.md",
      ]),
    );
  });

  it.each(pages)("$name names only settings that exist", ({ text }) => {
    const settings = settingSchemas().map(([, schema]) => metaOf(schema).env);
    const known = new Set([...settings, ...VENDOR_VARIABLES.map((variable) => variable.name), ...OTHER_VARIABLES]);
    const named = text.match(/\bHEADWAY_[A-Z_]+[A-Z]\b/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(pages)("$name names only npm scripts that exist", ({ text }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it.each(pages)("$name links only to files that exist", ({ text, folder }) => {
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target ?? "");
    expect(targets.filter((target) => !existsSync(join(folder, target)))).toEqual([]);
  });

  it.each(pages)("$name names only commands that exist", ({ text }) => {
    const terminal = {
      out: never,
      note: never,
      redraw: never,
      ask: never,
      onClosed: never,
      interactive: false,
      columns: never,
      paint: never,
    };
    const context = {
      env: {},
      cwd: "/",
      command: "headway",
      terminal,
      interrupts: { onInterrupt: never },
      fetch: never,
      nowMs: never,
      composition: never,
    };
    const commands = new Set(buildProgram(context, never).commands.map((command) => command.name()));
    const named = [...text.matchAll(/\bheadway (?!setup:)([a-z]+)(?=[\s`])/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
  });

  it("answers the questions of a newcomer on its first page", () => {
    expect(readme).toMatch(/npm start/);
    expect(readme).toMatch(/npm run demo/);
    expect(readme).toMatch(/curl -N/);
  });
});
