import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { parseSync } from "oxc-parser";

export interface Import {
  /** Path from the repository's root with `/`, or the name of a package or a `node:` module. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

export interface Module {
  /** Path from the repository's root, with `/`. */
  readonly path: string;
  readonly imports: readonly Import[];
}

const PASSED_OVER = new Set(["node_modules", "dist", ".git", ".headway", "coverage"]);
const SOURCE = /\.(?:ts|tsx|mts|mjs)$/;

/** Every source module below the folders with all that it imports, re-exports included. */
export function readModules(root: string, folders: readonly string[]): Module[] {
  return folders
    .flatMap((folder) => sourceFiles(join(root, folder)))
    .map((file) => relative(root, file).split(sep).join("/"))
    .toSorted()
    .map((path) => parseModule(path, readFileSync(join(root, path), "utf8")));
}

/** The imports of one module, by its syntax tree: comments and strings that look like imports are none. */
export function parseModule(path: string, source: string): Module {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map((error) => error.message).join("; ")}`);
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
      const literal = /^["'`]([^"'`$]+)["'`]$/.exec(source.slice(start, end));
      return literal?.[1] === undefined ? [] : [{ specifier: literal[1], typeOnly: false }];
    }),
  ];
  return { path, imports: specifiers.map(({ specifier, typeOnly }) => resolveImport(path, specifier, typeOnly)) };
}

/** Module paths along a circle of imports, or null. Types count too: what cannot be understood alone should not be two modules. */
export function findCycle(modules: readonly Module[]): readonly string[] | null {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    const start = trail.indexOf(path);
    if (start !== -1) return [...trail.slice(start), path];
    if (done.has(path)) return null;
    for (const { to } of byPath.get(path)?.imports ?? []) {
      const cycle = byPath.has(to) ? visit(to, [...trail, path]) : null;
      if (cycle !== null) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const { path } of modules) {
    const cycle = visit(path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Two neighbours of one folder, at least one of them a folder itself, that import each other. */
export interface TwoWayPair {
  /** `first ⇄ second`, paths from the repository's root in alphabetical order. */
  readonly name: string;
  /** One import of each direction, `module → module`. */
  readonly imports: readonly [string, string];
}

/**
 * The pairs of folders (or of a folder and a file beside it) that import each other, directly or by what lies below them. Neither of
 * two such folders can be understood before the other, although no two of their files need import each other.
 */
export function findTwoWayPairs(modules: readonly Module[]): readonly TwoWayPair[] {
  const examples = new Map<string, { readonly from: string; readonly to: string; readonly example: string }>();
  for (const { path, imports } of modules) {
    for (const { to } of imports.filter(({ isPackage }) => !isPackage)) {
      const [from, target] = neighbours(path, to);
      const example = { from, to: target, example: `${path} → ${to}` };
      if (from !== target && (from !== path || target !== to)) examples.set(`${from} ${target}`, example);
    }
  }
  return [...examples.values()].flatMap(({ from, to, example }) => {
    const back = examples.get(`${to} ${from}`);
    if (back === undefined || from > to) return [];
    return [{ name: `${from} ⇄ ${to}`, imports: [example, back.example] as const }];
  });
}

/** The entries of the deepest folder that holds both modules: for `a/b/c.ts` and `a/d/e.ts` these are `a/b` and `a/d`. */
function neighbours(left: string, right: string): [string, string] {
  const [a, b] = [left.split("/"), right.split("/")];
  let depth = 0;
  while (depth < Math.min(a.length, b.length) - 1 && a[depth] === b[depth]) depth += 1;
  return [a.slice(0, depth + 1).join("/"), b.slice(0, depth + 1).join("/")];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : sourceFiles(join(folder, entry.name));
    return SOURCE.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

function resolveImport(from: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith(".")) return { to: specifier, isPackage: true, typeOnly };
  const to = normalize(join(dirname(from), specifier))
    .split(sep)
    .join("/");
  return { to, isPackage: false, typeOnly };
}
