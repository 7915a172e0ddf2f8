import { join } from "node:path";
import type { ModelFile } from "../manifest/model-manifest.ts";
import { differenceOf, readHashes, sizeOf } from "./content-hashes.ts";

/** One sentence for each file of a folder that is missing or has another content. */
export async function verifyFiles(
  folder: string,
  files: readonly ModelFile[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  let bytes = 0;
  for (const file of files) {
    signal.throwIfAborted();
    const path = join(folder, file.path);
    const difference =
      (await sizeOf(path)) === null ? "is missing" : differenceOf(file, await readHashes(path, signal));
    if (difference !== null) problems.push(`${file.path} ${difference}.`);
    bytes += file.bytes;
    onBytes(bytes);
  }
  return problems;
}
