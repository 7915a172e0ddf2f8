import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sizeOf } from "./content-hashes.ts";

const StateSchema = z.object({ address: z.string(), etag: z.string().nullable() });

/** What is known of the answer whose beginning is in a part file. */
export type PartState = z.infer<typeof StateSchema>;

/** A file that has not arrived completely, with the identity of its content at the server. */
export class PartFile {
  readonly path: string;

  /** `url` is the publisher's, also with a mirror: the same content keeps its part file when the mirror changes. */
  constructor(folder: string, url: string) {
    const name =
      new URL(url).pathname
        .split("/")
        .at(-1)
        ?.replaceAll(/[^A-Za-z0-9._-]/g, "_") ?? "";
    const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
    this.path = join(folder, `${key}-${name.slice(-80)}.part`);
  }

  async bytes(): Promise<number> {
    return (await sizeOf(this.path)) ?? 0;
  }

  async readState(): Promise<PartState | null> {
    try {
      return StateSchema.parse(JSON.parse(await readFile(`${this.path}.json`, "utf8")));
    } catch {
      return null;
    }
  }

  async writeState(state: PartState): Promise<void> {
    await writeFile(`${this.path}.json`, JSON.stringify(state));
  }

  /** Forgets what has arrived. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(`${this.path}.json`, { force: true });
  }
}
