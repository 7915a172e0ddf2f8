import type { SKRSContext2D } from "@napi-rs/canvas";
import { z } from "zod";
import { around, inset, right, union, type Box, type Point } from "../geometry.ts";
import { disc, polyline } from "../shapes.ts";
import { easeInOut, easeOut, stretch } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { seriesColor, translucent } from "../theme.ts";
import { formatNumber } from "./axis.ts";
import { enter } from "./layout.ts";
import { bounded, drawPlot, type Plot } from "./plot.ts";
import { sceneKind } from "./scene-kind.ts";
import { axisSchemas, pointSchema, rewriteAxes } from "./fields.ts";

const schema = z.object({
  kind: z.literal("scatter"),
  ...axisSchemas,
  points: z.array(pointSchema).min(3).max(120),
  fit: z.boolean().default(true),
});
type ScatterScene = z.output<typeof schema>;

const POINTS_MS = 1500;
const FIT_MS = 1200;
const GROUPS = 10;
const GROUP_MS = 420;

/** Points that appear from left to right, then the line that fits them best, with the distances it leaves. */
export const scatterScene = sceneKind(schema, {
  isWide: false,
  goodFor: "whether two measured quantities depend on each other",
  draw: drawScatter,
  textsOf: () => [],
  mapTexts: rewriteAxes,
  say: ({ xLabel = "", yLabel = "" }) => {
    const named = [xLabel, yLabel].filter((label) => label !== "");
    return named.length === 0 ? [] : [named.join(" – ")];
  },
  clause: (scene, name) => {
    const [x, y] = [scene.xLabel, scene.yLabel].map((axis) => name(axis?.replace(/\s*\(.*\)$/u, "")));
    return `each dot pairs ${x} with ${y}${scene.fit ? ", and a line finds the trend" : ""}`;
  },
  problemsOf: ({ points }) => (new Set(points.map(({ x }) => x)).size < 2 ? ["all points have the same x"] : []),
});

function drawScatter(stage: Stage, scene: ScatterScene, unflipped: Box): void {
  // The plane itself keeps its direction: mathematics runs from left to right in every language.
  const area = stage.flip(unflipped);
  const points = scene.points.map(bounded).toSorted((a, b) => a.x - b.x);
  const fit = scene.fit ? leastSquares(points) : undefined;
  const { xLabel, yLabel } = scene;
  const head = fit === undefined ? 0 : 56;
  const plot = drawPlot(stage, {
    area: { ...area, y: area.y + head, height: area.height - head },
    points,
    xLabel,
    yLabel,
  });
  const pointsBeat = stage.beat(`${xLabel ?? ""} ${yLabel ?? ""}`);
  const places = points.map(plot.at);
  const fitBeat = fit === undefined ? undefined : stage.beat("line fit regression");
  if (fit !== undefined && fitBeat !== undefined) addFit(stage, plot, points, fit, fitBeat);
  addPoints(stage, places, pointsBeat);
  if (fit !== undefined && fitBeat !== undefined) writeEquation(stage, { ...area, height: 48 }, fit, fitBeat);
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Ordinary least squares; `undefined` when all points stand one above the other. */
export function leastSquares(points: readonly Point[]): Line | undefined {
  const [x, y] = [mean(points.map((p) => p.x)), mean(points.map((p) => p.y))];
  const spread = points.reduce((sum, p) => sum + (p.x - x) ** 2, 0);
  const slope = points.reduce((sum, p) => sum + (p.x - x) * (p.y - y), 0) / spread;
  return Number.isFinite(slope) ? { slope, intercept: y - slope * x } : undefined;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v / values.length, 0);

/** In groups from left to right, each a part of its own: only the group that appears has to be drawn again. */
function addPoints(stage: Stage, places: readonly Point[], beat: number): void {
  const color = seriesColor(stage.theme, 0);
  const radius = places.length > 60 ? 8 : 11;
  const groupSize = Math.ceil(places.length / GROUPS);
  for (let first = 0; first < places.length; first += groupSize) {
    const group = places.slice(first, first + groupSize);
    const box = inset(union(group.map((place) => around(place, 1))), -radius);
    const draw = (ctx: SKRSContext2D, progress: number): void => {
      group.forEach((place, i) => {
        const begin = (i / group.length) * 0.5;
        const size = easeOut(stretch(progress, begin, begin + 0.5));
        if (size <= 0) return;
        disc(ctx, place, radius * size, translucent(color, 0.32));
        disc(ctx, place, (radius - 4) * size, color);
      });
    };
    stage.add(box, draw, enter(beat, (first / places.length) * (POINTS_MS - GROUP_MS), GROUP_MS));
  }
}

function addFit(stage: Stage, plot: Plot, points: readonly Point[], fit: Line, beat: number): void {
  const color = seriesColor(stage.theme, 2);
  const line = [plot.x.min, plot.x.max].map((x) => plot.at({ x, y: fit.slope * x + fit.intercept }));
  const [start, end] = line;
  if (start === undefined || end === undefined) return;
  stage.add(
    plot.box,
    (ctx, progress) => {
      if (progress <= 0) return;
      ctx.beginPath();
      ctx.rect(plot.box.x, plot.box.y, plot.box.width, plot.box.height);
      ctx.clip();
      for (const point of points) {
        const place = plot.at(point);
        const foot = plot.at({ x: point.x, y: fit.slope * point.x + fit.intercept });
        const shown = easeOut(stretch(progress, 0.5, 1));
        if (shown > 0) polyline(ctx, [foot, place], translucent(color, 0.4), 2.5, shown);
      }
      polyline(ctx, [start, end], color, 6, easeInOut(stretch(progress, 0, 0.75)));
    },
    enter(beat, 0, FIT_MS),
  );
}

function writeEquation(stage: Stage, box: Box, fit: Line, beat: number): void {
  const number = (value: number): string => formatNumber(value, stage.fonts.language);
  const sign = fit.intercept < 0 ? "−" : "+";
  stage.write(
    {
      text: `y ≈ ${number(fit.slope)} x ${sign} ${number(Math.abs(fit.intercept))}`,
      box: { ...box, x: box.x + 92, width: right(box) - box.x - 92 - 24 },
      size: 34,
      minSize: 18,
      weight: 600,
      color: seriesColor(stage.theme, 2),
      align: "right",
      vertical: "middle",
      maxLines: 1,
    },
    enter(beat, FIT_MS * 0.5),
  );
}
