import { HeadwayError } from "@headway-jobs/contract";

export const MAX_PICTURE_BYTES = 20 * 1_048_576;
/** A small file can unfold to gigabytes of pixels; no slide needs more than this. */
const MAX_PIXELS = 60_000_000;

export interface PictureKind {
  readonly mediaType: "image/jpeg" | "image/png" | "image/webp" | "image/gif";
  readonly width: number;
  readonly height: number;
}

/**
 * The format of the bytes, independent of their name and of what their server says. FETCH_REFUSED for anything but a raster picture of reasonable
 * size (SVG can hold scripts).
 */
export function requirePicture(bytes: Uint8Array): PictureKind {
  const kind = pictureKind(bytes);
  if (kind === null || kind.width < 1 || kind.height < 1) {
    throw new HeadwayError("FETCH_REFUSED", "What was found is not a JPEG, PNG, WebP or GIF picture.");
  }
  if (bytes.length > MAX_PICTURE_BYTES || kind.width * kind.height > MAX_PIXELS) {
    throw new HeadwayError("FETCH_REFUSED", `The picture is too large (${kind.width} × ${kind.height} pixels).`);
  }
  return kind;
}

/** Format and size from a file's head; null for other formats and broken heads. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  } catch (error) {
    // A head that ends too early.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function png(view: DataView): PictureKind | null {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89_50_4e_47 || view.getUint32(4) !== 0x0d_0a_1a_0a) return null;
  return { mediaType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): PictureKind | null {
  if (view.byteLength < 10 || view.getUint32(0) !== 0x47_49_46_38) return null;
  return { mediaType: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

const [RIFF, WEBP, VP8X, VP8L, VP8] = [0x52_49_46_46, 0x57_45_42_50, 0x56_50_38_58, 0x56_50_38_4c, 0x56_50_38_20];

function webp(view: DataView): PictureKind | null {
  if (view.byteLength < 30 || view.getUint32(0) !== RIFF || view.getUint32(8) !== WEBP) return null;
  const chunk = view.getUint32(12);
  const at = (offset: number): number => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  if (chunk === VP8X) return { mediaType: "image/webp", width: at(24) + 1, height: at(27) + 1 };
  if (chunk === VP8L) {
    const bits = view.getUint32(21, true);
    return { mediaType: "image/webp", width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 };
  }
  if (chunk !== VP8) return null;
  return {
    mediaType: "image/webp",
    width: view.getUint16(26, true) & 0x3f_ff,
    height: view.getUint16(28, true) & 0x3f_ff,
  };
}

function jpeg(view: DataView): PictureKind | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xff_d8 || view.getUint8(2) !== 0xff) return null;
  for (let at = 2; at < view.byteLength;) {
    const marker = view.getUint16(at);
    // Start-of-frame segments, of which four numbers mean something else.
    const startsFrame = marker >= 0xff_c0 && marker <= 0xff_cf && ![0xff_c4, 0xff_c8, 0xff_cc].includes(marker);
    if (startsFrame) return { mediaType: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker < 0xff_01) return null;
    at += marker === 0xff_ff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
