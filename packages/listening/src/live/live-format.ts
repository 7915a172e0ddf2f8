/**
 * The format of a stream of sound, detected from its first bytes. ffmpeg's names, but for `raw` (16 kHz mono PCM) and
 * `unknown`, which ffmpeg may still know.
 */
export type LiveFormat = "wav" | "matroska" | "ogg" | "mp3" | "aac" | "flac" | "mov" | "raw" | "unknown";

/** Bytes that are enough to detect the format. */
export const SNIFFED_BYTES = 12;

/**
 * The container that begins with these bytes; null when none of those does that announce themselves beyond doubt. Asked of every chunk, as some clients send
 * each as a file of its own.
 */
export function containerOf(bytes: Uint8Array): LiveFormat | null {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 4) === "RIFF" && text(8, 12) === "WAVE") return "wav";
  if (text(0, 4) === "\u001aE\u00df\u00a3") return "matroska";
  // A page that begins a stream; all pages begin with OggS.
  if (text(0, 4) === "OggS" && ((bytes[5] ?? 0) & 2) !== 0) return "ogg";
  if (text(0, 4) === "fLaC") return "flac";
  if (text(4, 8) === "ftyp") return "mov";
  if (text(0, 3) === "ID3") return "mp3";
  return null;
}

/** The format of a stream that begins with these bytes; a suffix such as `.pcm` decides only what bytes cannot. */
export function formatOf(bytes: Uint8Array, suffix: string): LiveFormat {
  const known = containerOf(bytes);
  if (known !== null) return known;
  if (/^\.?(?:pcm|raw|s16le)$/i.test(suffix)) return "raw";
  const [first = 0, second = 0] = bytes;
  // The layer's bits are zero in ADTS and never in mp3.
  if (first === 0xff && (second & 0xf6) === 0xf0) return "aac";
  if (first === 0xff && (second & 0xe0) === 0xe0) return "mp3";
  return "unknown";
}

/**
 * Whether an mp4's index comes before its sound, so that it can be decoded while it comes. Null while these bytes do not reach either.
 */
export function isIndexFirst(bytes: Uint8Array): boolean | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "moov") return true;
    if (type === "mdat") return false;
    const size = view.getUint32(at);
    // Longer sizes, and boxes to the end of the file, are mdat's alone.
    if (size < 8) return false;
    at += size;
  }
  return null;
}
