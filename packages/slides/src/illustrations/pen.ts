import { Path2D, type SKRSContext2D } from "@napi-rs/canvas";

export function circle(ctx: SKRSContext2D, x: number, y: number, radius: number, fill: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
  ctx.fillStyle = fill;
  ctx.fill();
}

export function box(
  ctx: SKRSContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  fill: string,
  radius: number | number[] = 0,
): void {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, radius);
  ctx.fillStyle = fill;
  ctx.fill();
}

/** Fills a path in SVG's notation. */
export function shape(ctx: SKRSContext2D, path: string, fill: string): void {
  ctx.fillStyle = fill;
  const outline = new Path2D(path);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- fills a path on a canvas, not an array
  ctx.fill(outline);
}

/** Strokes a path in SVG's notation, with round ends. */
export function stroke(ctx: SKRSContext2D, path: string, color: string, lineWidth: number): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = lineWidth;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.stroke(new Path2D(path));
}

export function line(
  ctx: SKRSContext2D,
  from: readonly [number, number],
  to: readonly [number, number],
  color: string,
  lineWidth: number,
): void {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.strokeStyle = color;
  ctx.lineWidth = lineWidth;
  ctx.lineCap = "round";
  ctx.stroke();
}

export function ellipse(
  ctx: SKRSContext2D,
  [x, y, radiusX, radiusY, rotation]: readonly [number, number, number, number, number],
  color: string,
  lineWidth: number,
): void {
  ctx.beginPath();
  ctx.ellipse(x, y, radiusX, radiusY, rotation, 0, Math.PI * 2);
  ctx.strokeStyle = color;
  ctx.lineWidth = lineWidth;
  ctx.stroke();
}

/** Draws turned by `angle` around a point. */
export function turned(ctx: SKRSContext2D, x: number, y: number, angle: number, draw: () => void): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(angle);
  draw();
  ctx.restore();
}
