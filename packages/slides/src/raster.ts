import { createCanvas, type Canvas, type SKRSContext2D } from "@napi-rs/canvas";
import { SHEET, type Box } from "./geometry.ts";
import { RISE } from "./motion.ts";
import type { Part, Stage } from "./stage.ts";

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A canvas in pixels on which the sheet of 1920 × 1080 design units is centred. */
export interface Sheet {
  readonly canvas: Canvas;
  readonly ctx: SKRSContext2D;
  readonly size: PixelSize;
}

/**
 * Memory that one read may take. Reads above the allocator's threshold for fresh pages cost twenty times as much, and are
 * freed late; strips below it reuse the same memory.
 */
const STRIP_BYTES = 96 * 1024;

/** A sheet filled with the theme's background. */
export function createSheet(size: PixelSize, background: string): Sheet {
  const canvas = createCanvas(size.width, size.height);
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = background;
  ctx.fillRect(0, 0, size.width, size.height);
  const { scale, left, top } = fitSheet(size);
  ctx.setTransform(scale, 0, 0, scale, left, top);
  return { canvas, ctx, size };
}

/** Draws one part without leaving traces in the context's state. */
export function drawPart(ctx: SKRSContext2D, part: Part, progress: number): void {
  ctx.save();
  part.draw(ctx, progress);
  ctx.restore();
}

/** The slide in its final form. */
export function drawFinal(stage: Stage, size: PixelSize): Sheet {
  const sheet = createSheet(size, stage.theme.background);
  for (const part of stage.parts) drawPart(sheet.ctx, part, 1);
  return sheet;
}

/** A box of design units in whole pixels, with room for a part's rise and for anti-aliasing, clipped to the canvas. */
export function pixelBox(box: Box, size: PixelSize, margin: number = RISE + 10): Box {
  const { scale, left, top } = fitSheet(size);
  const x = Math.max(0, Math.floor((box.x - margin) * scale + left));
  const y = Math.max(0, Math.floor((box.y - margin) * scale + top));
  const endX = Math.min(size.width, Math.ceil((box.x + box.width + margin) * scale + left));
  const endY = Math.min(size.height, Math.ceil((box.y + box.height + margin) * scale + top));
  return { x, y, width: Math.max(0, endX - x), height: Math.max(0, endY - y) };
}

/** A box of design units in pixels, exactly. */
export function toPixels(box: Box, size: PixelSize): Box {
  const { scale, left, top } = fitSheet(size);
  return { x: box.x * scale + left, y: box.y * scale + top, width: box.width * scale, height: box.height * scale };
}

/** Copies the pixels of `area` (whole pixels) from the sheet into a full-frame RGBA buffer. */
export function readPixels(sheet: Sheet, area: Box, frame: Buffer): void {
  if (area.width <= 0 || area.height <= 0) return;
  const rowBytes = area.width * 4;
  const stripRows = Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
  for (let y = area.y; y < area.y + area.height; y += stripRows) {
    const rows = Math.min(stripRows, area.y + area.height - y);
    const strip = sheet.ctx.getImageData(area.x, y, area.width, rows).data;
    for (let row = 0; row < rows; row++) {
      const pixels = strip.subarray(row * rowBytes, (row + 1) * rowBytes);
      frame.set(pixels, ((y + row) * sheet.size.width + area.x) * 4);
    }
  }
}

/** The whole sheet as RGBA, `width * height * 4` bytes. */
export function fullFrame(sheet: Sheet): Buffer {
  const frame = Buffer.allocUnsafe(sheet.size.width * sheet.size.height * 4);
  readPixels(sheet, { x: 0, y: 0, ...sheet.size }, frame);
  return frame;
}

function fitSheet(size: PixelSize): { scale: number; left: number; top: number } {
  const scale = Math.min(size.width / SHEET.width, size.height / SHEET.height);
  return { scale, left: (size.width - SHEET.width * scale) / 2, top: (size.height - SHEET.height * scale) / 2 };
}
