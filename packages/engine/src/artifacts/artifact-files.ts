import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Db } from "../db/port.ts";
import type { AskStore } from "../db/store-retry.ts";
import type { Clock, EngineLog, Ids } from "../api/ports.ts";
import { dropHolds, type Hold, holdContent } from "./contents.ts";
import type { ContentFiles } from "./content-files.ts";
import { withDiskErrors } from "./disk.ts";

/** Content that is in its place, and kept there by a hold until a reference is committed or the hold is dropped. */
export interface HeldContent extends Hold {
  readonly sizeBytes: number;
}

export interface ArtifactFilesParts {
  readonly directory: string;
  readonly files: ContentFiles;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: EngineLog;
}

/** For callers who report a failure: they can ask again. */
const askOnce: AskStore = (work) => work(false);

const HASH = /^[0-9a-f]{64}$/;
/** Longer than any step or submission takes; only what a crash has left comes to this age. */
const HOLD_MS = 24 * 3_600_000;
const REMOVAL_LOOK_MS = 50;
/** A removal takes moments, and a remover that was interrupted for longer than a third of this goes no further (see ContentRemoval). */
export const REMOVAL_CRASHED_MS = 30_000;

/**
 * The bytes of artifacts, by content: `<directory>/ab/<sha256>`. A file appears whole or not at all. The order of a put is: hold in the
 * database, then the file's move into its place, then (by the caller) the reference; only ContentRemoval takes files away.
 */
export class ArtifactFiles {
  readonly #parts: ArtifactFilesParts;

  constructor(parts: ArtifactFilesParts) {
    this.#parts = parts;
  }

  /** Where content lies or would lie. */
  path(sha256: string): string {
    return contentPath(this.#parts.directory, sha256);
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.#parts.files.changedAtMs(this.path(sha256))) !== null;
  }

  /** Moves a file in. It must lie on the same file system and is gone from its place afterwards. */
  async putFile(file: string, askStore = askOnce): Promise<HeldContent> {
    const { files } = this.#parts;
    return withDiskErrors(async () => {
      const { sha256, sizeBytes } = await files.digest(file);
      const hold = await this.#holdDuring(sha256, files.sync(file), askStore);
      return this.#moveIn(file, { ...hold, sizeBytes });
    });
  }

  /** The same for a file that stays where it is, on any file system: linked, else copied. */
  async putCopy(file: string): Promise<HeldContent> {
    const { files } = this.#parts;
    return this.#viaTemporary(async (temporary) => {
      await files.linkOrCopy(file, temporary);
      return this.putFile(temporary);
    });
  }

  async putBytes(bytes: Uint8Array, askStore = askOnce): Promise<HeldContent> {
    const { files } = this.#parts;
    return this.#viaTemporary(async (temporary) => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const hold = await this.#holdDuring(sha256, files.write(temporary, bytes), askStore);
      return this.#moveIn(temporary, { ...hold, sizeBytes: bytes.byteLength });
    });
  }

  /** Gives holds up that led to no reference. A failure is logged: they expire. */
  async dropHolds(holds: readonly Hold[]): Promise<void> {
    if (holds.length === 0) return;
    const { db, clock, log } = this.#parts;
    const holdIds = holds.map(({ holdId }) => holdId);
    try {
      await db.transaction((tx) => dropHolds(tx, holdIds, clock.nowMs()));
    } catch (error) {
      log.warn({ error }, "content that is not needed could not be released; it is removed a day later");
    }
  }

  async #viaTemporary(put: (temporary: string) => Promise<HeldContent>): Promise<HeldContent> {
    const { directory, files, ids } = this.#parts;
    return withDiskErrors(async () => {
      await files.makeDirectory(directory);
      const temporary = join(directory, `.${ids.hex(16)}`);
      try {
        return await put(temporary);
      } finally {
        // Also after a rename: onto another link of the same file it does nothing.
        await files.remove(temporary);
      }
    });
  }

  async #holdDuring(sha256: string, work: Promise<void>, askStore: AskStore): Promise<Hold> {
    const [held, done] = await Promise.allSettled([this.#hold(sha256, askStore), work]);
    if (held.status === "rejected") throw held.reason;
    if (done.status === "fulfilled") return held.value;
    await this.dropHolds([held.value]);
    throw done.reason;
  }

  /** Before the file is moved in: from this commit on no remover takes it. Waits for a removal that is under way. */
  async #hold(sha256: string, askStore: AskStore): Promise<Hold> {
    const { db, clock, ids } = this.#parts;
    const holdId = ids.hex(16);
    let seen: { readonly removal: string; readonly atMs: number } | undefined;
    for (;;) {
      const nowMs = clock.nowMs();
      const endedRemoval = seen !== undefined && nowMs - seen.atMs >= REMOVAL_CRASHED_MS ? seen.removal : null;
      const hold = { holdId, sha256, expiresAtMs: nowMs + HOLD_MS, endedRemoval };
      const { removal } = await askStore(() => db.transaction((tx) => holdContent(tx, hold)));
      if (removal === null) return { holdId, sha256 };
      if (seen?.removal !== removal) seen = { removal, atMs: nowMs };
      await new Promise<void>((resolve) => clock.after(REMOVAL_LOOK_MS, resolve));
    }
  }

  async #moveIn(file: string, held: HeldContent): Promise<HeldContent> {
    const { directory, files } = this.#parts;
    const target = this.path(held.sha256);
    const parent = join(directory, held.sha256.slice(0, 2));
    try {
      const isNew = await files.makeDirectory(parent);
      // Also over content that is there already: it is the same.
      await files.rename(file, target);
      await files.sync(parent);
      if (isNew) await files.sync(directory);
      return held;
    } catch (error) {
      await this.dropHolds([held]);
      throw error;
    }
  }
}

/** Throws TypeError for what is no hash. */
export function contentPath(directory: string, sha256: string): string {
  if (!isHash(sha256)) throw new TypeError("an artifact's hash is 64 lower-case hex digits");
  return join(directory, sha256.slice(0, 2), sha256);
}

export function isHash(name: string): boolean {
  return HASH.test(name);
}
