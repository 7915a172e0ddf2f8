import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { constants, copyFile, link, readdir } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";

export const DATABASE = "headway.db";
export const CONTENTS = "artifacts";
export const UPLOADS = "uploads";
/** Wraps the secrets in the database: who has a backup without it can sign nothing. */
export const SECRET_KEY = "secret.key";
/** Written last: a folder without it is no complete backup. */
export const MANIFEST = "backup.json";

const FORMAT = 1;
const CONTENT_NAME = /^[0-9a-f]{64}$/;

/** Every file of a backup by its path in it. A content's hash is its name. */
export const backupManifestSchema = z.object({
  format: z.literal(FORMAT, "was made by another version of Headway"),
  made_at: z.string(),
  schema_version: z.number().int(),
  files: z.record(z.string(), z.object({ size_bytes: z.number().int(), sha256: z.string() })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;
export const BACKUP_FORMAT = FORMAT;

export const isContentName = (name: string): boolean => CONTENT_NAME.test(name);
export const contentPath = (sha256: string): string => `${CONTENTS}/${sha256.slice(0, 2)}/${sha256}`;

/** The same file at another place: linked where the file system allows, else copied. Contents and uploads never change once they are complete. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "EEXIST") throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}

export async function hashOf(file: string): Promise<{ readonly size_bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { size_bytes: bytes, sha256: hash.digest("hex") };
}

export async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What is wrong with a folder that was named; the message is all that its user needs. */
export function backupError(message: string, cause?: unknown): HeadwayError {
  return new HeadwayError("INVALID_INPUT", message, cause === undefined ? {} : { cause });
}
