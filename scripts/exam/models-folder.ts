import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type InstalledModel, ModelManifestSchema } from "../../packages/local-models/src/manifest/model-manifest.ts";
import runtimes from "../../packages/local-models/src/manifest/catalogue/runtimes.json" with { type: "json" };

/** The packages of this checkout, which has the libraries of models as dependencies of development. */
export const CHECKOUT_PACKAGES = join(import.meta.dirname, "../../node_modules");

/** The models of a folder that is laid out as HEADWAY_MODELS, by name. */
export async function modelsIn(folder: string): Promise<ReadonlyMap<string, InstalledModel>> {
  const models = new Map<string, InstalledModel>();
  for (const name of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, name, "model.json"), "utf8").catch(() => null);
    if (text === null || name.startsWith(".")) continue;
    models.set(name, { folder: join(folder, name), manifest: ModelManifestSchema.parse(JSON.parse(text)) });
  }
  return models;
}

/** Makes a folder for HEADWAY_MODELS that has some models of another one, by links, and the libraries of this checkout. */
export async function linkModels(folder: string, models: readonly InstalledModel[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const { folder: source, manifest } of models) {
    const place = join(folder, manifest.name);
    await mkdir(place, { recursive: true });
    for (const name of await readdir(source)) await symlink(join(source, name), join(place, name));
  }
  for (const { name, version, licence } of runtimes) {
    const place = join(folder, ".runtimes", `${name}@${version}`);
    await mkdir(place, { recursive: true });
    await symlink(CHECKOUT_PACKAGES, join(place, "node_modules"));
    await writeFile(join(place, "runtime.json"), JSON.stringify({ name, version, licence, files: [] }));
  }
}
