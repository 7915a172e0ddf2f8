import { access, constants, open, statfs } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";

/** The coded error for a full disk; every other error is returned as it is. */
export function diskError(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new HeadwayError("DISK_FULL", "The disk that holds the data is full.", { cause: error });
}

export async function withDiskErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error);
  }
}

/** Makes a file's content, or a directory's entries, survive a loss of power. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Throws DISK_FULL when `moreBytes` would leave less than `minFreeBytes` free on the directory's disk, and the error of `access` when the
 * directory cannot be written to.
 */
export async function assertRoom(directory: string, minFreeBytes: number, moreBytes = 0): Promise<void> {
  await access(directory, constants.W_OK);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize - moreBytes < minFreeBytes) throw new HeadwayError("DISK_FULL", "The data disk is nearly full.");
}
