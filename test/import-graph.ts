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

/** Entries of one folder that import each other in a circle, by what lies below them. */
export interface FolderCycle {
  /** Paths from the repository's root, each importing the next one and the last the first. */
  readonly places: readonly string[];
  /** One import of each step, `module → module`. */
  readonly imports: readonly string[];
}

/** Of one folder: its entries, those that each of them imports, and an import of each step. */
type Neighbours = Map<string, Map<string, string>>;

/**
 * The circles among the entries (folders and files) of each folder, the shortest through each entry. None of the folders of a circle
 * can be understood before the others, although no two of their files need import each other.
 */
export function findFolderCycles(modules: readonly Module[]): readonly FolderCycle[] {
  const folders = new Map<string, Neighbours>();
  for (const { path, imports } of modules) {
    for (const { to } of imports.filter(({ isPackage }) => !isPackage)) {
      const { folder, from, target } = neighbours(path, to);
      if (from === target) continue;
      const entries: Neighbours = folders.get(folder) ?? new Map();
      folders.set(folder, entries);
      const targets = entries.get(from) ?? new Map<string, string>();
      entries.set(from, targets);
      if (!targets.has(target)) targets.set(target, `${path} → ${to}`);
    }
  }
  return [...folders.values()].flatMap(cyclesAmong);
}

function cyclesAmong(entries: Neighbours): readonly FolderCycle[] {
  const found = new Map<string, FolderCycle>();
  for (const start of [...entries.keys()].toSorted()) {
    const places = shortestCycle(entries, start);
    const name = places.toSorted().join(" ");
    if (places.length === 0 || found.has(name)) continue;
    const imports = places.map((from, at) => entries.get(from)?.get(places[(at + 1) % places.length] ?? "") ?? "");
    found.set(name, { places, imports });
  }
  return [...found.values()];
}

/** The entries of a shortest circle that begins at one; empty where there is none. */
function shortestCycle(entries: Neighbours, start: string): readonly string[] {
  const seen = new Set<string>();
  let trails: readonly (readonly string[])[] = [[start]];
  while (trails.length > 0) {
    const next: (readonly string[])[] = [];
    for (const trail of trails) {
      for (const to of entries.get(trail.at(-1) ?? "")?.keys() ?? []) {
        if (to === start) return trail;
        if (seen.has(to)) continue;
        seen.add(to);
        next.push([...trail, to]);
      }
    }
    trails = next;
  }
  return [];
}

/** The deepest folder that holds both modules, and its entries that they lie in: for `a/b/c.ts` and `a/d/e.ts` `a` with `a/b` and `a/d`. */
function neighbours(left: string, right: string): { folder: string; from: string; target: string } {
  const [a, b] = [left.split("/"), right.split("/")];
  let depth = 0;
  while (depth < Math.min(a.length, b.length) - 1 && a[depth] === b[depth]) depth += 1;
  const entryOf = (parts: readonly string[]): string => parts.slice(0, depth + 1).join("/");
  return { folder: a.slice(0, depth).join("/"), from: entryOf(a), target: entryOf(b) };
}
