import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { isTestModule } from "../../test/layers.ts";
import { filesBelow } from "./files-below.ts";

/** What of a package.json matters here; everything else is kept as it is. */
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  private: z.boolean().optional(),
  engines: z.object({ node: z.string() }).optional(),
  files: z.array(z.string()).default([]),
  exports: z.record(z.string(), z.string()).default({}),
  bin: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;

export interface PublishedPackage {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** `packages/client`: its folder seen from the root, with slashes. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Files below `src` that are no tests, relative to the folder, with slashes. */
  readonly sources: readonly string[];
}

/** Every workspace of the repository that is not private, in the order of their paths. */
export function publishedPackages(root: string): readonly PublishedPackage[] {
  const { workspaces } = z
    .object({ workspaces: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const folders = globSync(workspaces, { cwd: root }).toSorted();
  return folders
    .filter((path) => existsSync(join(root, path, "package.json")))
    .map((path) => packageAt(root, join(root, path)))
    .filter(({ manifest }) => manifest.private !== true);
}

/** The package in a folder of the repository. Throws when its package.json is not what this script can pack. */
export function packageAt(root: string, folder: string): PublishedPackage {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const path = relative(root, folder).split(sep).join("/");
  return { name: manifest.name, folder, path, manifest, sources: sourcesOf(folder, path, manifest) };
}

/** A package whose exports name no source is built by a tool of its own (the console by Vite). */
function sourcesOf(folder: string, path: string, manifest: Manifest): readonly string[] {
  if (!Object.values(manifest.exports).some((target) => target.startsWith("./src/"))) return [];
  return filesBelow(join(folder, "src"))
    .map((file) => `src/${file}`)
    .filter((file) => !isTestModule(`${path}/${file}`));
}
