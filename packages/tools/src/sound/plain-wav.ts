/**
 * Samples of a WAV file as voices write it: one channel of 16-bit PCM. Null for any other sound, and for a file that was cut short. Sizes that streaming
 * servers write before they know the length mean "to the end" (wavWithSizes).
 */
export function readPlainWav(bytes: Uint8Array): { readonly samples: Int16Array; readonly rateHz: number } | null {
  const sound = findData(bytes);
  if (sound === null || sound.format === null) return null;
  const { bits, channels, encoding, rateHz } = sound.format;
  if (encoding !== 1 || channels !== 1 || bits !== 16) return null;
  const size = sizeOfData(bytes, sound);
  if (size === null) return null;
  // Copied: a Buffer from the pool may start at an odd offset, where an Int16Array cannot.
  const data = new Uint8Array(bytes.subarray(sound.from, sound.from + size - (size % 2)));
  return { rateHz, samples: new Int16Array(data.buffer) };
}

/**
 * A WAV file with the sizes that it really has, where a streaming server wrote 0, 0x7FFFFFFF, 0xFFFFFFFF, 2,000,000,000 or the like: decoders that
 * believe such a header stop with an error at the end of the bytes. Any other bytes as they are.
 */
export function wavWithSizes(bytes: Uint8Array): Uint8Array {
  const sound = findData(bytes);
  if (sound === null || !isPlaceholder(bytes, sound)) return bytes;
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(sound.from - 4, bytes.length - sound.from, true);
  return copy;
}

interface FoundData {
  readonly format: {
    readonly encoding: number;
    readonly channels: number;
    readonly rateHz: number;
    readonly bits: number;
  } | null;
  /** Where the samples begin. */
  readonly from: number;
  /** As the header says it. */
  readonly size: number;
}

function findData(bytes: Uint8Array): FoundData | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(bytes, 0) !== "RIFF" || tagAt(bytes, 8) !== "WAVE") return null;
  let format: FoundData["format"] = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    const tag = tagAt(bytes, at);
    if (tag === "data") return { format, from, size };
    if (tag === "fmt " && from + 16 <= bytes.length) {
      const [encoding, channels] = [view.getUint16(from, true), view.getUint16(from + 2, true)];
      format = { encoding, channels, rateHz: view.getUint32(from + 4, true), bits: view.getUint16(from + 14, true) };
    }
    // Chunks begin at even places.
    at = from + size + (size % 2);
  }
  return null;
}

/** Bytes of samples; null when the header says more than there is. */
function sizeOfData(bytes: Uint8Array, sound: FoundData): number | null {
  const present = bytes.length - sound.from;
  if (isPlaceholder(bytes, sound)) return present;
  return sound.size <= present ? sound.size : null;
}

/** No answer has two billion bytes of sound; servers write such sizes because the length of a stream is not known at its beginning. */
const LEAST_PLACEHOLDER_BYTES = 2_000_000_000 - 44;

function isPlaceholder(bytes: Uint8Array, { from, size }: FoundData): boolean {
  const present = bytes.length - from;
  if (size === 0) return present > 0 && !/^(?:LIST|id3 |ID3 |cue |fact|bext)/.test(tagAt(bytes, from));
  return size >= LEAST_PLACEHOLDER_BYTES && size > present;
}

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** Samples of one channel as a WAV file, whole. Little-endian machines only, as every platform Node 24 runs on. */
export function plainWav(samples: Int16Array, rateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + samples.byteLength);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string): void => {
    for (const [index, letter] of [...text].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  tag(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + samples.byteLength, true);
  tag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, "data");
  view.setUint32(40, samples.byteLength, true);
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), HEADER_BYTES);
  return bytes;
}

const HEADER_BYTES = 44;
