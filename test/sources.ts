import { readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { type ParseResult, parseSync, type Program } from "oxc-parser";
import type { Import, Module } from "./import-graph.ts";
import { trackedFiles } from "./tracked-files.ts";

/** A module with its text, its syntax tree and all that it imports, re-exports included. */
export interface Source extends Module {
  readonly text: string;
  readonly program: Program;
}

const SOURCE = /\.(?:ts|tsx|mts|mjs)$/;

export function isSource(path: string): boolean {
  return SOURCE.test(path);
}

/** Every source module of the repository, parsed. All static rules are held against these: parsing takes longer than the rules. */
export function readSources(root: string): readonly Source[] {
  return trackedFiles(root)
    .filter(isSource)
    .toSorted()
    .map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

/** One module by its syntax tree: comments and strings that look like imports are none. Throws where the text is no valid module. */
export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors.map((error) => error.message).join("; ")}`);
  return {
    path,
    text,
    // Made when it is first asked for, and then kept.
    get program() {
      return parsed.program;
    },
    imports: importsOf(path, text, parsed),
  };
}

/** Number of the line, from 1, that an offset of a text is in. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function importsOf(path: string, text: string, { module }: ParseResult): readonly Import[] {
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [{ specifier: moduleRequest.value, typeOnly: isType }],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^["'`]([^"'`$]+)["'`]$/.exec(text.slice(start, end));
      return literal?.[1] === undefined ? [] : [{ specifier: literal[1], typeOnly: false }];
    }),
  ];
  return specifiers.map(({ specifier, typeOnly }) => resolveImport(path, specifier, typeOnly));
}

function resolveImport(from: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith(".")) return { to: specifier, isPackage: true, typeOnly };
  const to = normalize(join(dirname(from), specifier))
    .split(sep)
    .join("/");
  return { to, isPackage: false, typeOnly };
}
