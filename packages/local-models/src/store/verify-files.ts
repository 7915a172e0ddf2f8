import { join } from "node:path";
import type { ModelFile } from "../manifest/model-manifest.ts";
import { differenceOf, readHashes, sizeOf } from "./content-hashes.ts";

/** One sentence for each file of a folder that is missing or has another content. */
export async function verifyFiles(
  folder: string,
  files: readonly ModelFile[],
  { signal, onBytes, sizesOnly }: { signal: AbortSignal; onBytes: (bytes: number) => void; sizesOnly: boolean },
): Promise<readonly string[]> {
  const problems: string[] = [];
  let bytes = 0;
  for (const file of files) {
    signal.throwIfAborted();
    const difference = await problemOf(join(folder, file.path), file, sizesOnly, signal);
    if (difference !== null) problems.push(`${file.path} ${difference}.`);
    bytes += file.bytes;
    onBytes(bytes);
  }
  return problems;
}

async function problemOf(
  path: string,
  file: ModelFile,
  sizesOnly: boolean,
  signal: AbortSignal,
): Promise<string | null> {
  const size = await sizeOf(path);
  if (size === null) return "is missing";
  if (sizesOnly) return size === file.bytes ? null : `has ${size} bytes instead of ${file.bytes}`;
  return differenceOf(file, await readHashes(path, signal));
}
