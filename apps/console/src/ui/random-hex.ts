/** 32 random digits. `crypto.randomUUID` exists only on https and localhost; a console on a local network has neither. */
export function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
