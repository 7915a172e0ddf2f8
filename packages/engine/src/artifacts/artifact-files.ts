import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, readdir, realpath, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { EngineLog, Ids } from "../ports.ts";
import { syncPath, withDiskErrors } from "./disk.ts";

export interface StoredContent {
  readonly sha256: string;
  readonly sizeBytes: number;
}

const HASH = /^[0-9a-f]{64}$/;

/**
 * The bytes of artifacts, by content: `<directory>/ab/<sha256>`. A file appears whole or not at all. Content is pinned from
 * `put` until its row is committed or given up, so that nobody removes what is about to be recorded.
 */
export class ArtifactFiles {
  readonly #directory: string;
  readonly #ids: Ids;
  readonly #log: EngineLog;
  readonly #isReferenced: (sha256: string) => Promise<boolean>;
  readonly #pins = new Map<string, number>();

  constructor(parts: {
    readonly directory: string;
    readonly ids: Ids;
    readonly log: EngineLog;
    readonly isReferenced: (sha256: string) => Promise<boolean>;
  }) {
    this.#directory = parts.directory;
    this.#ids = parts.ids;
    this.#log = parts.log;
    this.#isReferenced = parts.isReferenced;
  }

  path(sha256: string): string {
    if (!HASH.test(sha256)) throw new TypeError("an artifact's hash is 64 lower-case hex digits");
    return join(this.#directory, sha256.slice(0, 2), sha256);
  }

  /** Moves a file in. It must lie on the same file system and is gone from its place afterwards. */
  async putFile(file: string): Promise<StoredContent> {
    return withDiskErrors(async () => {
      const content = await hashFile(file);
      await syncPath(file);
      return this.#moveIn(file, content);
    });
  }

  /** The same for a file that stays where it is, on whatever file system: linked, else copied. */
  async putCopy(file: string): Promise<StoredContent> {
    return withDiskErrors(async () => {
      await mkdir(this.#directory, { recursive: true });
      const temporary = join(this.#directory, `.${this.#ids.hex(16)}`);
      try {
        await linkOrCopy(await realpath(file), temporary);
        const content = await hashFile(temporary);
        await syncPath(temporary);
        return await this.#moveIn(temporary, content);
      } finally {
        // Also after a rename: onto another link of the same file it does nothing.
        await rm(temporary, { force: true });
      }
    });
  }

  async putBytes(bytes: Uint8Array): Promise<StoredContent> {
    return withDiskErrors(async () => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      await mkdir(this.#directory, { recursive: true });
      const temporary = join(this.#directory, `.${this.#ids.hex(16)}`);
      try {
        const handle = await open(temporary, "wx", 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        return await this.#moveIn(temporary, { sha256, sizeBytes: bytes.byteLength });
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    });
  }

  /** The row is committed: from now on it keeps the content. */
  unpin(sha256: string): void {
    const pins = (this.#pins.get(sha256) ?? 0) - 1;
    if (pins > 0) this.#pins.set(sha256, pins);
    else this.#pins.delete(sha256);
  }

  /** Removes content that no row and no pin holds. A failure is logged: `sweep` comes by later. */
  async removeUnheld(hashes: Iterable<string>): Promise<void> {
    for (const sha256 of new Set(hashes)) {
      try {
        if (this.#pins.has(sha256) || (await this.#isReferenced(sha256)) || this.#pins.has(sha256)) continue;
        await rm(this.path(sha256), { force: true });
      } catch (error) {
        this.#log.warn({ error, sha256 }, "an artifact's file could not be removed");
      }
    }
  }

  /** Removes what a crash left: temporary files and content without a row, both last changed before `beforeMs`. */
  async sweep(beforeMs: number): Promise<void> {
    for (const entry of await readdirOrNone(this.#directory)) {
      if (entry.startsWith(".")) {
        await this.#removeIfOld(join(this.#directory, entry), beforeMs);
        continue;
      }
      for (const sha256 of await readdirOrNone(join(this.#directory, entry))) {
        if (!HASH.test(sha256)) continue;
        const { mtimeMs } = await stat(this.path(sha256)).catch(() => ({ mtimeMs: beforeMs }));
        if (mtimeMs < beforeMs) await this.removeUnheld([sha256]);
      }
    }
  }

  async #moveIn(file: string, content: StoredContent): Promise<StoredContent> {
    const target = this.path(content.sha256);
    const directory = join(this.#directory, content.sha256.slice(0, 2));
    const made = await mkdir(directory, { recursive: true });
    this.#pins.set(content.sha256, (this.#pins.get(content.sha256) ?? 0) + 1);
    try {
      // Also over content that is there already: it is the same, and its age starts anew.
      await rename(file, target);
      await syncPath(directory);
      if (made !== undefined) await syncPath(this.#directory);
    } catch (error) {
      this.unpin(content.sha256);
      throw error;
    }
    return content;
  }

  async #removeIfOld(path: string, beforeMs: number): Promise<void> {
    const found = await stat(path).catch(() => null);
    if (found !== null && found.mtimeMs < beforeMs) await rm(path, { force: true });
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
    // Its age in the store begins now (see sweep).
    const now = new Date();
    await utimes(to, now, now);
  } catch (error) {
    // Another file system, or one without links; what else is wrong, copying says as well.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw error;
    await rm(to, { force: true });
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

async function hashFile(file: string): Promise<StoredContent> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

async function readdirOrNone(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch {
    // Not there, or not a directory: nothing of ours.
    return [];
  }
}
