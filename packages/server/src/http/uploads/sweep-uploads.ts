import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "@headway-jobs/engine";
import { z } from "zod";

const AT_ONCE = 100;

/** What versions before the table of uploads kept beside each file. */
const recordSchema = z.object({
  uploadId: z.string(),
  owner: z.string(),
  filename: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  expiresAtMs: z.number(),
});

/** Discards uploads whose time is over, then files that no record names: a record is written before its file. */
export async function sweepUploads(
  parts: { readonly uploads: Engine["uploads"]; readonly dir: string; readonly lifetimeMs: number },
  discard: (uploadId: string) => Promise<void>,
): Promise<void> {
  const { uploads, dir } = parts;
  await mkdir(dir, { recursive: true });
  const names = await readdir(dir);
  for (const name of names.filter((one) => one.endsWith(".json"))) await adopt(parts, path.join(dir, name));
  for (let ids = await uploads.expired(AT_ONCE); ids.length > 0; ids = await uploads.expired(AT_ONCE))
    for (const uploadId of ids) await discard(uploadId);
  for (const name of names) {
    const uploadId = name.endsWith(".bin") ? name.slice(0, -".bin".length) : null;
    if (uploadId === null || !(await uploads.isKnown(uploadId))) await rm(path.join(dir, name), { force: true });
  }
}

async function adopt(
  { uploads, lifetimeMs }: { readonly uploads: Engine["uploads"]; readonly lifetimeMs: number },
  file: string,
): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    // Another node has adopted it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const record = recordSchema.safeParse(parseJson(text));
  if (record.success) await uploads.adopt({ ...record.data, createdAtMs: record.data.expiresAtMs - lifetimeMs });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half written by a crash: no record.
    return null;
  }
}
