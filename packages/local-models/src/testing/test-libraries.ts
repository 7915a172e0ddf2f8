import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bergamotPackage } from "./bergamot-package.ts";
import { TEST_RUNTIME } from "./tiny-models.ts";

/** Installs the libraries of models in a folder of models: those that this checkout has as dependencies of development. */
export async function installTestLibraries(folder: string): Promise<void> {
  await installTestRuntime(folder);
  await installPackages(folder, "bergamot-translator@0.4.9", dirname(dirname(bergamotPackage())));
}

/** The library of sherpa-onnx alone. */
export const installTestRuntime = (folder: string): Promise<void> =>
  installPackages(folder, "sherpa-onnx-node@1.13.8", TEST_RUNTIME);

async function installPackages(folder: string, library: string, packages: string): Promise<void> {
  const [name, version] = library.split("@");
  const place = join(folder, ".runtimes", library);
  await mkdir(place, { recursive: true });
  await symlink(packages, join(place, "node_modules"));
  await writeFile(join(place, "runtime.json"), JSON.stringify({ name, version, licence: "Apache-2.0", files: [] }));
}
