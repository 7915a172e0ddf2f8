import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syncPath, withDiskErrors } from "../../artifacts/disk.ts";
import {
  BACKUP_FORMAT,
  backupError,
  type BackupManifest,
  codeOf,
  contentPath,
  CONTENTS,
  DATABASE,
  entriesOf,
  hashOf,
  isContentName,
  linkOrCopy,
  MANIFEST,
  SECRET_KEY,
  UPLOADS,
} from "./backup-format.ts";

export interface BackupSummary {
  readonly contents: number;
  readonly uploads: number;
  readonly sizeBytes: number;
  /** Hashes of contents that the database refers to and that are missing or damaged in the data folder itself. */
  readonly lost: readonly string[];
  /** Whether the data folder has a secret key that was left out. */
  readonly leftOutSecretKey: boolean;
}

/** How often a snapshot is taken again because contents that it refers to were removed before they were copied. */
const TRIES = 5;

/**
 * Writes a consistent copy of an embedded store (database, contents, uploads) into a new folder, also while a server works on it: the database as
 * of one moment, and every content that it refers to, checked by its hash. Contents are hard links where that is possible. The secret key is left out
 * unless asked for. Throws INVALID_INPUT (the folders as they are do not allow it) and DISK_FULL; then nothing is left at `target`.
 */
export async function backUpStore(options: {
  readonly dataDir: string;
  /** A folder that does not exist, or is empty. */
  readonly target: string;
  readonly withSecretKey?: boolean;
  readonly nowMs: number;
  /** Called between the stages of a copy: the contents were copied a first time, or the database was. Lets tests change the store there. */
  readonly onStage?: (stage: "contents" | "database") => Promise<void>;
}): Promise<BackupSummary> {
  const { dataDir, target } = options;
  if (!(await entriesOf(dataDir)).includes(DATABASE)) throw backupError(`There is no database in ${dataDir}.`);
  if ((await entriesOf(target)).length > 0) throw backupError(`${target} is not empty; name a new folder.`);
  const working = `${target}.part`;
  await rm(working, { recursive: true, force: true });
  return withDiskErrors(async () => {
    try {
      await mkdir(join(working, CONTENTS), { recursive: true, mode: 0o700 });
      const { schemaVersion, referenced } = await copyDatabaseAndContents(options, working);
      await copyUploads(join(dataDir, UPLOADS), join(working, UPLOADS), join(working, DATABASE));
      const hasSecretKey = (await entriesOf(dataDir)).includes(SECRET_KEY);
      if (hasSecretKey && options.withSecretKey === true)
        await linkOrCopy(join(dataDir, SECRET_KEY), join(working, SECRET_KEY));
      const files = await inventory(working);
      await writeManifest(working, { schemaVersion, files, nowMs: options.nowMs });
      await rm(target, { recursive: true, force: true });
      await rename(working, target);
      await syncPath(dirname(target));
      const lost = [...referenced].filter((sha256) => !Object.hasOwn(files, contentPath(sha256)));
      return { ...summaryOf(files), lost, leftOutSecretKey: hasSecretKey && options.withSecretKey !== true };
    } catch (error) {
      await rm(working, { recursive: true, force: true });
      throw error;
    }
  });
}

/**
 * Contents before the snapshot and again after it: one that is removed in between is there by the first pass, one that came in between by the second.
 * What came after the first pass and was removed before the second makes a new snapshot necessary. What is missing even then was lost before.
 */
async function copyDatabaseAndContents(
  { dataDir, onStage }: Pick<Parameters<typeof backUpStore>[0], "dataDir" | "onStage">,
  working: string,
): Promise<Snapshot> {
  const copied = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    await copyContents(join(dataDir, CONTENTS), join(working, CONTENTS), copied);
    await onStage?.("contents");
    const taken = takeSnapshot(join(dataDir, DATABASE), join(working, DATABASE));
    await onStage?.("database");
    await copyContents(join(dataDir, CONTENTS), join(working, CONTENTS), copied);
    if ([...taken.referenced].every((sha256) => copied.has(sha256)) || attempt === TRIES) return taken;
    await rm(join(working, DATABASE));
  }
}

interface Snapshot {
  /** Hashes of all contents that the database refers to. */
  readonly referenced: ReadonlySet<string>;
  readonly schemaVersion: number;
}

