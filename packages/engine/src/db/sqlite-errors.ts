import { HeadwayError } from "@headway-jobs/contract";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** SQLITE_IOERR_SHMSIZE: the shared-memory file could not grow, which is how a full disk shows there. */
const IOERR_SHMSIZE = 4874;

/** True when another connection holds the lock, so that a later try can succeed. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

/** The coded error for a failure of the store itself; anything else (a wrong statement, a broken constraint) is returned as it is. */
export function sqliteError(error: unknown): unknown {
  const code = primaryCode(error);
  if (code === FULL || extendedCode(error) === IOERR_SHMSIZE) {
    return new HeadwayError("DISK_FULL", "The disk that holds the database is full.", { cause: error });
  }
  if (code === BUSY || code === LOCKED) {
    return new HeadwayError("STORE_UNAVAILABLE", "The database is locked by another process.", { cause: error });
  }
  if (code === IOERR || code === CANTOPEN) {
    return new HeadwayError("STORE_UNAVAILABLE", "The database file cannot be read or written.", { cause: error });
  }
  if (code === CORRUPT || code === NOTADB) {
    return new HeadwayError("STORE_UNREADABLE", "The database file is damaged, or no database of this server.", {
      cause: error,
    });
  }
  return error;
}

export function storeClosed(): HeadwayError {
  return new HeadwayError("STORE_UNAVAILABLE", "The store is closed.");
}

function extendedCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : 0;
}

function primaryCode(error: unknown): number {
  return extendedCode(error) & 0xff;
}
