import { open, readFile, stat, writeFile } from "node:fs/promises";
import { namingDiskFull } from "../programs/disk-full.ts";

/** The one form in which sound passes between steps: 48 kHz, mono, 16 bit. */
export const SAMPLE_RATE_HZ = 48_000;

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** Samples (48 kHz mono) as a WAV file. A full disk is DISK_FULL. */
export async function writeWav(file: string, samples: Int16Array): Promise<void> {
  try {
    await writeFile(file, Buffer.concat([header(samples.byteLength), bytesOf(samples)]));
  } catch (error) {
    throw namingDiskFull(error, "sound");
  }
}

/** Writes a WAV file piece by piece, for sound that is too long to be held whole. The pieces must come to `samples`. */
export async function writeWavPieces(
  file: string,
  samples: number,
  pieces: AsyncIterable<Int16Array> | Iterable<Int16Array>,
): Promise<void> {
  try {
    const out = await open(file, "w");
    try {
      await out.writeFile(header(samples * BYTES_PER_SAMPLE));
      for await (const piece of pieces) await out.writeFile(bytesOf(piece));
    } finally {
      await out.close();
    }
  } catch (error) {
    throw namingDiskFull(error, "sound");
  }
}

/** How many samples a WAV file of ours holds. */
export async function countSamples(file: string): Promise<number> {
  return Math.floor(((await stat(file)).size - HEADER_BYTES) / BYTES_PER_SAMPLE);
}

/** Samples of a WAV file that writeWav made. */
export async function readWav(file: string): Promise<Int16Array> {
  const bytes = await readFile(file);
  const sound = bytes.subarray(HEADER_BYTES);
  // Copied: a Buffer from the pool may start at an odd offset, where an Int16Array cannot.
  return new Int16Array(new Uint8Array(sound).buffer, 0, Math.floor(sound.length / 2));
}

export const samplesToMs = (samples: number): number => (samples * 1000) / SAMPLE_RATE_HZ;
export const msToSamples = (ms: number): number => Math.round((ms * SAMPLE_RATE_HZ) / 1000);

function header(dataBytes: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  head.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(dataBytes, 40);
  return head;
}

// Little-endian machines only, as every platform Node 24 runs on.
const bytesOf = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
