/** Samples of a WAV file as voice programs write it: one channel of 16-bit PCM. Null for any other sound. */
export function readPlainWav(bytes: Uint8Array): { readonly samples: Int16Array; readonly rateHz: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(bytes, 0) !== "RIFF" || tagAt(bytes, 8) !== "WAVE") return null;
  let rateHz: number | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    switch (tagAt(bytes, at)) {
      case "fmt ": {
        if (from + 16 > bytes.length) return null;
        const isPlain =
          view.getUint16(from, true) === 1 &&
          view.getUint16(from + 2, true) === 1 &&
          view.getUint16(from + 14, true) === 16;
        if (!isPlain) return null;
        rateHz = view.getUint32(from + 4, true);
        break;
      }
      case "data":
        // Streams name sizes they do not have; what is cut short is for the caller's decoder to refuse.
        if (rateHz === null || from + size > bytes.length) return null;
        // Copied: a Buffer from the pool may start at an odd offset, where an Int16Array cannot.
        return {
          rateHz,
          samples: new Int16Array(new Uint8Array(bytes.subarray(from, from + size - (size % 2))).buffer),
        };
      default:
    }
    // Chunks begin at even places.
    at = from + size + (size % 2);
  }
  return null;
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
