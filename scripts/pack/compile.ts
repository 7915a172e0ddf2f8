import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PublishedPackage } from "./packages.ts";

/**
 * Compiles the sources of packages to JavaScript and declarations: `packages/client/src/a.ts` becomes `OUT/packages/client/src/a.js` and `a.d.ts`.
 * Throws with the compiler's messages.
 */
export function compile(root: string, packages: readonly PublishedPackage[], out: string): void {
  const portable = packages.filter(isPortable);
  const others = packages.filter((one) => !isPortable(one));
  // Checked, because no other check compiles them for what they promise to run on.
  if (portable.length > 0) runCompiler(root, out, portable, PORTABLE);
  // `npm run check` has checked the types.
  if (others.length > 0) runCompiler(root, out, others, { noCheck: true, types: ["node"] });
}

/** What a browser and Node 20 have, and nothing of Node alone. */
const PORTABLE = {
  target: "es2022",
  lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
  types: [],
};

function isPortable({ manifest }: PublishedPackage): boolean {
  return manifest.engines?.node === ">=20";
}

function runCompiler(
  root: string,
  out: string,
  packages: readonly PublishedPackage[],
  options: Readonly<Record<string, unknown>>,
): void {
  mkdirSync(out, { recursive: true });
  const project = join(out, `tsconfig.${packages[0]?.path.replaceAll("/", "-")}.json`);
  const settings = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: false,
      noEmitOnError: true,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: root,
      outDir: out,
      typeRoots: [join(root, "node_modules", "@types")],
      ...options,
    },
    files: packages.flatMap(({ folder, sources }) =>
      sources.filter((file) => /\.tsx?$/.test(file)).map((file) => join(folder, file)),
    ),
  };
  writeFileSync(project, JSON.stringify(settings));
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, "-p", project], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The packages do not compile.\n${stdout}${stderr}`);
}
