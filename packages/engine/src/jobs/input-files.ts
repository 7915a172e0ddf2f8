import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { InputFile } from "../api/engine.ts";
import type { Queryable } from "../db/port.ts";
import type { Artifact } from "../api/job.ts";
import { type ArtifactOrigin, type NewArtifact, selectNamed } from "../artifacts/artifact-rows.ts";
import { storable, storableKey } from "../db/storable.ts";

/** No step can take names that begin so: theirs have no slash. */
const PREFIX = "input/";

/** Takes files of a submission into the store, held; all of them or none. */
export async function storeInputFiles(
  artifactFiles: ArtifactFiles,
  files: readonly InputFile[],
  nowMs: number,
): Promise<readonly NewArtifact[]> {
  if (new Set(files.map(({ name }) => storableKey(name))).size < files.length)
    throw new TypeError("two input files of a job have the same name");
  const stored: NewArtifact[] = [];
  try {
    for (const { name, mediaType, path } of files) {
      const content = await artifactFiles.putCopy(path);
      const named = { name: PREFIX + storableKey(name), mediaType: storable(mediaType) };
      stored.push({ ...named, ...content, internal: true, createdAtMs: nowMs, madeBy: null });
    }
    return stored;
  } catch (error) {
    await artifactFiles.dropHolds(stored);
    throw error;
  }
}

/** Hashes of the files a job was submitted with, by name. */
export function inputFilesOf(artifacts: readonly ArtifactOrigin[]): ReadonlyMap<string, string> {
  const files = artifacts.filter(({ name }) => name.startsWith(PREFIX));
  return new Map(files.map(({ name, sha256 }) => [name.slice(PREFIX.length), sha256]));
}

/** The files a job was submitted with, under the names that its workflow asks for them by. */
export async function selectInputFiles(db: Queryable, jobId: string): Promise<readonly Artifact[]> {
  const files = await selectNamed(db, jobId, PREFIX);
  return files.map((file) => ({ ...file, name: file.name.slice(PREFIX.length) }));
}
