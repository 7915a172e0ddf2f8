import { join } from "node:path";
import { downloadBytes, type ModelFile, type ModelManifest } from "../manifest/model-manifest.ts";
import { archivesFor, type Machine, type RuntimePackage } from "../manifest/runtime-package.ts";
import { sizeOf } from "./content-hashes.ts";
import type { Parts } from "./fetch-parts.ts";
import { isSound } from "./install-runtime.ts";
import { readRuntime } from "./installed-models.ts";
import { PartFile } from "./part-file.ts";
import { foldersOf } from "./store-folders.ts";

/** What is fetched for a model. */
export const partsOf = ({ name, files, archives }: ModelManifest): Parts => ({
  name,
  files: files.filter(({ url }) => url !== undefined),
  archives: archives.map((archive) => ({ archive, folder: "" })),
});

export const sizeOfFiles = (files: readonly ModelFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** What has to be fetched for a library on a machine, in bytes; 0 where there is none for it. */
export const archiveBytes = (runtime: RuntimePackage, machine: Machine): number =>
  (archivesFor(runtime, machine) ?? []).reduce((sum, { archive }) => sum + archive.bytes, 0);

/** How much of a model's download an interrupted call has left, in bytes: complete files in the staging folder, and part files. */
export async function arrivedBytes(manifest: ModelManifest, root: string): Promise<number> {
  const { staging, downloads } = foldersOf(root);
  const { files, archives } = partsOf(manifest);
  const staged = files.map(({ path }) => sizeOf(join(staging(manifest.name), path)));
  const urls = [...files.flatMap(({ url }) => url ?? []), ...archives.map(({ archive }) => archive.url)];
  const parts = urls.map((url) => new PartFile(downloads, url).bytes());
  const sizes = await Promise.all([...staged, ...parts]);
  return Math.min(
    sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    downloadBytes(manifest),
  );
}

export interface ListedLibrary {
  readonly runtime: RuntimePackage;
  /** `unsupported`: there is none for this operating system and processor. */
  readonly state: "installed" | "missing" | "damaged" | "unsupported";
  /** What has to be fetched; 0 when it is installed. */
  readonly bytes: number;
}

/** How a library is on this machine. Sizes are compared, contents are not read. */
export async function libraryState(runtime: RuntimePackage, machine: Machine, root: string): Promise<ListedLibrary> {
  const folder = foldersOf(root).runtime(runtime);
  if (await isSound(folder, true)) return { runtime, state: "installed", bytes: 0 };
  if (archivesFor(runtime, machine) === null) return { runtime, state: "unsupported", bytes: 0 };
  const state = (await readRuntime(folder)) === null ? "missing" : "damaged";
  return { runtime, state, bytes: archiveBytes(runtime, machine) };
}
