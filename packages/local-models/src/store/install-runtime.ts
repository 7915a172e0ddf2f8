import { HeadwayError } from "@headway-jobs/contract";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { archivesFor, type Machine, type RuntimePackage } from "../manifest/runtime-package.ts";
import { sizeOf } from "./content-hashes.ts";
import { discardParts, fetchParts, type Parts, type PartsOptions } from "./fetch-parts.ts";
import { PartFile } from "./part-file.ts";
import { readRuntime, RUNTIME_FILE } from "./installed-models.ts";
import { verifyFiles } from "./verify-files.ts";
import { describeFiles, foldersOf, moveFolder, writeWhole } from "./store-folders.ts";

/** The packages of a library for this machine, as parts to fetch. Throws INVALID_INPUT when there is no build for it. */
export function runtimeParts(runtime: RuntimePackage, machine: Machine): Parts {
  const archives = archivesFor(runtime, machine);
  if (archives === null) {
    const message = `${runtime.name} has no build for ${machine.os} on ${machine.cpu}: models that need it cannot run here.`;
    throw new HeadwayError("INVALID_INPUT", message);
  }
  return {
    files: [],
    archives: archives.map(({ name, archive }) => ({ archive, folder: join("node_modules", name) })),
    name: runtime.name,
  };
}

/** Fetches the packages of a library and puts them in their place; no script of theirs is run. The caller holds the lock. */
export async function installRuntime(
  runtime: RuntimePackage,
  parts: Parts,
  options: PartsOptions & { readonly root: string },
): Promise<void> {
  const folders = foldersOf(options.root);
  const staging = folders.staging(runtime.name);
  await fetchParts(staging, parts, options);
  const files = await describeFiles(staging, options.signal);
  const { name, version, licence } = runtime;
  await writeWhole(join(staging, RUNTIME_FILE), `${JSON.stringify({ name, version, licence, files }, null, 2)}\n`);
  await mkdir(dirname(folders.runtime(runtime)), { recursive: true });
  await moveFolder(staging, folders.runtime(runtime));
  await discardParts(parts, options.downloads);
}

/**
 * Takes packages that the user has in a folder, under the names that `npm pack` gives them, for downloads that have arrived. Their integrity is checked
 * as that of a download is.
 */
export async function offerPackages({ archives }: Parts, searched: string, downloads: string): Promise<void> {
  await mkdir(downloads, { recursive: true });
  for (const { archive } of archives) {
    const packed = join(searched, basename(new URL(archive.url).pathname));
    if ((await sizeOf(packed)) === null) continue;
    await copyFile(packed, new PartFile(downloads, archive.url).path);
  }
}

/** Whether a folder has a library with all its files. */
export async function isSound(folder: string, sizesOnly: boolean): Promise<boolean> {
  const installed = await readRuntime(folder);
  if (installed === null) return false;
  const options = { signal: new AbortController().signal, onBytes: () => undefined, sizesOnly };
  return (await verifyFiles(folder, installed.files, options)).length === 0;
}
