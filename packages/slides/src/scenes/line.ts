import { z } from "zod";
import { right, type Box, type Point } from "../geometry.ts";
import { between, disc, distance, polyline } from "../shapes.ts";
import { easeInOut } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { enter } from "./layout.ts";
import { bounded, drawPlot } from "./plot.ts";
import { type NameInSentence, sceneKind } from "./scene-kind.ts";
import { axisSchemas, labelSchema, labelOf, pointSchema, rewriteAxes, rewriteNamed, withoutEnd } from "./fields.ts";
import { amount, joined } from "./wording.ts";

const schema = z.object({
  kind: z.literal("line"),
  ...axisSchemas,
  series: z
    .array(z.object({ label: labelSchema, points: z.array(pointSchema).min(2).max(60) }))
    .min(1)
    .max(4),
});
type LineScene = z.output<typeof schema>;

const DRAW_MS = 1700;
const LABEL_HEIGHT = 76;

/** Curves drawn from left to right, one after the other, each named at its end. */
export const lineScene = sceneKind(schema, {
  isWide: false,
  goodFor: "how a quantity changes with another one, such as time",
  draw: drawLine,
  textsOf: ({ series }) => series.map(labelOf),
  mapTexts: (scene, rewrite) => ({
    ...rewriteAxes(scene, rewrite),
    series: scene.series.map((one) => rewriteNamed(one, rewrite)),
  }),
  say: ({ series }) =>
    series.map((one) => `${withoutEnd(one.label)}: ${one.points[0]?.y ?? 0} – ${one.points.at(-1)?.y ?? 0}.`),
  clause: clauseOf,
  problemsOf: ({ series }) =>
    series.some((one) => new Set(one.points.map(({ x }) => x)).size < 2)
      ? ["a series has fewer than two different x"]
      : [],
});

function drawLine(stage: Stage, scene: LineScene, unflipped: Box): void {
  // The plane itself keeps its direction: mathematics runs from left to right in every language.
  const area = stage.flip(unflipped);
  const series = scene.series.map(({ label, points }) => ({
    label,
    points: points.map(bounded).toSorted((a, b) => a.x - b.x),
  }));
  const named = series.length > 1;
  const marginRight = named ? Math.min(290, area.width * 0.24) : 40;
  const { xLabel } = scene;
  const yLabel = scene.yLabel ?? (named ? undefined : series[0]?.label);
  const plot = drawPlot(stage, { area, points: series.flatMap((s) => s.points), xLabel, yLabel, marginRight });
  const paths = series.map(({ points }) => points.map(plot.at));
  const labels = named
    ? spreadLabels(
        paths.map((path) => path.at(-1)?.y ?? area.y),
        plot.box,
      )
    : [];
  series.forEach(({ label }, i) => {
    const beat = stage.beat(label);
    const path = paths[i] ?? [];
    addCurve(stage, path, plot.box, seriesColor(stage.theme, i), beat);
    if (!named) return;
    const box: Box = {
      x: right(plot.box) + 26,
      y: (labels[i] ?? area.y) - LABEL_HEIGHT / 2,
      width: marginRight - 26,
      height: LABEL_HEIGHT,
    };
    stage.write(
      {
        text: label,
        box,
        size: 28,
        minSize: 15,
        weight: 600,
        color: seriesColor(stage.theme, i),
        align: "left",
        vertical: "middle",
        maxLines: 2,
        leading: 1.15,
      },
      enter(beat, DRAW_MS * 0.7, 420),
    );
  });
}

function clauseOf({ series }: LineScene, name: NameInSentence): string {
  if (series.length > 1) return `the curves for ${joined(series.map((one) => name(one.label)))} develop`;
  const points = series[0]?.points;
  const [start, end] = [points?.[0]?.y ?? 0, points?.at(-1)?.y ?? 0];
  if (start === end) return `the line comes back to ${amount(start)}`;
  return `the line ${end > start ? "rises" : "falls"} from ${amount(start)} to ${amount(end)}`;
}

function addCurve(stage: Stage, path: readonly Point[], box: Box, color: string, beat: number): void {
  stage.add(
    box,
    (ctx, progress) => {
      if (progress <= 0) return;
      // By time along the x axis, not by length: a steep stretch must not slow the pen down.
      const shown = upTo(path, easeInOut(progress));
      polyline(ctx, shown, color, 6);
      const end = shown.at(-1);
      if (end === undefined) return;
      disc(ctx, end, 11, stage.theme.background);
      disc(ctx, end, 8, color);
    },
    enter(beat, 0, DRAW_MS),
  );
}

function upTo(path: readonly Point[], share: number): Point[] {
  const [first] = path;
  const last = path.at(-1);
  if (first === undefined || last === undefined) return [];
  const x = first.x + (last.x - first.x) * share;
  const shown = path.filter((point) => point.x <= x);
  const from = shown.at(-1) ?? first;
  const to = path[shown.length];
  if (to !== undefined && distance(from, to) > 0 && to.x > from.x)
    shown.push(between(from, to, (x - from.x) / (to.x - from.x)));
  return shown;
}

/** Heights for the labels as near to the ends of their curves as they can be without covering each other. */
function spreadLabels(ends: readonly number[], area: Box): number[] {
  const order = ends.map((_, i) => i).toSorted((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0));
  const places: number[] = [...ends];
  let lowest = area.y + LABEL_HEIGHT / 2;
  for (const i of order) {
    places[i] = Math.max(lowest, places[i] ?? 0);
    lowest = (places[i] ?? 0) + LABEL_HEIGHT;
  }
  let highest = area.y + area.height - LABEL_HEIGHT / 2;
  for (const i of order.toReversed()) {
    places[i] = Math.min(highest, places[i] ?? 0);
    highest = (places[i] ?? 0) - LABEL_HEIGHT;
  }
  return places;
}
