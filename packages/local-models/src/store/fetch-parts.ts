import { HeadwayError } from "@headway-jobs/contract";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ModelArchive, ModelFile } from "../manifest/model-manifest.ts";
import { differenceOf, hasHash, readHashes, sizeOf } from "./content-hashes.ts";
import { fetchFile, type FetchOptions } from "./fetch-file.ts";
import { checkFreeSpace, type FreeBytes } from "./free-space.ts";
import { PartFile } from "./part-file.ts";
import { unpackApart } from "./unpack-apart.ts";

export type InstallPhase = "downloading" | "unpacking" | "checking";

export interface PartsOptions extends Omit<FetchOptions, "onBytes"> {
  /** The folder of part files. */
  readonly downloads: string;
  readonly freeBytes: FreeBytes;
  /** Bytes of all parts together that have arrived. */
  readonly onProgress: (phase: InstallPhase, doneBytes: number) => void;
}

/** Files and archives that belong together, and the folder below which they go. */
export interface Parts {
  readonly files: readonly ModelFile[];
  /** `folder` is relative: where in the folder the archive is unpacked. */
  readonly archives: readonly { readonly archive: ModelArchive; readonly folder: string }[];
  /** For messages. */
  readonly name: string;
}

/**
 * Brings files and the content of archives into a folder. What an interrupted earlier call has brought is kept: complete files in the folder, incomplete
 * ones as part files. A file is checked before it gets its name.
 */
export async function fetchParts(folder: string, parts: Parts, options: PartsOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  await mkdir(options.downloads, { recursive: true });
  const missing = await missingFiles(folder, parts.files);
  await checkFreeSpace(folder, await neededBytes(missing, parts, options), options.freeBytes);
  let doneBytes = sum(parts.files) - sum(missing);
  options.onProgress("downloading", doneBytes);
  for (const file of missing) {
    await fetchTo(join(folder, file.path), file, parts.name, counting(options, doneBytes));
    doneBytes += file.bytes;
  }
  for (const { archive, folder: inner } of parts.archives) {
    const label = `the archive of ${parts.name}`;
    const part = new PartFile(options.downloads, archive.url);
    await fetchFile({ ...archive, label }, part, counting(options, doneBytes));
    doneBytes += archive.bytes;
    options.onProgress("unpacking", doneBytes);
    try {
      await unpackApart({ file: part.path, archive, folder: join(folder, inner), label }, options.signal);
    } catch (error) {
      if (error instanceof HeadwayError && error.code === "MODEL_DAMAGED") await discardAll(folder, part);
      throw error;
    }
  }
}

/** The next call begins again: what is damaged now would be damaged then. */
async function discardAll(folder: string, part: PartFile): Promise<void> {
  await part.discard();
  await rm(folder, { recursive: true, force: true });
}

/** Removes the part files of what is installed, or no longer wanted. */
export async function discardParts({ files, archives }: Omit<Parts, "name">, downloads: string): Promise<void> {
  const urls = [...files.flatMap(({ url }) => url ?? []), ...archives.map(({ archive }) => archive.url)];
  await Promise.all(urls.map((url) => new PartFile(downloads, url).discard()));
}

function counting(options: PartsOptions, doneBytes: number): FetchOptions & PartsOptions {
  return { ...options, onBytes: (bytes) => options.onProgress("downloading", doneBytes + bytes) };
}

async function fetchTo(
  target: string,
  file: ModelFile,
  name: string,
  options: FetchOptions & PartsOptions,
): Promise<void> {
  const { url } = file;
  if (url === undefined) return;
  const part = new PartFile(options.downloads, url);
  await fetchFile({ ...file, url, label: `${file.path} of ${name}` }, part, options);
  await mkdir(dirname(target), { recursive: true });
  await rename(part.path, target);
  await part.discard();
}

/** The files that are not in the folder as their publisher states them. */
async function missingFiles(folder: string, files: readonly ModelFile[]): Promise<readonly ModelFile[]> {
  const missing: ModelFile[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    const size = await sizeOf(path);
    const complete = size !== null && (!hasHash(file) || differenceOf(file, await readHashes(path)) === null);
    if (!complete) missing.push(file);
  }
  return missing;
}

async function neededBytes(
  missing: readonly ModelFile[],
  { archives }: Parts,
  { downloads }: PartsOptions,
): Promise<number> {
  const urls = [...missing.flatMap(({ url }) => url ?? []), ...archives.map(({ archive }) => archive.url)];
  const arrived = await Promise.all(urls.map((url) => new PartFile(downloads, url).bytes()));
  const unpacked = archives.reduce((bytes, { archive }) => bytes + archive.bytes + archive.maxUnpackedBytes, 0);
  return Math.max(0, sum(missing) + unpacked - arrived.reduce((bytes, one) => bytes + one, 0));
}

const sum = (files: readonly ModelFile[]): number => files.reduce((bytes, file) => bytes + file.bytes, 0);
