import { createHmac, timingSafeEqual } from "node:crypto";

/** Makes and checks MACs with one secret of the deployment. */
export interface Signer {
  sign(...parts: readonly string[]): string;
  verify(mac: string, ...parts: readonly string[]): boolean;
}

export function createSigner(secret: Uint8Array): Signer {
  const macOf = (parts: readonly string[]): Buffer => {
    const hmac = createHmac("sha256", secret);
    // Lengths go in as well, so that no two lists of parts have the same bytes.
    for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part}`);
    return hmac.digest();
  };
  return {
    sign: (...parts) => macOf(parts).toString("base64url"),
    verify: (mac, ...parts) => sameBytes(Buffer.from(mac, "base64url"), macOf(parts)),
  };
}

/** Compares secrets without telling by time where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  return sameBytes(Buffer.from(given), Buffer.from(expected));
}

function sameBytes(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
