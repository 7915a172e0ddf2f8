import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Tarball } from "../../scripts/pack/pack-all.ts";

const manifestSchema = z.object({
  name: z.string(),
  bin: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

export type InstalledManifest = z.infer<typeof manifestSchema>;

/**
 * Installs tarballs below a folder without a network: each package is unpacked into a place of its own, beside links to what its package.json names and to
 * nothing else. Other packages come from the checkout's node_modules. So a package that uses what it does not name fails.
 */
export function installTarballs(
  root: string,
  tarballs: readonly Tarball[],
  folder: string,
): readonly InstalledManifest[] {
  return tarballs.map(({ name, file }) => {
    const home = storeOf(folder, name);
    mkdirSync(dirname(home), { recursive: true });
    execFileSync("tar", ["-xzf", file, "-C", dirname(home)]);
    renameSync(join(dirname(home), "package"), home);
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(home, "package.json"), "utf8")));
    const modules = join(folder, "store", short(name), "node_modules");
    const wanted = { ...manifest.dependencies, ...manifest.peerDependencies };
    for (const other of Object.keys(wanted)) link(targetOf(root, folder, name, other), modules, other);
    for (const other of Object.keys(manifest.optionalDependencies)) {
      const target = targetOf(root, folder, name, other);
      if (existsSync(target)) link(target, modules, other);
    }
    return manifest;
  });
}

/** A project in a folder of its own that has some packages installed, of ours or of the checkout's. */
export function linkPackages(root: string, folder: string, project: string, names: readonly string[]): void {
  for (const name of names) link(targetOf(root, folder, "", name), join(project, "node_modules"), name);
}

/** Where a package of ours is installed. */
export function storeOf(folder: string, name: string): string {
  return join(folder, "store", short(name), "node_modules", name);
}

function targetOf(root: string, folder: string, of: string, wanted: string): string {
  if (wanted.startsWith("@headway-jobs/")) return storeOf(folder, wanted);
  // npm puts a second version of a package beside the workspace that asks for it.
  const own = join(root, "packages", short(of), "node_modules", wanted);
  return existsSync(own) ? own : join(root, "node_modules", wanted);
}

function link(target: string, modules: string, name: string): void {
  const path = join(modules, name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}

function short(name: string): string {
  return name.replace("@headway-jobs/", "");
}
