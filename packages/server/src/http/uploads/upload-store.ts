import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HeadwayError, type ErrorCode } from "@headway/contract";
import type { Clock, Ids } from "@headway/engine";
import { z } from "zod";

const recordSchema = z.object({
  uploadId: z.string(),
  owner: z.string(),
  filename: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  expiresAtMs: z.number(),
});
export type Upload = Readonly<z.infer<typeof recordSchema>>;

export interface UploadStore {
  /** Streams a file to disk. One over its limit (the store's own unless `limitBytes` says otherwise) is refused with `tooLarge`, and leaves nothing behind. */
  save(upload: {
    readonly owner: string;
    /** Not every client names its file. */
    readonly filename: string | undefined;
    readonly mediaType: string;
    readonly content: Readable;
    readonly limitBytes?: number;
    readonly tooLarge?: ErrorCode;
  }): Promise<Upload>;
  /** Null when unknown, of another owner, or expired. */
  find(owner: string, uploadId: string): Promise<(Upload & { readonly path: string }) | null>;
  /** Removes one at once; what is not there is removed already. */
  remove(uploadId: string): Promise<void>;
  /** Removes what has expired and what a crash left half-written. */
  sweep(): Promise<void>;
}

const UPLOAD_ID = /^upload_[0-9a-f]{32}$/;

/** Uploads as two files each: the bytes, and a record that is written last and so says that the bytes are complete. */
export function createUploadStore(options: {
  readonly dir: string;
  readonly limitBytes: number;
  readonly lifetimeMs: number;
  readonly clock: Clock;
  readonly ids: Ids;
}): UploadStore {
  const bytesPath = (uploadId: string): string => path.join(options.dir, `${uploadId}.bin`);
  const recordPath = (uploadId: string): string => path.join(options.dir, `${uploadId}.json`);

  const remove = async (uploadId: string): Promise<void> => {
    // The record first: it says that the bytes are complete.
    await rm(recordPath(uploadId), { force: true });
    await rm(bytesPath(uploadId), { force: true });
  };

  const save: UploadStore["save"] = async ({ owner, filename = "", mediaType, content, ...asked }) => {
    const { limitBytes = options.limitBytes, tooLarge = "PAYLOAD_TOO_LARGE" } = asked;
    const uploadId = `upload_${options.ids.hex(16)}`;
    await mkdir(options.dir, { recursive: true });
    try {
      const written = await writeLimited(content, bytesPath(uploadId), { limitBytes, tooLarge });
      const expiresAtMs = options.clock.nowMs() + options.lifetimeMs;
      const upload: Upload = { uploadId, owner, filename, mediaType, ...written, expiresAtMs };
      await writeFile(`${recordPath(uploadId)}.part`, JSON.stringify(upload));
      await rename(`${recordPath(uploadId)}.part`, recordPath(uploadId));
      return upload;
    } catch (error) {
      await remove(uploadId);
      throw error;
    }
  };

  return {
    save,
    remove,
    async find(owner, uploadId) {
      if (!UPLOAD_ID.test(uploadId)) return null;
      const upload = await readRecord(recordPath(uploadId));
      if (upload === null || upload.owner !== owner || upload.expiresAtMs <= options.clock.nowMs()) return null;
      return { ...upload, path: bytesPath(uploadId) };
    },
    sweep: () => sweep(options.dir, options.clock.nowMs() - options.lifetimeMs),
  };
}

async function readRecord(file: string): Promise<Upload | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** By age alone, so that an upload that is just being written is left in peace. */
async function sweep(dir: string, writtenUntilMs: number): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of await readdir(dir)) {
    const file = path.join(dir, name);
    if ((await modifiedAtMs(file)) <= writtenUntilMs) await rm(file, { force: true });
  }
}

/** A file that a form has taken with it meanwhile is as new as can be. */
async function modifiedAtMs(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Infinity;
    throw error;
  }
}

async function writeLimited(
  content: Readable,
  file: string,
  { limitBytes, tooLarge }: { readonly limitBytes: number; readonly tooLarge: ErrorCode },
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) {
        done(new HeadwayError(tooLarge, `The file is larger than the limit of ${limitBytes} bytes.`));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(content, meter, createWriteStream(file, { flags: "wx" }));
  return { sizeBytes, sha256: hash.digest("hex") };
}
