import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Box, Point } from "./geometry.ts";
import { mix, type Theme } from "./theme.ts";

/** A filled rectangle with round corners and, if given, a hairline. */
export function panel(ctx: SKRSContext2D, box: Box, fill: string, radius = 24, stroke?: string): void {
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, Math.min(radius, box.width / 2, box.height / 2));
  ctx.fillStyle = fill;
  ctx.fill();
  if (stroke === undefined) return;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/** The card of a theme: a surface with a hairline. */
export const card = (ctx: SKRSContext2D, theme: Theme, box: Box, radius = 24): void =>
  panel(ctx, box, theme.surface, radius, theme.name === "light" ? theme.line : mix(theme.surface, theme.line, 0.6));

export function disc(ctx: SKRSContext2D, at: Point, radius: number, fill: string): void {
  ctx.beginPath();
  ctx.arc(at.x, at.y, Math.max(0, radius), 0, Math.PI * 2);
  ctx.fillStyle = fill;
  ctx.fill();
}

export function ring(ctx: SKRSContext2D, at: Point, radius: number, stroke: string, lineWidth: number): void {
  ctx.beginPath();
  ctx.arc(at.x, at.y, Math.max(0, radius), 0, Math.PI * 2);
  ctx.strokeStyle = stroke;
  ctx.lineWidth = lineWidth;
  ctx.stroke();
}

/** A line through the points, as far as `share` of its length. Returns where it ends. */
export function polyline(
  ctx: SKRSContext2D,
  points: readonly Point[],
  stroke: string,
  lineWidth: number,
  share = 1,
): Point | undefined {
  const [first] = points;
  if (first === undefined || share <= 0) return first;
  let left = lengthOf(points) * share;
  let end: Point = first;
  ctx.beginPath();
  ctx.moveTo(first.x, first.y);
  for (const point of points.slice(1)) {
    const step = distance(end, point);
    const part = step === 0 ? 1 : Math.min(1, left / step);
    end = between(end, point, part);
    ctx.lineTo(end.x, end.y);
    left -= step;
    if (left <= 0) break;
  }
  ctx.strokeStyle = stroke;
  ctx.lineWidth = lineWidth;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.stroke();
  return end;
}

/** A straight line with an arrow head at its end. */
export function arrow(
  ctx: SKRSContext2D,
  from: Point,
  to: Point,
  stroke: string,
  { lineWidth = 4, share = 1, head = 16 }: { lineWidth?: number; share?: number; head?: number } = {},
): void {
  const end = polyline(ctx, [from, to], stroke, lineWidth, share);
  if (end !== undefined && share > 0)
    arrowHead(ctx, end, Math.atan2(to.y - from.y, to.x - from.x), stroke, lineWidth, head);
}

/** Two strokes that point in the direction of `angle`. */
export function arrowHead(
  ctx: SKRSContext2D,
  at: Point,
  angle: number,
  stroke: string,
  lineWidth: number,
  size: number,
): void {
  ctx.beginPath();
  for (const side of [-1, 1]) {
    ctx.moveTo(at.x, at.y);
    ctx.lineTo(at.x - size * Math.cos(angle + side * 0.55), at.y - size * Math.sin(angle + side * 0.55));
  }
  ctx.strokeStyle = stroke;
  ctx.lineWidth = lineWidth;
  ctx.lineCap = "round";
  ctx.stroke();
}

export const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

export const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/** The point at `angle` (radians, 0 = right, growing clockwise) on a circle. */
export const onCircle = (at: Point, radius: number, angle: number): Point => ({
  x: at.x + radius * Math.cos(angle),
  y: at.y + radius * Math.sin(angle),
});

const lengthOf = (points: readonly Point[]): number =>
  points.slice(1).reduce((sum, point, i) => sum + distance(points[i] ?? point, point), 0);
