import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HeadwayError } from "@headway-jobs/contract";

/**
 * Makes this process the only worker on a data directory. An exclusive lock on a small SQLite database of its own: the operating
 * system frees it however the process ends, so nothing is left to clean after `kill -9`. Throws DATA_IN_USE.
 */
export function lockData(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseSync(join(dataDir, "server.lock"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new HeadwayError("DATA_IN_USE", "Another Headway server works on this data directory.", { cause: error });
  }
  return { release: () => lock.close() };
}
