import { join } from "node:path";
import {
  adoptContents,
  beginRemoval,
  dropExpiredHolds,
  endRemoval,
  selectContents,
  selectReleased,
} from "./contents.ts";
import { type ArtifactFilesParts, contentPath, isHash, REMOVAL_CRASHED_MS } from "./artifact-files.ts";

/** Contents whose removal is committed together: few, as their files go within REMOVAL_CRASHED_MS / 3. */
const BATCH = 50;
const BATCHES_PER_ROUND = 100;
/** Files may be written to for long before they are moved in. */
const TEMPORARY_AGE_MS = 24 * 3_600_000;
const REMOVED = /^\.removed-[0-9a-f]+-([0-9a-f]{64})$/;

/**
 * Removes content that nothing refers to. A removal is: marked in the database (from then on no job can refer to the content),
 * file moved aside, row deleted, file deleted. A crash at any point leaves a marked row, which a later round begins again, or a file that was
 * moved aside. A remover that was suspended for so long that others took it for crashed finds its mark gone, and puts the file back.
 */
export class ContentRemoval {
  readonly #parts: ArtifactFilesParts & { readonly graceMs: number };

  constructor(parts: ArtifactFilesParts & { readonly graceMs: number }) {
    this.#parts = parts;
  }

  /** Removes what was released longer than the grace ago and is referred to by nothing. */
  async round(): Promise<void> {
    const { db, clock, ids, graceMs } = this.#parts;
    await dropExpiredHolds(db, clock.nowMs());
    for (let batch = 0; batch < BATCHES_PER_ROUND; batch += 1) {
      const nowMs = clock.nowMs();
      const bounds = {
        releasedUntilMs: nowMs - graceMs,
        removalsUntilMs: nowMs - Math.max(graceMs, REMOVAL_CRASHED_MS),
      };
      const released = await selectReleased(db, { ...bounds, limit: BATCH });
      if (released.length === 0) return;
      const name = ids.hex(8);
      const begun = await db.transaction((tx) => beginRemoval(tx, released, { ...bounds, name, nowMs }));
      for (const sha256 of begun) {
        // Others may take this removal for crashed soon: a later round begins it again.
        if (clock.nowMs() - nowMs > REMOVAL_CRASHED_MS / 3) return;
        await this.#remove(sha256, name);
      }
    }
  }

  /** Looks through all files, for what a crash has left: temporary files, files moved aside, content without a row. */
  async sweep(): Promise<void> {
    const { db, directory, files, clock } = this.#parts;
    for (const entry of await files.list(directory)) {
      if (entry.startsWith(".")) {
        await this.#sweepTemporary(entry);
        continue;
      }
      const found = (await files.list(join(directory, entry))).filter(isHash);
      if (found.length === 0) continue;
      const known = await selectContents(db, entry);
      const unknown = found.filter((sha256) => !known.has(sha256));
      if (unknown.length > 0) await adoptContents(db, unknown, clock.nowMs());
    }
  }

  async #remove(sha256: string, removal: string): Promise<void> {
    const { db, directory, files } = this.#parts;
    const aside = join(directory, `.removed-${removal}-${sha256}`);
    const isMoved = await renameIfThere(files, contentPath(directory, sha256), aside);
    const isEnded = await endRemoval(db, sha256, removal);
    if (!isMoved) return;
    if (!isEnded) await this.#putBack(aside, sha256);
    await files.remove(aside);
  }

  async #putBack(aside: string, sha256: string): Promise<void> {
    const { directory, files } = this.#parts;
    const parent = join(directory, sha256.slice(0, 2));
    await files.makeDirectory(parent);
    try {
      await files.linkOrCopy(aside, contentPath(directory, sha256));
      await files.sync(parent);
    } catch (error) {
      // Another node has moved the same content in meanwhile, or has put this file back already.
      if (!hasCode(error, "EEXIST") && !hasCode(error, "ENOENT")) throw error;
    }
  }

  async #sweepTemporary(entry: string): Promise<void> {
    const { db, directory, files, clock } = this.#parts;
    const path = join(directory, entry);
    const sha256 = REMOVED.exec(entry)?.[1];
    if (sha256 === undefined) {
      const changedAtMs = await files.changedAtMs(path);
      if (changedAtMs === null || changedAtMs > clock.nowMs() - TEMPORARY_AGE_MS) return;
    } else if ((await selectContents(db, sha256)).has(sha256)) {
      // Its remover crashed, and the content may be in use by now: this may be its only copy.
      await this.#putBack(path, sha256);
    }
    await files.remove(path);
  }
}

async function renameIfThere(files: ArtifactFilesParts["files"], from: string, to: string): Promise<boolean> {
  try {
    await files.rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
