import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What is installed, by the files that installation writes last: a text for each, which is another one when it was replaced or described again. */
export interface InstalledFiles {
  /** By the name of the model's folder. */
  readonly models: ReadonlyMap<string, string>;
  /** Of all libraries together. */
  readonly libraries: string;
}

/** Reads no content and loads no library: it is asked at the start of a server, and before each use of a model. */
export async function installedFiles(folder: string): Promise<InstalledFiles> {
  const [models, libraries] = await Promise.all([
    identities(folder, "model.json"),
    identities(join(folder, ".runtimes"), "runtime.json"),
  ]);
  return { models, libraries: JSON.stringify([...libraries]) };
}

/** A folder that does not exist has none. */
async function identities(folder: string, file: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map(async (name) => {
        const identity = name.startsWith(".") ? null : await identityOf(join(folder, name, file));
        return identity === null ? [] : [[name, identity] as const];
      }),
  );
  return new Map(found.flat());
}

async function identityOf(file: string): Promise<string | null> {
  try {
    const { ino, mtimeNs, size } = await stat(file, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return null;
  }
}
