import type { ArtifactFiles } from "./artifacts/artifact-files.ts";
import type { Queryable } from "./db/port.ts";
import type { InputFile } from "./engine.ts";
import type { Artifact } from "./job.ts";
import { selectInternalHashes } from "./store/artifacts.ts";
import { storable, storableKey } from "./store/storable.ts";

/** No step can take names that begin so: theirs have no slash. */
const PREFIX = "input/";

/** Takes files of a submission into the store, pinned; all of them or none. */
export async function storeInputFiles(
  artifactFiles: ArtifactFiles,
  files: readonly InputFile[],
  nowMs: number,
): Promise<readonly Artifact[]> {
  if (new Set(files.map(({ name }) => storableKey(name))).size < files.length)
    throw new TypeError("two input files of a job have the same name");
  const stored: Artifact[] = [];
  try {
    for (const { name, mediaType, path } of files) {
      const content = await artifactFiles.putCopy(path);
      const named = { name: PREFIX + storableKey(name), mediaType: storable(mediaType) };
      stored.push({ ...named, ...content, internal: true, createdAtMs: nowMs });
    }
    return stored;
  } catch (error) {
    await letGoOfInputFiles(artifactFiles, stored);
    throw error;
  }
}

/** Unpins them; what no job has recorded goes. */
export async function letGoOfInputFiles(artifactFiles: ArtifactFiles, stored: readonly Artifact[]): Promise<void> {
  for (const { sha256 } of stored) artifactFiles.unpin(sha256);
  await artifactFiles.removeUnheld(stored.map(({ sha256 }) => sha256));
}

/** Hashes of the files a job was submitted with, by name. */
export function selectInputFiles(db: Queryable, jobKey: number): Promise<ReadonlyMap<string, string>> {
  return selectInternalHashes(db, jobKey, PREFIX);
}
