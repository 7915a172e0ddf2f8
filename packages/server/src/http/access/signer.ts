import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, SigningSecret } from "@headway-jobs/engine";

/** Makes and checks MACs with the secrets of the deployment. */
export interface Signer {
  sign(...parts: readonly string[]): string;
  verify(mac: string, ...parts: readonly string[]): boolean;
}

/** `secrets`: those that may verify now, newest first. The newest whose time has come signs. */
export function createSigner(secrets: () => readonly SigningSecret[], clock: Clock): Signer {
  return {
    sign: (...parts) => macOf(signingSecret(secrets(), clock.nowMs()), parts).toString("base64url"),
    // Compared as text: a decoder would pass over stray characters and spare bits, and so take a MAC that was never made.
    verify: (mac, ...parts) =>
      secrets()
        .filter(({ verifiesUntilMs }) => verifiesUntilMs === null || clock.nowMs() < verifiesUntilMs)
        .some(({ value }) => sameSecret(mac, macOf(value, parts).toString("base64url"))),
  };
}

function macOf(secret: Uint8Array, parts: readonly string[]): Buffer {
  const hmac = createHmac("sha256", secret);
  // Lengths go in as well, so that no two lists of parts have the same bytes.
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part}`);
  return hmac.digest();
}

function signingSecret(secrets: readonly SigningSecret[], nowMs: number): Uint8Array {
  const chosen = secrets.find(({ signsFromMs }) => signsFromMs <= nowMs) ?? secrets.at(-1);
  if (chosen === undefined) throw new Error("there is no secret to sign with");
  return chosen.value;
}

/** Compares secrets without telling by time where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
