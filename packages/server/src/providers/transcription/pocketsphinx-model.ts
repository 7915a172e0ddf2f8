import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";

/** Where Debian, Homebrew (on both processors) and a local build install the American English model. */
const FOLDERS = [
  "/usr/share/pocketsphinx/model",
  "/usr/local/share/pocketsphinx/model",
  "/opt/homebrew/share/pocketsphinx/model",
];

export interface PocketsphinxModel {
  /** Folder of the acoustic model. */
  readonly acoustic: string;
  readonly language: string;
  readonly dictionary: string;
}

/** The English model; null when it is not installed. POCKETSPHINX_PATH, which newer releases know, is looked into first. */
export async function findEnglishModel(env: ToolEnv): Promise<PocketsphinxModel | null> {
  const own = env["POCKETSPHINX_PATH"];
  for (const folder of own === undefined ? FOLDERS : [own, ...FOLDERS]) {
    const model = {
      acoustic: join(folder, "en-us", "en-us"),
      language: join(folder, "en-us", "en-us.lm.bin"),
      dictionary: join(folder, "en-us", "cmudict-en-us.dict"),
    };
    if (await allThere(Object.values(model))) return model;
  }
  return null;
}

/** The command that installs the program and, where that is a package of its own, its model. */
export function recogniserAdvice(platform: NodeJS.Platform = process.platform): string {
  return platform === "darwin" ? "brew install cmu-pocketsphinx" : "apt-get install pocketsphinx pocketsphinx-en-us";
}

/** The command that installs the model alone. */
export function modelAdvice(platform: NodeJS.Platform = process.platform): string {
  return platform === "darwin" ? "brew reinstall cmu-pocketsphinx" : "apt-get install pocketsphinx-en-us";
}

async function allThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}
