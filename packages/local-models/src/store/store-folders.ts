import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ModelManifestSchema,
  type InstalledModel,
  type ModelFile,
  type ModelManifest,
} from "../manifest/model-manifest.ts";
import { runtimeFolderName, type RuntimePackage } from "../manifest/runtime-package.ts";
import { readHashes } from "./content-hashes.ts";

export const MANIFEST_FILE = "model.json";

/** Where everything is below the folder of models. */
export const foldersOf = (root: string) => ({
  model: (name: string) => join(root, name),
  runtime: (runtime: Pick<RuntimePackage, "name" | "version">) => join(root, ".runtimes", runtimeFolderName(runtime)),
  downloads: join(root, ".downloads"),
  lock: (name: string) => join(root, ".downloads", `${name}.lock`),
  staging: (name: string) => join(root, ".downloads", `${name}.unfinished`),
});

/** The model in a folder; null without a valid `model.json`, which is written last. */
export async function readInstalled(folder: string): Promise<InstalledModel | null> {
  try {
    const manifest = ModelManifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), "utf8")));
    return { manifest, folder };
  } catch {
    return null;
  }
}

/** The model of a name; null for a name that none can have, and for a folder that has the name of another model. */
export async function readNamed(root: string, name: string): Promise<InstalledModel | null> {
  if (!ModelManifestSchema.shape.name.safeParse(name).success) return null;
  const model = await readInstalled(join(root, name));
  return model?.manifest.name === name ? model : null;
}

/** The complete models of a folder, by name. */
export async function readAllInstalled(root: string): Promise<readonly InstalledModel[]> {
  const names = await subfolders(root);
  const found = await Promise.all(names.map((name) => readNamed(root, name)));
  return found.filter((one) => one !== null).toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

/** Folders in a folder, without hidden ones. Empty when it does not exist. */
export async function subfolders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((one) => one.isDirectory() && !one.name.startsWith(".")).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** All files below a folder with their hashes, as paths with slashes. */
export async function describeFiles(folder: string, signal?: AbortSignal): Promise<ModelFile[]> {
  const described: ModelFile[] = [];
  for (const path of await filesBelow(folder)) {
    if (path === MANIFEST_FILE) continue;
    const { bytes, sha256 } = await readHashes(join(folder, path), signal);
    described.push({ path, bytes, sha256 });
  }
  return described;
}

/** Paths of all files below a folder, sorted; symbolic links to folders are not followed. */
export async function filesBelow(folder: string, prefix = ""): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await filesBelow(folder, path)));
    else paths.push(path);
  }
  return paths.toSorted();
}

/** Writes a text so that it is there completely or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text, { flush: true });
  await rename(`${path}.tmp`, path);
}

/** Puts a finished folder in its place; what is there without being complete goes. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}

/** `model.json` of what is really in the folder: with every file's size and hash, those of unpacked archives included. */
export function installedManifest(manifest: ModelManifest, files: readonly ModelFile[]): ModelManifest {
  const urls = new Map(manifest.files.map(({ path, url }) => [path, url]));
  return {
    ...manifest,
    files: files.map((file) => ({
      ...file,
      ...(urls.get(file.path) === undefined ? {} : { url: urls.get(file.path) }),
    })),
  };
}
