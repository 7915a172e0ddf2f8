import { access } from "node:fs/promises";
import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "../manifest/model-manifest.ts";

/** Where distributions install it: Debian and Ubuntu, Fedora and Arch, Homebrew. */
const PLACES = [
  "/usr/lib/x86_64-linux-gnu/espeak-ng-data",
  "/usr/lib/aarch64-linux-gnu/espeak-ng-data",
  "/usr/share/espeak-ng-data",
  "/opt/homebrew/share/espeak-ng-data",
  "/usr/local/share/espeak-ng-data",
];

/**
 * The folder of espeak-ng's data, by which a voice turns letters into sounds: the one that came with the model, which fits it, else the system's. Throws
 * MODEL_MISSING when there is none.
 */
export async function findEspeakData(model: InstalledModel, places: readonly string[] = PLACES): Promise<string> {
  for (const folder of [join(model.folder, "espeak-ng-data"), ...places]) {
    try {
      await access(join(folder, "phontab"));
      return folder;
    } catch {
      // Not here: the next place.
    }
  }
  throw new HeadwayError(
    "MODEL_MISSING",
    `The local model ${model.manifest.name} needs the data of espeak-ng; install it with \`apt-get install espeak-ng\`.`,
  );
}
