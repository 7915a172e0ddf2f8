import { mkdirSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EngineLog, Ids } from "../api/ports.ts";
import { diskError } from "./disk.ts";

/** Directories for attempts of steps, below one directory per node, so that what a crash leaves can be removed. */
export class ScratchSpace {
  readonly #root: string;
  readonly #directory: string;
  readonly #ids: Ids;
  readonly #log: EngineLog;

  constructor(parts: { readonly root: string; readonly nodeId: string; readonly ids: Ids; readonly log: EngineLog }) {
    this.#root = parts.root;
    this.#directory = join(parts.root, parts.nodeId);
    this.#ids = parts.ids;
    this.#log = parts.log;
  }

  /** Makes a new directory. Synchronous, because it happens when a property is read. */
  make(): string {
    const path = join(this.#directory, this.#ids.hex(12));
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw diskError(error);
    }
    return path;
  }

  async remove(path: string): Promise<void> {
    try {
      // A child process that is being killed may still write; it is tried again.
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch (error) {
      this.#log.warn({ error }, "a scratch directory could not be removed; the next start removes it");
    }
  }

  /** The other nodes that have a directory here, and when each directory last changed, by this machine's clock. */
  async others(): Promise<readonly { readonly nodeId: string; readonly changedAtMs: number }[]> {
    const names = await readdir(this.#root).catch(() => []);
    const others = names.filter((name) => join(this.#root, name) !== this.#directory);
    const found = await Promise.all(
      others.map(async (nodeId) => {
        const status = await stat(join(this.#root, nodeId)).catch(() => null);
        return status === null ? [] : [{ nodeId, changedAtMs: status.mtimeMs }];
      }),
    );
    return found.flat();
  }

  /** Removes the directory of a node that is dead. */
  async removeOf(nodeId: string): Promise<void> {
    await this.remove(join(this.#root, nodeId));
  }

  /** Removes this node's directory, or those of all nodes when this is the only one. */
  async sweep(which: "own" | "all"): Promise<void> {
    await this.remove(which === "all" ? this.#root : this.#directory);
  }
}
