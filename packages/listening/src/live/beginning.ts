import type { LiveFormat } from "./live-format.ts";

/** So much of a format that is nothing but frames has sound in it. */
const FRAMES_BYTES = 64 * 1024;
const FRAMES: ReadonlySet<LiveFormat> = new Set(["mp3", "aac", "wav"]);

/** The first bytes of a stream that has given no sound yet, and what they say of it. */
export class Beginning {
  readonly #format: LiveFormat;
  /** Bytes of a tag that are still to come. */
  #tagBytes: number | null = null;
  #bytes: Uint8Array = new Uint8Array();
  #isTaken = false;

  constructor(format: LiveFormat) {
    this.#format = format;
  }

  /** Takes the next bytes: whether the stream cannot be what it says. */
  isBrokenWith(bytes: Uint8Array): boolean {
    if (this.#bytes.length >= FRAMES_BYTES) return false;
    this.#tagBytes ??= this.#format === "mp3" ? id3Bytes(bytes) : 0;
    const skipped = Math.min(this.#tagBytes, bytes.length);
    this.#tagBytes -= skipped;
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(skipped)]);
    return isBroken(this.#format, this.#bytes);
  }

  /** Once, when they are enough: frames that must hold sound, if any do. Null for formats in which much may come before the sound. */
  takeFrames(): Uint8Array | null {
    if (this.#isTaken || this.#bytes.length < FRAMES_BYTES || !FRAMES.has(this.#format)) return null;
    if (this.#format === "wav" && !isMostlyData(this.#bytes)) return null;
    this.#isTaken = true;
    return this.#bytes;
  }
}

/**
 * Whether a stream that begins with these bytes only pretends to be what its first bytes say. Told from the structure
 * that a container must have from its first byte on, as ffmpeg would look for its next element without end. False where
 * the bytes do not reach far enough, and for formats without such a structure.
 */
function isBroken(format: LiveFormat, head: Uint8Array): boolean {
  if (format === "matroska") return !isMatroska(head);
  if (format === "ogg") return !isPages(head);
  if (format === "flac") return !isFlac(head);
  return false;
}

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const LONGEST_EBML_HEADER = 1024;

/** A header that names its kind of document, then the one segment. */
function isMatroska(head: Uint8Array): boolean {
  const size = vint(head, 4);
  if (size === null) return head.length < 12;
  const end = size.end + size.value;
  if (size.value > LONGEST_EBML_HEADER) return false;
  if (head.length < end + 4) return true;
  if (!/webm|matroska/.test(textOf(head.subarray(size.end, end)))) return false;
  // Segment, or the filler that may come before it.
  return head[end] === 0xec || textOf(head.subarray(end, end + 4)) === "\u0018S\u0080g";
}

/** A number whose first byte's leading zeros say how many bytes follow; null when there are not so many. */
function vint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  const end = at + length;
  if (first === 0 || end > bytes.length) return null;
  let value = first & (0xff >> length);
  for (const byte of bytes.subarray(at + 1, end)) value = value * 256 + byte;
  return { value, end };
}

/** Each page says how long it is. */
function isPages(head: Uint8Array): boolean {
  for (let at = 0; at + 27 <= head.length;) {
    if (textOf(head.subarray(at, at + 5)) !== "OggS\0") return false;
    const segments = head[at + 26] ?? 0;
    const sizes = head.subarray(at + 27, at + 27 + segments);
    if (sizes.length < segments) return true;
    at += 27 + segments + sizes.reduce((sum, size) => sum + size, 0);
  }
  return true;
}

/** The first block says how the sound is laid out, and is 34 bytes long. */
const isFlac = (head: Uint8Array): boolean =>
  head.length < 8 || (((head[4] ?? 0) & 0x7f) === 0 && head[5] === 0 && head[6] === 0 && head[7] === 34);

/** Whether the samples of a WAV file begin in the first half of these bytes: pictures and comments may come before them. */
function isMostlyData(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 12; at + 8 <= head.length / 2;) {
    if (textOf(head.subarray(at, at + 4)) === "data") return true;
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return false;
}

/** Whether an mp4's boxes have names that can be read, up to its index or its sound. */
export function isBoxes(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + 8 <= head.length;) {
    const [size, name] = [view.getUint32(at), textOf(head.subarray(at + 4, at + 8))];
    if (!/^[\u0020-\u007E\u00A9]{4}$/.test(name)) return false;
    if (name === "moov" || name === "mdat" || size < 8) return true;
    at += size;
  }
  return true;
}

/** How long the tag is with which an MP3 begins, pictures and all. */
function id3Bytes(head: Uint8Array): number {
  if (head.length < 10 || textOf(head.subarray(0, 3)) !== "ID3") return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
}
