import type { Client } from "@headway-jobs/client";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";

/** Downloads all artifacts of a job into a folder; the paths of the files. */
export async function saveArtifacts(client: Client, jobId: string, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { name } of await client.artifacts(jobId)) {
    // The server gives the name: it may choose a file here, not a folder elsewhere.
    const file = join(folder, basename(name));
    await saveArtifact(client, jobId, name, file);
    files.push(file);
  }
  return files;
}

/** Downloads an artifact to a file. Until it is complete, the file that was there before stays. */
export async function saveArtifact(client: Client, jobId: string, name: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  try {
    const { body } = await client.download(jobId, name);
    const bytes = body === null ? Readable.from([]) : Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
    await pipeline(bytes, createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
