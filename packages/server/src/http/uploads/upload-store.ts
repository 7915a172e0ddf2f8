import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HeadwayError, type ErrorCode } from "@headway-jobs/contract";
import type { Clock, Engine, Ids, UploadRecord } from "@headway-jobs/engine";
import { sweepUploads } from "./sweep-uploads.ts";

export interface NewUpload {
  readonly owner: string;
  /** Not every client names its file. */
  readonly filename: string | undefined;
  readonly mediaType: string;
  readonly content: Readable;
  /** Length of the request that it comes with, when known. */
  readonly announcedBytes?: number;
  /** `form`: it lasts as long as one request, is not listed, and is removed by its user. */
  readonly kind: "stored" | "form";
  readonly limitBytes?: number;
  readonly tooLarge?: ErrorCode;
}

export interface UploadStore {
  /**
   * Streams a file to disk. One over its limit (the store's own unless `limitBytes` says otherwise) is refused with `tooLarge`, one over
   * the owner's quota with UPLOAD_QUOTA, one that would fill the disk with DISK_FULL; none of them leaves anything behind.
   */
  save(upload: NewUpload): Promise<UploadRecord>;
  /** Null when unknown, of another owner, or expired. */
  find(owner: string, uploadId: string): Promise<(UploadRecord & { readonly path: string }) | null>;
  /** Newest first, at most 1,000. */
  list(owner: string): Promise<readonly UploadRecord[]>;
  /** False when the owner has none of this id. */
  remove(owner: string, uploadId: string): Promise<boolean>;
  /** Removes an upload of any owner; does nothing if there is none. */
  discard(uploadId: string): Promise<void>;
  /** Removes what has expired and what a crash left. */
  sweep(): Promise<void>;
}

const UPLOAD_ID = /^upload_[0-9a-f]{32}$/;
const GRANT_BYTES = 16 * 1024 * 1024;
const LIST_LIMIT = 1000;

export interface UploadStoreParts {
  readonly uploads: Engine["uploads"];
  readonly dir: string;
  readonly limitBytes: number;
  /** What all uploads of an owner may have together. */
  readonly quotaBytes: number;
  readonly lifetimeMs: number;
  /** Longer than receiving an upload can take; after it, an unfinished one is a crash's. */
  readonly receivingMs: number;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Uploads: records in the database, written before the first byte, and a file of bytes for each. Ids are never used again. */
export function createUploadStore(parts: UploadStoreParts): UploadStore {
  const { uploads, dir } = parts;
  const bytesPath = (uploadId: string): string => path.join(dir, `${uploadId}.bin`);
  const discard = async (uploadId: string): Promise<void> => {
    // The record first: a file without one is removed by the next sweep.
    await uploads.forget(uploadId);
    await rm(bytesPath(uploadId), { force: true });
  };
  return {
    save: (upload) => save(parts, upload, { bytesPath, discard }),
    async find(owner, uploadId) {
      if (!UPLOAD_ID.test(uploadId)) return null;
      const record = await uploads.find(owner, uploadId);
      return record === null ? null : { ...record, path: bytesPath(uploadId) };
    },
    list: (owner) => uploads.list(owner, LIST_LIMIT),
    async remove(owner, uploadId) {
      if (!UPLOAD_ID.test(uploadId) || !(await uploads.remove(owner, uploadId))) return false;
      await rm(bytesPath(uploadId), { force: true });
      return true;
    },
    discard,
    sweep: () => sweepUploads(parts, discard),
  };
}

async function save(
  parts: UploadStoreParts,
  upload: NewUpload,
  place: { readonly bytesPath: (uploadId: string) => string; readonly discard: (uploadId: string) => Promise<void> },
): Promise<UploadRecord> {
  const { uploads, dir, clock, ids, quotaBytes } = parts;
  const { owner, filename = "", mediaType, content, kind, limitBytes = parts.limitBytes } = upload;
  const uploadId = `upload_${ids.hex(16)}`;
  const firstBytes = Math.min(upload.announcedBytes ?? GRANT_BYTES, GRANT_BYTES, limitBytes);
  const expiresAtMs = clock.nowMs() + parts.receivingMs;
  const grant = { neededBytes: 1, wantedBytes: firstBytes, quotaBytes };
  try {
    const grantedBytes = await uploads.begin({ uploadId, owner, filename, mediaType, expiresAtMs, grant });
    await mkdir(dir, { recursive: true });
    const written = await writeLimited(content, place.bytesPath(uploadId), {
      limitBytes,
      tooLarge: upload.tooLarge ?? "PAYLOAD_TOO_LARGE",
      grantedBytes,
      grow: (neededBytes) => {
        const wantedBytes = Math.min(neededBytes + GRANT_BYTES, limitBytes);
        return uploads.grow({ uploadId, owner, grant: { neededBytes, wantedBytes, quotaBytes } });
      },
    });
    return await uploads.finish({ uploadId, kind, ...written, expiresAtMs: clock.nowMs() + parts.lifetimeMs });
  } catch (error) {
    // What is still on its way must not block the connection.
    content.resume();
    await place.discard(uploadId);
    throw error;
  }
}

interface Limits {
  readonly limitBytes: number;
  readonly tooLarge: ErrorCode;
  readonly grantedBytes: number;
  /** Returns how many bytes may be written in all. */
  readonly grow: (neededBytes: number) => Promise<number>;
}

async function writeLimited(
  content: Readable,
  file: string,
  { limitBytes, tooLarge, grantedBytes, grow }: Limits,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let allowedBytes = grantedBytes;
  const take = async (chunk: Buffer): Promise<void> => {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes)
      throw new HeadwayError(tooLarge, `The file is larger than the limit of ${limitBytes} bytes.`);
    if (sizeBytes > allowedBytes) allowedBytes = await grow(sizeBytes);
    hash.update(chunk);
  };
  const metered = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      await take(chunk);
      yield chunk;
    }
  };
  await pipeline(content, metered, createWriteStream(file, { flags: "wx" }));
  return { sizeBytes, sha256: hash.digest("hex") };
}
