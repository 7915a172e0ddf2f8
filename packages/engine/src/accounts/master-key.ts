import { createHash } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineLog, Ids } from "../api/ports.ts";

export const SECRET_KEY_FILE = "secret.key";

const LEAST_CHARS = 32;

/**
 * The 32 bytes that encrypt the secrets in the database, made of the configured text or of the file `secret.key` in the data folder (mode 0600,
 * made when missing). They are kept out of the database, so that a copy of it signs nothing.
 */
export async function masterKey(
  given: { readonly secretKey?: string | undefined; readonly dataDir: string },
  { ids, log }: { readonly ids: Ids; readonly log: EngineLog },
): Promise<Uint8Array> {
  const text = given.secretKey ?? (await readOrMake(join(given.dataDir, SECRET_KEY_FILE), given.dataDir, ids, log));
  return createHash("sha256").update("headway secret key\0").update(text).digest();
}

async function readOrMake(file: string, dataDir: string, ids: Ids, log: EngineLog): Promise<string> {
  const known = await readIfThere(file);
  if (known !== null && known.length >= LEAST_CHARS) return known;
  await mkdir(dataDir, { recursive: true });
  if (known !== null) {
    const aside = `${file}.unusable-${ids.hex(4)}`;
    await rename(file, aside);
    log.warn({ file, aside }, "The secret key file is too short to be one; it was put aside and a new one is made.");
  }
  const draft = `${file}.${ids.hex(4)}`;
  try {
    await writeFile(draft, `${ids.hex(32)}\n`, { mode: 0o600, flag: "wx", flush: true });
    // Whole or not at all, and only once: of nodes that start together on one folder the first one's stays.
    await link(draft, file).catch(ifExists);
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, "utf8")).trim();
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function ifExists(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
