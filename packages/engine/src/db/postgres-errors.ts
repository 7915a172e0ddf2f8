import { HeadwayError } from "@headway-jobs/contract";

/** Failures of a socket or of name resolution, by Node's codes. */
const NETWORK_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);
/** `pg` reports these without any code. */
const LOST_CONNECTION = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Client was closed",
  "Client has encountered a connection error",
  "Cannot use a pool after calling end",
  "Query read timeout",
] as const;
const DISK_FULL = "53100";

/** True for a transaction that PostgreSQL aborted in favour of another one: it may be run again. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
}

function isLostConnection(error: unknown): boolean {
  return error instanceof Error && LOST_CONNECTION.some((beginning) => error.message.startsWith(beginning));
}

/** The coded error for a failure of the database itself; anything else (a wrong statement, a broken constraint) is returned as it is. */
export function postgresError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === DISK_FULL) {
    return new HeadwayError("DISK_FULL", "The disk that holds the database is full.", { cause: error });
  }
  if (isUnavailable(code) || isLostConnection(error)) {
    return new HeadwayError("STORE_UNAVAILABLE", "The database does not answer.", { cause: error });
  }
  if (isConflict(error)) {
    return new HeadwayError("STORE_UNAVAILABLE", "The database is too busy with conflicting changes.", {
      cause: error,
    });
  }
  return error;
}

/** SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown, starting up), and 25006 (a standby after a failover). */
function isUnavailable(code: string): boolean {
  return NETWORK_CODES.has(code) || /^(08...|53...|57P..|25006)$/.test(code);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
