import { HeadwayError } from "@headway-jobs/contract";
import { assertRoom } from "../artifacts/disk.ts";
import type { Db, Queryable, Transaction } from "../db/port.ts";
import type { Accounts } from "../api/accounts.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock } from "../api/ports.ts";
import type { UploadGrant, UploadRecord } from "../api/upload.ts";
import { storable, storableKey } from "../db/storable.ts";

type UploadRow = [
  uploadId: string,
  owner: string,
  filename: string,
  mediaType: string,
  sizeBytes: number,
  sha256: string,
  createdAtMs: number,
  expiresAtMs: number,
];

const COLUMNS = "upload_id, owner, filename, media_type, size_bytes, sha256, created_at_ms, expires_at_ms";

/** The records of uploads; their bytes are the edge's. What a client may send is granted here before it is written to disk. */
interface UploadParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly limits: EngineLimits;
}

type Uploads = Accounts["uploads"];

export function createUploads(parts: UploadParts): Uploads {
  const { db, clock } = parts;
  return {
    ...receivingUploads(parts),
    adopt: (record) => adopt(db, record),
    async find(owner, uploadId) {
      const rows = await db.queryArrays<UploadRow>(
        `SELECT ${COLUMNS} FROM uploads WHERE upload_id = ? AND owner = ? AND state <> 'receiving' AND expires_at_ms > ?`,
        [storableKey(uploadId), storableKey(owner), clock.nowMs()],
      );
      return rows[0] === undefined ? null : recordOf(rows[0]);
    },
    async list(owner, limit) {
      const rows = await db.queryArrays<UploadRow>(
        `SELECT ${COLUMNS} FROM uploads WHERE owner = ? AND state = 'stored' AND expires_at_ms > ?
         ORDER BY created_at_ms DESC, upload_id LIMIT ?`,
        [storableKey(owner), clock.nowMs(), limit],
      );
      return rows.map(recordOf);
    },
    async remove(owner, uploadId) {
      const rows = await db.queryArrays(
        "DELETE FROM uploads WHERE upload_id = ? AND owner = ? AND state = 'stored' AND expires_at_ms > ? RETURNING 1",
        [storableKey(uploadId), storableKey(owner), clock.nowMs()],
      );
      return rows.length > 0;
    },
    async forget(uploadId) {
      await db.query("DELETE FROM uploads WHERE upload_id = ?", [uploadId]);
    },
    async expired(limit) {
      const rows = await db.queryArrays<[string]>("SELECT upload_id FROM uploads WHERE expires_at_ms <= ? LIMIT ?", [
        clock.nowMs(),
        limit,
      ]);
      return rows.map(([uploadId]) => uploadId);
    },
    async isKnown(uploadId) {
      const rows = await db.query("SELECT 1 AS found FROM uploads WHERE upload_id = ?", [storableKey(uploadId)]);
      return rows.length > 0;
    },
  };
}

function receivingUploads({ db, clock, dataDir, limits }: UploadParts): Pick<Uploads, "begin" | "grow" | "finish"> {
  return {
    async begin({ uploadId, owner: name, filename, mediaType, expiresAtMs, grant }) {
      const owner = storableKey(name);
      await assertRoom(dataDir, limits.minFreeBytes, grant.wantedBytes);
      return db.transaction(async (tx) => {
        const bytes = await grantBytes(tx, { owner, uploadId, ...grant });
        await tx.query(
          `INSERT INTO uploads (upload_id, owner, state, filename, media_type, size_bytes, created_at_ms, expires_at_ms)
           VALUES (?, ?, 'receiving', ?, ?, ?, ?, ?)`,
          [uploadId, owner, storable(filename), storable(mediaType), bytes, clock.nowMs(), expiresAtMs],
        );
        return bytes;
      });
    },
    async grow({ uploadId, owner: name, grant }) {
      const owner = storableKey(name);
      await assertRoom(dataDir, limits.minFreeBytes, Math.max(0, grant.wantedBytes - grant.neededBytes));
      return db.transaction(async (tx) => {
        const bytes = await grantBytes(tx, { owner, uploadId, ...grant });
        const set = "UPDATE uploads SET size_bytes = ? WHERE upload_id = ? AND state = 'receiving' RETURNING 1";
        const rows = await tx.queryArrays(set, [bytes, uploadId]);
        if (rows.length === 0) throw tookTooLong();
        return bytes;
      });
    },
    async finish({ uploadId, kind, sizeBytes, sha256, expiresAtMs }) {
      const rows = await db.queryArrays<UploadRow>(
        `UPDATE uploads SET state = ?, size_bytes = ?, sha256 = ?, expires_at_ms = ?
         WHERE upload_id = ? AND state = 'receiving' RETURNING ${COLUMNS}`,
        [kind, sizeBytes, sha256, expiresAtMs, uploadId],
      );
      if (rows[0] === undefined) throw tookTooLong();
      return recordOf(rows[0]);
    },
  };
}

async function adopt(db: Db, record: UploadRecord): Promise<void> {
  await db.query(
    `INSERT INTO uploads (upload_id, owner, state, filename, media_type, size_bytes, sha256, created_at_ms, expires_at_ms)
     VALUES (?, ?, 'stored', ?, ?, ?, ?, ?, ?) ON CONFLICT (upload_id) DO NOTHING`,
    [
      record.uploadId,
      storableKey(record.owner),
      storable(record.filename),
      storable(record.mediaType),
      record.sizeBytes,
      record.sha256,
      record.createdAtMs,
      record.expiresAtMs,
    ],
  );
}

/** For a node that is the only one on the store: uploads and forms that were in progress at the last stop have no client any more. */
export async function expireUnfinishedUploads(db: Db): Promise<void> {
  await db.query("UPDATE uploads SET expires_at_ms = 0 WHERE state <> 'stored'");
}

export async function sumUploadBytes(db: Queryable, owner: string): Promise<number> {
  const rows = await db.query<{ bytes: number }>(
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM uploads WHERE owner = ?",
    [owner],
  );
  return rows[0]?.bytes ?? 0;
}

/** Bytes that the upload may have in all; between what is needed and what is wanted. Throws UPLOAD_QUOTA. */
async function grantBytes(
  tx: Transaction,
  { owner, uploadId, neededBytes, wantedBytes, quotaBytes }: UploadGrant & { owner: string; uploadId: string },
): Promise<number> {
  // Locks the owner's row, so that two uploads that begin at once cannot both take the last bytes.
  await tx.query(
    "INSERT INTO owners (owner, change_no) VALUES (?, 0) ON CONFLICT (owner) DO UPDATE SET change_no = owners.change_no",
    [owner],
  );
  const rows = await tx.query<{ bytes: number }>(
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM uploads WHERE owner = ? AND upload_id <> ?",
    [owner, uploadId],
  );
  const leftBytes = quotaBytes - (rows[0]?.bytes ?? 0);
  if (leftBytes < neededBytes)
    throw new HeadwayError("UPLOAD_QUOTA", `Your uploads may have ${quotaBytes} bytes together.`);
  return Math.min(Math.max(neededBytes, wantedBytes), leftBytes);
}

function tookTooLong(): HeadwayError {
  return new HeadwayError("TIMEOUT", "The upload took longer than a request may take.");
}

function recordOf([
  uploadId,
  owner,
  filename,
  mediaType,
  sizeBytes,
  sha256,
  createdAtMs,
  expiresAtMs,
]: UploadRow): UploadRecord {
  return { uploadId, owner, filename, mediaType, sizeBytes, sha256, createdAtMs, expiresAtMs };
}
