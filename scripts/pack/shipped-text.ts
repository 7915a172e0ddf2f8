import { posix } from "node:path";

/** A quoted relative path to a module, as in imports and in `new URL("./worker.ts", import.meta.url)`. */
const MODULE_PATH = /(["'])(\.{1,2}\/[^"'\n]*\.tsx?)\1/g;

/** What a module refers to by a path relative to itself. */
const REFERENCE = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)(["'])(\.{1,2}\/[^"'\n]*)\1/g;

/** Where a file of a package (`src/db/port.ts`) is in its tarball (`dist/db/port.js`). Files outside `src` stay where they are. */
export function shippedPath(file: string): string {
  return file.replace(/^src\//, "dist/").replace(/(?<!\.d)\.tsx?$/, ".js");
}

/**
 * The text of a JavaScript or declaration file as it is shipped: relative paths that name sources name the built files instead.
 * `file` is the path of its source in the package; `sources` are those of all modules that are shipped.
 */
export function shippedText(text: string, file: string, sources: ReadonlySet<string>): string {
  return text.replace(MODULE_PATH, (whole, quote: string, path: string) => {
    const target = posix.join(posix.dirname(file), path);
    if (!sources.has(target)) return whole;
    const built = posix.relative(posix.dirname(shippedPath(file)), shippedPath(target));
    return `${quote}${built.startsWith(".") ? built : `./${built}`}${quote}`;
  });
}

/** Relative paths in a shipped file that lead to nothing: `exists` is asked for paths in the package. */
export function brokenReferences(text: string, file: string, exists: (path: string) => boolean): readonly string[] {
  return [...text.matchAll(REFERENCE)]
    .map(([, , path = ""]) => path)
    .filter((path) => !exists(posix.join(posix.dirname(file), path)));
}
