import { HeadwayError } from "@headway-jobs/contract";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { InstalledModel, ModelManifest } from "../manifest/model-manifest.ts";
import { findModelFiles } from "../manifest/model-roles.ts";
import { sizeOf } from "./content-hashes.ts";
import { importPiper } from "./import-piper.ts";
import { describeFiles, foldersOf, installedManifest, MANIFEST_FILE, moveFolder, writeWhole } from "./store-folders.ts";

/**
 * Makes a model of a folder with its files: adds what the runtime needs, checks that nothing is missing, writes `model.json` with the hash of every
 * file, and puts the folder in its place. Throws MODEL_DAMAGED and removes the folder when something is missing.
 */
export async function finishModel(
  staging: string,
  manifest: ModelManifest,
  { root, signal }: { root: string; signal: AbortSignal },
): Promise<InstalledModel> {
  if (manifest.format === "piper" && (await sizeOf(join(staging, "model.onnx.json"))) !== null) {
    await importPiper(staging, manifest.name);
  }
  const files = await describeFiles(staging, signal);
  const paths = files.map(({ path }) => path);
  const { missing } = findModelFiles(manifest.format, paths);
  if (missing.length > 0) {
    await rm(staging, { recursive: true, force: true });
    throw new HeadwayError("MODEL_DAMAGED", `${manifest.name} is not complete: ${missing.join(" and ")} missing.`);
  }
  const complete = installedManifest(manifest, files);
  await writeWhole(join(staging, MANIFEST_FILE), `${JSON.stringify(complete, null, 2)}\n`);
  const folder = foldersOf(root).model(manifest.name);
  await moveFolder(staging, folder);
  return { manifest: complete, folder };
}
