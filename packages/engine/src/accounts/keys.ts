import { createHash, timingSafeEqual } from "node:crypto";
import type { Db } from "../db/port.ts";
import { type ApiKey, type Accounts, KEY_SCOPES, type KeyScope, USUAL_SCOPES } from "../api/accounts.ts";
import type { Clock, Ids } from "../api/ports.ts";
import { storableKey } from "../db/storable.ts";

const KEY = /^sk_[0-9a-f]{32}$/;

/** API keys, stored as SHA-256: the key itself has 128 random bits, so a slow hash would protect nothing. */
export function createKeys(parts: { readonly db: Db; readonly clock: Clock; readonly ids: Ids }): Accounts["keys"] {
  const { db, clock, ids } = parts;
  return {
    async create(owner, { scopes = USUAL_SCOPES, expiresAtMs } = {}) {
      const key = `sk_${ids.hex(16)}`;
      const keyId = `key_${ids.hex(6)}`;
      await db.query(
        "INSERT INTO api_keys (key_id, key_hash, owner, created_at_ms, scopes, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
        [keyId, hashOf(key), storableKey(owner), clock.nowMs(), scopes.join(" "), expiresAtMs ?? null],
      );
      return { key, keyId };
    },

    async list() {
      const rows = await db.queryArrays<[string, string, number, number | null, string, number | null]>(
        "SELECT key_id, owner, created_at_ms, revoked_at_ms, scopes, expires_at_ms FROM api_keys ORDER BY created_at_ms, key_id",
      );
      return rows.map(([keyId, owner, createdAtMs, revokedAtMs, scopes, expiresAtMs]): ApiKey => ({
        keyId,
        owner,
        scopes: scopesOf(scopes),
        createdAtMs,
        expiresAtMs,
        revokedAtMs,
      }));
    },

    async revoke(keyId) {
      const rows = await db.query(
        "UPDATE api_keys SET revoked_at_ms = ? WHERE key_id = ? AND revoked_at_ms IS NULL RETURNING key_id",
        [clock.nowMs(), keyId],
      );
      return rows.length > 0;
    },

    async verify(key) {
      if (!KEY.test(key)) return null;
      const hash = hashOf(key);
      const rows = await db.queryArrays<[string, string, string, string]>(
        `SELECT key_id, owner, key_hash, scopes FROM api_keys WHERE key_hash = ? AND ${LIVE}`,
        [hash, clock.nowMs()],
      );
      const row = rows[0];
      if (row === undefined || !timingSafeEqual(Buffer.from(row[2]), Buffer.from(hash))) return null;
      return { keyId: row[0], owner: row[1], scopes: scopesOf(row[3]) };
    },

    async isLive(keyId) {
      const rows = await db.query(`SELECT 1 AS found FROM api_keys WHERE key_id = ? AND ${LIVE}`, [
        keyId,
        clock.nowMs(),
      ]);
      return rows.length > 0;
    },
  };
}

const LIVE = "revoked_at_ms IS NULL AND (expires_at_ms IS NULL OR expires_at_ms > ?)";

function scopesOf(words: string): readonly KeyScope[] {
  const given = new Set(words.split(" "));
  return KEY_SCOPES.filter((scope) => given.has(scope));
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
