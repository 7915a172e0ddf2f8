import { bottom, right, type Box, type Point } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { axisFor, formatNumber, type Axis } from "./axis.ts";

/** A plane with axes; `at` gives the place of a data point. Charts read from left to right in every language. */
export interface Plot {
  readonly box: Box;
  readonly x: Axis;
  readonly y: Axis;
  readonly at: (point: Point) => Point;
}

export interface PlotRequest {
  readonly area: Box;
  readonly points: readonly Point[];
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Room kept free on the right, for labels at the ends of lines. */
  readonly marginRight?: number;
}

/** Numbers beyond this would overflow in arithmetic before they are drawn. */
const LARGEST = 1e100;
const TICKS_WIDTH = 92;

/** A data point whose arithmetic stays finite. */
export const bounded = (point: Point): Point => ({ x: clamp(point.x), y: clamp(point.y) });

/** Draws axes, grid and their labels around the data's range. */
export function drawPlot(stage: Stage, { area, points, xLabel, yLabel, marginRight = 24 }: PlotRequest): Plot {
  const x = axisFor(
    points.map((p) => p.x),
    6,
  );
  const y = axisFor(points.map((p) => p.y));
  const top = area.y + (yLabel === undefined ? 20 : 60);
  const box: Box = {
    x: area.x + TICKS_WIDTH,
    y: top,
    width: area.width - TICKS_WIDTH - marginRight,
    height: bottom(area) - top - (xLabel === undefined ? 60 : 104),
  };
  const at = (point: Point): Point => ({
    x: box.x + ((point.x - x.min) / (x.max - x.min)) * box.width,
    y: bottom(box) - ((point.y - y.min) / (y.max - y.min)) * box.height,
  });
  const plot: Plot = { box, x, y, at };
  drawGrid(stage, plot);
  writeTicks(stage, plot);
  writeAxisLabels(stage, plot, area, xLabel, yLabel);
  return plot;
}

function drawGrid(stage: Stage, { box, y, at, x }: Plot): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    for (const tick of y.ticks) panel(ctx, { ...box, y: at({ x: x.min, y: tick }).y - 1, height: 2 }, theme.raised, 0);
    panel(ctx, { ...box, y: bottom(box) - 1, height: 3 }, theme.muted, 0);
    panel(ctx, { ...box, x: box.x - 1, width: 3 }, theme.muted, 0);
  });
}

function writeTicks(stage: Stage, { box, x, y, at }: Plot): void {
  const style = { size: 23, minSize: 12, color: stage.theme.muted, maxLines: 1, vertical: "middle" } as const;
  const { language } = stage.fonts;
  for (const tick of y.ticks) {
    const place: Box = {
      x: box.x - TICKS_WIDTH,
      y: at({ x: x.min, y: tick }).y - 17,
      width: TICKS_WIDTH - 18,
      height: 34,
    };
    stage.write({ ...style, text: formatNumber(tick, language), box: place, align: "right" });
  }
  const width = Math.min(150, (box.width / Math.max(1, x.ticks.length - 1)) * 0.9);
  for (const tick of x.ticks) {
    const place: Box = { x: at({ x: tick, y: y.min }).x - width / 2, y: bottom(box) + 12, width, height: 36 };
    stage.write({ ...style, text: formatNumber(tick, language), box: place, align: "center" });
  }
}

function writeAxisLabels(stage: Stage, { box }: Plot, area: Box, xLabel?: string, yLabel?: string): void {
  const style = {
    size: 26,
    minSize: 16,
    weight: 600,
    color: stage.theme.muted,
    maxLines: 1,
    vertical: "middle",
  } as const;
  if (xLabel !== undefined)
    stage.write({ ...style, text: xLabel, box: { ...box, y: bottom(area) - 44, height: 42 }, align: "right" });
  if (yLabel !== undefined)
    stage.write({
      ...style,
      text: yLabel,
      box: { x: area.x, y: area.y, width: right(box) - area.x, height: 40 },
      align: "left",
    });
}

const clamp = (value: number): number => Math.max(-LARGEST, Math.min(LARGEST, Number.isFinite(value) ? value : 0));
