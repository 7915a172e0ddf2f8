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
    // Compared as text: a decoder would pass over stray characters and spare bits, and so take a MAC that was never made.
    verify: (mac, ...parts) => sameSecret(mac, macOf(parts).toString("base64url")),
  };
}

/** Compares secrets without telling by time where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
