import type { Element } from "@headway-jobs/html-document/parse";
import { attributeOf } from "../tree.ts";
import { declarationsOf, pointsOf } from "./css.ts";

export interface Picture {
  readonly type: "png" | "jpg" | "gif";
  readonly data: Buffer;
  /** In pixels of 1/96 inch. */
  readonly transformation: { readonly width: number; readonly height: number };
}

/** A picture that is written into the document, sized as the page has it and no wider than `maxWidthPx`; null for others. */
export function pictureOf(element: Element, maxWidthPx: number): Picture | null {
  const data = Buffer.from(/^data:[^,]*;base64,([^]*)$/.exec(attributeOf(element, "src") ?? "")?.[1] ?? "", "base64");
  const found = pngSize(data) ?? gifSize(data) ?? jpegSize(data);
  if (found === null || found.width === 0 || found.height === 0) return null;
  const style = declarationsOf(element);
  const askedSize = (name: "width" | "height"): number | null => {
    const points = pointsOf(
      style.get(name) ?? attributeOf(element, name),
      name === "width" ? maxWidthPx * 0.75 : Number.NaN,
    );
    return points === null || !(points > 0) ? null : points / 0.75;
  };
  const ratio = found.height / found.width;
  const width = askedSize("width") ?? (askedSize("height") ?? found.height) / ratio;
  const height = askedSize("height") ?? width * ratio;
  const scale = Math.min(1, maxWidthPx / width, MAX_HEIGHT_PX / height);
  const transformation = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return { type: found.type, data, transformation };
}

// What fits on any page that is offered.
const MAX_HEIGHT_PX = 900;

interface Size {
  readonly type: Picture["type"];
  readonly width: number;
  readonly height: number;
}

function pngSize(data: Buffer): Size | null {
  if (data.length < 24 || data.readUInt32BE(0) !== 0x89504e47) return null;
  return { type: "png", width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}

function gifSize(data: Buffer): Size | null {
  if (data.length < 10 || data.toString("latin1", 0, 3) !== "GIF") return null;
  return { type: "gif", width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
}

/** The frame header (SOF) of a JPEG has it; segments before are skipped by their lengths. */
function jpegSize(data: Buffer): Size | null {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= data.length && data[at] === 0xff) {
    const marker = data[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { type: "jpg", height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}
