import { chmod, copyFile, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { syncPath, withDiskErrors } from "../../artifacts/disk.ts";
import { lockData } from "../../db/data-lock.ts";
import {
  backupError,
  type BackupManifest,
  backupManifestSchema,
  codeOf,
  CONTENTS,
  DATABASE,
  entriesOf,
  hashOf,
  MANIFEST,
  SECRET_KEY,
  UPLOADS,
} from "./backup-format.ts";

export interface RestoreSummary {
  readonly files: number;
  readonly madeAt: string;
  /** Whether the data folder has a secret key now, from the backup or its own. */
  readonly hasSecretKey: boolean;
}

/** What a server leaves in a data folder that says nothing of its data. */
const PASSED_OVER = new Set(["server.lock", "server.address"]);
const WORKING = ".restoring";

/**
 * Puts a backup into a data folder that is empty, or with `force` instead of what is there. Every file is copied and checked by its hash before
 * anything is replaced. Throws INVALID_INPUT (no complete backup, a damaged file, a folder that is not empty), DATA_IN_USE and DISK_FULL.
 */
export async function restoreStore(options: {
  readonly backup: string;
  readonly dataDir: string;
  readonly force?: boolean;
}): Promise<RestoreSummary> {
  const { backup, dataDir } = options;
  const manifest = await readManifest(backup);
  const present = (await entriesOf(dataDir)).filter((name) => !PASSED_OVER.has(name) && name !== WORKING);
  if (present.length > 0 && options.force !== true)
    throw backupError(`${dataDir} is not empty; --force replaces the data there by the backup.`);
  return withDiskErrors(async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const lock = lockData(dataDir);
    const working = join(dataDir, WORKING);
    try {
      await rm(working, { recursive: true, force: true });
      await copyChecked(backup, working, manifest);
      await replace(working, dataDir, Object.hasOwn(manifest.files, SECRET_KEY));
    } finally {
      await rm(working, { recursive: true, force: true });
      lock.release();
    }
    const hasSecretKey = (await entriesOf(dataDir)).includes(SECRET_KEY);
    return { files: Object.keys(manifest.files).length, madeAt: manifest.made_at, hasSecretKey };
  });
}

async function readManifest(backup: string): Promise<BackupManifest> {
  let text: string;
  try {
    text = await readFile(join(backup, MANIFEST), "utf8");
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error;
    throw backupError(`${backup} is no complete backup: it has no ${MANIFEST}.`, error);
  }
  try {
    return backupManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw backupError(`${join(backup, MANIFEST)} cannot be read: ${why}`, error);
  }
}

/** Copies, and links nothing: the backup must not depend on what happens to the data from now on. */
async function copyChecked(backup: string, working: string, { files }: BackupManifest): Promise<void> {
  await mkdir(working, { mode: 0o700 });
  for (const [path, known] of Object.entries(files)) {
    if (!isPathOfBackup(path))
      throw backupError(`${MANIFEST} of ${backup} names ${path}, which is no file of a backup.`);
    const to = join(working, path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    try {
      await copyFile(join(backup, path), to);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      throw backupError(`${join(backup, path)} is missing; the backup cannot be used.`, error);
    }
    const { sha256 } = await hashOf(to);
    if (sha256 !== known.sha256) throw backupError(`${join(backup, path)} is damaged; the backup cannot be used.`);
    await chmod(to, 0o600);
    await syncPath(to);
  }
}

function isPathOfBackup(path: string): boolean {
  return (
    path === DATABASE ||
    path === SECRET_KEY ||
    /^artifacts\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(path) ||
    /^uploads\/upload_\w+\.(?:json|bin)$/.test(path)
  );
}

/** The database goes first and comes last: a data folder in which this was interrupted has none and so shows that it is not complete. */
async function replace(working: string, dataDir: string, withSecretKey: boolean): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await rm(join(dataDir, `${DATABASE}${suffix}`), { force: true });
  const restored = await entriesOf(working);
  for (const folder of [CONTENTS, UPLOADS]) {
    await rm(join(dataDir, folder), { recursive: true, force: true });
    if (restored.includes(folder)) await rename(join(working, folder), join(dataDir, folder));
  }
  if (withSecretKey) await rename(join(working, SECRET_KEY), join(dataDir, SECRET_KEY));
  await rename(join(working, DATABASE), join(dataDir, DATABASE));
  await syncPath(dataDir);
}
