import { mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { pause, type StoreClock } from "./store-clock.ts";

const HolderSchema = z.object({ pid: z.int(), host: z.string(), doneBytes: z.number(), totalBytes: z.number() });

/** The process that holds a lock, and how far it is. */
export type Holder = z.infer<typeof HolderSchema>;

export interface FolderLock {
  /** Writes how far this process is, for those that wait. */
  share(doneBytes: number, totalBytes: number): Promise<void>;
  release(): void;
}

const POLL_MS = 300;

/**
 * Waits until this process alone works on something. An exclusive lock on a small SQLite database: the operating system frees it however the process
 * ends, so the next one takes over at once after `kill -9`. Two callers of one process exclude each other as well. `onWait` is called while another
 * one holds it.
 */
export async function lockFolder(
  file: string,
  options: { clock: StoreClock; signal: AbortSignal; onWait: (holder: Holder | null) => void },
): Promise<FolderLock> {
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    options.signal.throwIfAborted();
    const database = tryLock(file);
    if (database !== null) {
      const share = (doneBytes: number, totalBytes: number): Promise<void> =>
        writeFile(`${file}.holder`, JSON.stringify({ pid: process.pid, host: hostname(), doneBytes, totalBytes }));
      return { share, release: () => database.close() };
    }
    options.onWait(await readHolder(file));
    await pause(options.clock, POLL_MS, options.signal);
  }
}

function tryLock(file: string): DatabaseSync | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

/** https://www.sqlite.org/rescode.html: 5 is SQLITE_BUSY, 6 is SQLITE_LOCKED; the extended codes have it in their lowest byte. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code === 5 || code === 6;
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return HolderSchema.parse(JSON.parse(await readFile(`${file}.holder`, "utf8")));
  } catch {
    // It is being written, or the holder has not written it yet.
    return null;
  }
}
