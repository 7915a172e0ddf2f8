import { open, stat } from "node:fs/promises";

/** The one form in which sound is listened to: 16 kHz, mono, signed 16 bit, little-endian, no header. */
export const LISTENING_RATE_HZ = 16_000;

const BYTES_PER_SAMPLE = 2;
const PIECE_BYTES = 64 * 1024;

/** Samples of little-endian 16-bit PCM; a last odd byte is left out. Copied, as a Buffer may start at an odd offset. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const whole = bytes.length - (bytes.length % BYTES_PER_SAMPLE);
  return new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
}

/** The bytes of samples, not copied. Little-endian machines only, as every platform Node 24 runs on. */
export const bytesOf = (samples: Int16Array): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** Length of a PCM file in samples. */
export async function countPcmSamples(file: string): Promise<number> {
  return Math.floor((await stat(file)).size / BYTES_PER_SAMPLE);
}

/** A PCM file from its beginning, piece by piece (2 s at most), so that its length costs no memory. */
export async function* readPcm(file: string, signal: AbortSignal): AsyncGenerator<Int16Array> {
  const handle = await open(file, "r");
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await handle.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead < BYTES_PER_SAMPLE) return;
      yield new Int16Array(buffer.buffer, 0, Math.floor(bytesRead / BYTES_PER_SAMPLE));
    }
  } finally {
    await handle.close();
  }
}

/** A stretch of a PCM file; what lies outside the file is left out. */
export async function readPcmStretch(file: string, startS: number, endS: number): Promise<Int16Array> {
  const from = Math.max(0, Math.round(startS * LISTENING_RATE_HZ));
  const count = Math.max(0, Math.round(endS * LISTENING_RATE_HZ) - from);
  const handle = await open(file, "r");
  try {
    const size = Math.min(count, Math.max(0, Math.floor((await handle.stat()).size / BYTES_PER_SAMPLE) - from));
    const bytes = new Uint8Array(size * BYTES_PER_SAMPLE);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from * BYTES_PER_SAMPLE);
    return new Int16Array(bytes.buffer, 0, Math.floor(bytesRead / BYTES_PER_SAMPLE));
  } finally {
    await handle.close();
  }
}
