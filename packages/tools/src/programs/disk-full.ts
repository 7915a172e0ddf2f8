import { HeadwayError } from "@headway-jobs/contract";

/** A file system's error as DISK_FULL when that is what it means; any other error as it is. `what` was not written: "sound", "the video". */
export function namingDiskFull(error: unknown, what: string): unknown {
  const full = error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
  return full ? new HeadwayError("DISK_FULL", `The disk is full: ${what} was not saved.`, { cause: error }) : error;
}
