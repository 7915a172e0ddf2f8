import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { syncPath } from "./disk.ts";

/** What the artifact store asks of the file system; injected so that a test can delay, fail and interleave each call. */
export interface ContentFiles {
  /** With its parents; false when it was there. */
  makeDirectory(path: string): Promise<boolean>;
  /** Writes a new file and makes its content durable. Fails when it exists. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** A second name for the file's content (symbolic links are followed), or a copy where the file system has no such links. Fails when `to` exists. */
  linkOrCopy(from: string, to: string): Promise<void>;
  /** Replaces `to`. Fails with ENOENT when `from` does not exist. */
  rename(from: string, to: string): Promise<void>;
  /** Does nothing when there is none. */
  remove(path: string): Promise<void>;
  /** Names of a directory's entries; none when it does not exist. */
  list(directory: string): Promise<readonly string[]>;
  /** When the file's content or name last changed; null when it does not exist. */
  changedAtMs(path: string): Promise<number | null>;
  digest(path: string): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  /** Makes a file's content, or a directory's entries, durable. */
  sync(path: string): Promise<void>;
}

export const nodeContentFiles: ContentFiles = {
  makeDirectory: async (path) => (await mkdir(path, { recursive: true })) !== undefined,
  write,
  linkOrCopy,
  rename,
  remove: (path) => rm(path, { force: true }),
  list,
  changedAtMs,
  digest,
  sync: syncPath,
};

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  const file = await realpath(from);
  try {
    await link(file, to);
  } catch (error) {
    // Another file system, or one without links.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "EEXIST") throw error;
    await copyFile(file, to, constants.COPYFILE_EXCL);
  }
}

async function list(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

async function changedAtMs(path: string): Promise<number | null> {
  try {
    const { ctimeMs, mtimeMs } = await stat(path);
    return Math.max(ctimeMs, mtimeMs);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function digest(path: string): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
