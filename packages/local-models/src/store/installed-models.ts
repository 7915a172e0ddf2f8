import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { knownRuntimes } from "../manifest/known-runtimes.ts";
import { ModelFileSchema, type InstalledModel } from "../manifest/model-manifest.ts";
import type { RuntimePackage } from "../manifest/runtime-package.ts";
import { foldersOf, readAllInstalled } from "./store-folders.ts";

export const RUNTIME_FILE = "runtime.json";

const InstalledRuntimeSchema = z.object({
  name: z.string(),
  version: z.string(),
  licence: z.string(),
  files: z.array(ModelFileSchema),
});

type InstalledRuntime = z.infer<typeof InstalledRuntimeSchema>;

/**
 * The complete models of a folder, by name, and where packages of their libraries are; null for a library that is not installed. Reads no catalogue and
 * nothing that downloads: a server asks while it starts.
 */
export async function readInstalledModels(
  folder: string,
  runtimes: readonly RuntimePackage[] = knownRuntimes(),
): Promise<{
  readonly models: readonly InstalledModel[];
  readonly packages: Readonly<Record<RuntimePackage["runtime"], string | null>>;
}> {
  const packagesOf = async (name: RuntimePackage["runtime"]): Promise<string | null> => {
    const runtime = runtimes.find((one) => one.runtime === name);
    if (runtime === undefined) return null;
    const place = foldersOf(folder).runtime(runtime);
    return (await readRuntime(place)) === null ? null : join(place, "node_modules");
  };
  const [models, sherpa, bergamot] = await Promise.all([
    readAllInstalled(folder),
    packagesOf("sherpa-onnx"),
    packagesOf("bergamot"),
  ]);
  return { models, packages: { "sherpa-onnx": sherpa, bergamot } };
}

/** The library in a folder; null without a valid `runtime.json`, which is written last. */
export async function readRuntime(folder: string): Promise<InstalledRuntime | null> {
  try {
    return InstalledRuntimeSchema.parse(JSON.parse(await readFile(join(folder, RUNTIME_FILE), "utf8")));
  } catch {
    return null;
  }
}
