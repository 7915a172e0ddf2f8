import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { Ids } from "../api/ports.ts";

const CIPHER = "aes-256-gcm";
const MARK_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a secret: mark of the key, IV, tag, ciphertext. The name is authenticated, so that no row can pass for another. */
export function wrap(key: Uint8Array, name: string, secret: Uint8Array, iv: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Uint8Array.from(Buffer.concat([markOf(key), iv, cipher.getAuthTag(), sealed]));
}

/** The secret; null when another key encrypted it, or it was changed. */
export function unwrap(key: Uint8Array, name: string, wrapped: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(wrapped);
  if (bytes.length <= MARK_BYTES + IV_BYTES + TAG_BYTES || !bytes.subarray(0, MARK_BYTES).equals(markOf(key)))
    return null;
  const iv = bytes.subarray(MARK_BYTES, MARK_BYTES + IV_BYTES);
  const tag = bytes.subarray(MARK_BYTES + IV_BYTES, MARK_BYTES + IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(tag);
  try {
    return Uint8Array.from(
      Buffer.concat([decipher.update(bytes.subarray(MARK_BYTES + IV_BYTES + TAG_BYTES)), decipher.final()]),
    );
  } catch {
    // The tag does not fit: to the caller the same as another key.
    return null;
  }
}

export function newIv(ids: Pick<Ids, "hex">): Uint8Array {
  return Buffer.from(ids.hex(IV_BYTES), "hex");
}

function markOf(key: Uint8Array): Buffer {
  return createHash("sha256").update("mark\0").update(key).digest().subarray(0, MARK_BYTES);
}