/** In one read transaction, which holds up no writer; the copy has no side files. */
function takeSnapshot(file: string, to: string): Snapshot {
  const source = new DatabaseSync(file, { timeout: 5_000 });
  try {
    source.prepare("VACUUM INTO ?").run(to);
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to, { readOnly: true });
  try {
    const [check] = copy.prepare("PRAGMA quick_check").all();
    if (check?.["quick_check"] !== "ok") throw backupError(`The database ${file} is damaged.`);
    const hashes = copy.prepare("SELECT DISTINCT sha256 FROM artifacts").all();
    const version = copy.prepare("SELECT MAX(version) AS version FROM schema_migrations").get();
    return {
      referenced: new Set(hashes.map((row) => String(row["sha256"]))),
      schemaVersion: Number(version?.["version"]),
    };
  } finally {
    copy.close();
  }
}

async function copyContents(from: string, to: string, copied: Set<string>): Promise<void> {
  for (const prefix of await entriesOf(from)) {
    const names = (await entriesOf(join(from, prefix))).filter((name) => isContentName(name) && !copied.has(name));
    if (names.length > 0) await mkdir(join(to, prefix), { recursive: true });
    for (const name of names) {
      if (await copyIfThere(join(from, prefix, name), join(to, prefix, name))) copied.add(name);
    }
  }
}

/**
 * Uploads that are complete. The snapshot forgets all others, and those whose bytes went while it was taken. A store of an earlier version keeps its
 * records in files; the server that works on the restored store takes them over.
 */
async function copyUploads(from: string, to: string, database: string): Promise<void> {
  const records = (await entriesOf(from)).filter((name) => /^upload_\w+\.json$/.test(name));
  const snapshot = new DatabaseSync(database);
  try {
    const hasTable = snapshot.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'uploads'").get();
    const stored = hasTable === undefined ? [] : keepStored(snapshot);
    if (records.length + stored.length > 0) await mkdir(to, { recursive: true });
    for (const uploadId of stored) {
      if (await copyIfThere(join(from, `${uploadId}.bin`), join(to, `${uploadId}.bin`))) continue;
      snapshot.prepare("DELETE FROM uploads WHERE upload_id = ?").run(uploadId);
    }
  } finally {
    snapshot.close();
  }
  for (const record of records) {
    const bytes = record.replace(/\.json$/, ".bin");
    if (!(await copyIfThere(join(from, bytes), join(to, bytes)))) continue;
    // A form may have taken the upload with it meanwhile.
    if (!(await copyIfThere(join(from, record), join(to, record)))) await rm(join(to, bytes));
  }
}

function keepStored(snapshot: DatabaseSync): readonly string[] {
  snapshot.exec("DELETE FROM uploads WHERE state <> 'stored'");
  return snapshot
    .prepare("SELECT upload_id FROM uploads")
    .all()
    .map((row) => String(row["upload_id"]));
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await linkOrCopy(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Hashes every file of the backup. A content that is not what its name says is damaged at its source already, and left out. */
async function inventory(working: string): Promise<BackupManifest["files"]> {
  const files: BackupManifest["files"] = {};
  const paths = [DATABASE, ...((await entriesOf(working)).includes(SECRET_KEY) ? [SECRET_KEY] : [])];
  for (const prefix of await entriesOf(join(working, CONTENTS)))
    for (const name of await entriesOf(join(working, CONTENTS, prefix))) paths.push(contentPath(name));
  for (const name of await entriesOf(join(working, UPLOADS))) paths.push(`${UPLOADS}/${name}`);
  for (const path of paths) {
    const entry = await hashOf(join(working, path));
    if (path.startsWith(`${CONTENTS}/`) && !path.endsWith(entry.sha256)) {
      await rm(join(working, path));
      continue;
    }
    await syncPath(join(working, path));
    files[path] = entry;
  }
  return files;
}

async function writeManifest(
  working: string,
  {
    schemaVersion,
    files,
    nowMs,
  }: { readonly schemaVersion: number; readonly files: BackupManifest["files"]; readonly nowMs: number },
): Promise<void> {
  const manifest: BackupManifest = {
    format: BACKUP_FORMAT,
    made_at: new Date(nowMs).toISOString(),
    schema_version: schemaVersion,
    files,
  };
  await writeFile(join(working, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
  await using file = await open(join(working, MANIFEST), "r");
  await file.sync();
}

function summaryOf(files: BackupManifest["files"]): Pick<BackupSummary, "contents" | "uploads" | "sizeBytes"> {
  const paths = Object.keys(files);
  return {
    contents: paths.filter((path) => path.startsWith(`${CONTENTS}/`)).length,
    uploads: paths.filter((path) => path.startsWith(`${UPLOADS}/`) && path.endsWith(".bin")).length,
    sizeBytes: Object.values(files).reduce((sum, { size_bytes: bytes }) => sum + bytes, 0),
  };
}
