import { HeadwayError } from "@headway-jobs/contract";
import { statfs } from "node:fs/promises";

/** Bytes that can be written to the disk of a folder; null when the system does not tell. */
export type FreeBytes = (folder: string) => Promise<number | null>;

/** For the database, the log and other programs. */
const RESERVE_BYTES = 64 * 2 ** 20;

export const systemFreeBytes: FreeBytes = async (folder) => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
};

/** Throws DISK_FULL before anything is fetched that will not fit. */
export async function checkFreeSpace(folder: string, neededBytes: number, freeBytes: FreeBytes): Promise<void> {
  const free = await freeBytes(folder);
  if (free === null || free >= neededBytes + RESERVE_BYTES) return;
  throw new HeadwayError(
    "DISK_FULL",
    `The models need ${megabytes(neededBytes)} MB more, and ${megabytes(RESERVE_BYTES)} MB must stay free; ` +
      `${megabytes(free)} MB are free on the disk of the folder of models.`,
  );
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
