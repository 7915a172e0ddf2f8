import { dictionary } from "@headway-jobs/contract";

/** How PCM lies in a stream. */
export interface PcmLayout {
  /** ffmpeg's name of the samples: `s16le`, `f32le` … */
  readonly samples: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly bytesPerFrame: number;
}

export type WavHeader =
  | { readonly kind: "incomplete" }
  /** Compressed sound in a WAV file, or damage: for ffmpeg to decide. */
  | { readonly kind: "other" }
  | { readonly kind: "pcm"; readonly layout: PcmLayout; readonly headerBytes: number; readonly dataBytes: number };

const MAX_HEADER_BYTES = 256 * 1024;

/** Reads the header that a stream or chunk begins with, up to where its samples begin. Streams name sizes they do not have: 0 or the largest number. */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let layout: PcmLayout | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (id === "data") {
      if (layout === null) return { kind: "other" };
      const isUnknown = size === 0 || size >= 0xffff_0000;
      return { kind: "pcm", layout, headerBytes: from, dataBytes: isUnknown ? Number.POSITIVE_INFINITY : size };
    }
    if (id === "fmt ") {
      if (from + size > bytes.length) break;
      layout = layoutOf(view, from, size);
      if (layout === null) return { kind: "other" };
    }
    at = from + size + (size % 2);
  }
  return bytes.length > MAX_HEADER_BYTES ? { kind: "other" } : { kind: "incomplete" };
}

const EXTENSIBLE = 0xfffe;

function layoutOf(view: DataView, at: number, size: number): PcmLayout | null {
  if (size < 16) return null;
  const tag = view.getUint16(at, true);
  const kind = tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag;
  const channels = view.getUint16(at + 2, true);
  const rateHz = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  const samples = SAMPLES[`${kind}/${bits}`];
  if (samples === undefined || channels < 1 || channels > 8 || rateHz < 4000 || rateHz > 384_000) return null;
  return { samples, rateHz, channels, bytesPerFrame: (channels * bits) / 8 };
}

const SAMPLES: Readonly<Record<string, string>> = dictionary({
  "1/8": "u8",
  "1/16": "s16le",
  "1/24": "s24le",
  "1/32": "s32le",
  "3/32": "f32le",
  "3/64": "f64le",
  "6/8": "alaw",
  "7/8": "mulaw",
});
