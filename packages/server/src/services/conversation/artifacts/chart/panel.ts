import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Point } from "@headway-jobs/slides/geometry";
import { disc } from "@headway-jobs/slides/shapes";
import type { Stage } from "@headway-jobs/slides/stage";
import { translucent } from "@headway-jobs/slides/theme";
import { middleS, reachOf, smoothed } from "./course.ts";
import type { Panel, Plot } from "./plot.ts";

/** One dimension of feeling over time: each reading as a dot, and each speaker's calm line through them. */
export function drawPanel(stage: Stage, { course, colors, x }: Plot, panel: Panel): void {
  const { theme } = stage;
  const { box } = panel;
  const reach = reachOf(course.readings.map(panel.value));
  const y = (value: number): number => box.y + box.height / 2 - ((value - 0.5) / reach) * (box.height / 2 - 14);
  const middle = y(0.5);
  stage.add(box, (ctx) => {
    fillHalves(ctx, panel, theme.fills);
    ctx.fillStyle = translucent(theme.muted, 0.55);
    ctx.fillRect(box.x, middle - 0.75, box.width, 1.5);
  });
  drawNames(stage, panel);
  for (const [speaker, color] of colors) {
    const readings = course.readings.filter((reading) => reading.speaker === speaker);
    const line = smoothed(readings, panel.value, course.durationS).map(({ atS, value }) => ({
      x: x(atS),
      y: y(value),
    }));
    stage.add(box, (ctx) => {
      for (const reading of readings) {
        const at = { x: x(middleS(reading)), y: y(panel.value(reading)) };
        disc(ctx, at, 4 + 3 * reading.confidence, translucent(color, 0.28));
      }
      strokeCurve(ctx, line, theme.background, 9);
      strokeCurve(ctx, line, color, 5);
      if (line.length === 1) for (const point of line) disc(ctx, point, 7, color);
    });
  }
}

/** Warm above, cool below, fading out towards the neutral middle. */
function fillHalves(
  ctx: SKRSContext2D,
  { box, title }: Panel,
  fills: Readonly<Record<"teal" | "rose" | "amber" | "indigo", string>>,
): void {
  const [upper, lower] = title === "Valence" ? [fills.teal, fills.rose] : [fills.amber, fills.indigo];
  const gradient = ctx.createLinearGradient(0, box.y, 0, box.y + box.height);
  gradient.addColorStop(0, translucent(upper, 0.13));
  gradient.addColorStop(0.5, translucent(upper, 0));
  gradient.addColorStop(0.5, translucent(lower, 0));
  gradient.addColorStop(1, translucent(lower, 0.13));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, 14);
  ctx.fill();
}

function drawNames(stage: Stage, { box, title, high, low }: Panel): void {
  const { theme } = stage;
  const left = { x: 60, width: box.x - 84 };
  stage.write({
    text: title,
    box: { ...left, y: box.y + box.height / 2 - 22, height: 44 },
    size: 28,
    weight: 700,
    color: theme.text,
    align: "right",
    vertical: "middle",
    maxLines: 1,
  });
  stage.write({
    text: high,
    box: { ...left, y: box.y + 4, height: 32 },
    size: 20,
    color: theme.muted,
    align: "right",
    maxLines: 1,
  });
  stage.write({
    text: low,
    box: { ...left, y: box.y + box.height - 36, height: 32 },
    size: 20,
    color: theme.muted,
    align: "right",
    maxLines: 1,
  });
}

/** A smooth curve that never swings beyond its points (monotone cubic, Fritsch and Carlson 1980). */
function strokeCurve(ctx: SKRSContext2D, points: readonly Point[], color: string, lineWidth: number): void {
  const [first] = points;
  if (first === undefined || points.length < 2) return;
  const slopes = slopesOf(points);
  ctx.beginPath();
  ctx.moveTo(first.x, first.y);
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from === undefined) continue;
    const third = (to.x - from.x) / 3;
    ctx.bezierCurveTo(
      from.x + third,
      from.y + third * (slopes[index - 1] ?? 0),
      to.x - third,
      to.y - third * (slopes[index] ?? 0),
      to.x,
      to.y,
    );
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = lineWidth;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.stroke();
}

function slopesOf(points: readonly Point[]): number[] {
  const between = points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return to.x === from.x ? 0 : (to.y - from.y) / (to.x - from.x);
  });
  return points.map((_, index) => {
    const [before, after] = [between[index - 1], between[index]];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
}
