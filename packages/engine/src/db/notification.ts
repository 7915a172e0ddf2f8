/** PostgreSQL takes less than 8,000 bytes; the port promises half of it on every driver. */
const MAX_PAYLOAD_BYTES = 4096;

/** Throws RangeError on a payload that a driver could not deliver: a wake-up carries an id, never the data. */
export function assertPayload(payload: string): void {
  if (payload.length * 3 <= MAX_PAYLOAD_BYTES) return;
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw new RangeError(`A notification may carry ${MAX_PAYLOAD_BYTES} bytes, not ${bytes}.`);
  }
}
