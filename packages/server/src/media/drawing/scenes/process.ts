import type { SKRSContext2D } from "@napi-rs/canvas";
import { bottom, center, columns, inset, rows, type Box, type Point } from "../geometry.ts";
import { arrow, arrowHead, card, panel, polyline } from "../shapes.ts";
import { easeInOut, rising, type Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import type { Scene } from "../visual.ts";
import { enter, type SceneLayout } from "./layout.ts";
import { writePoints } from "../layouts/points.ts";

type Step = Extract<Scene, { kind: "process" }>["steps"][number];

const GAP = 64;
const BAND = 10;

/** Steps on cards in reading order, an arrow leading from each to the next; two rows from five steps on. */
export const processScene: SceneLayout<"process"> = (stage, scene, area) => {
  const boxes = boxesFor(area, scene.steps).map((box) => stage.flip(box));
  const beats = scene.steps.map((step) => stage.beat(`${step.label} ${step.note ?? ""}`));
  boxes.forEach((box, i) => {
    const beat = beats[i] ?? 0;
    const previous = boxes[i - 1];
    if (previous !== undefined) addArrow(stage, previous, box, beat);
    addCard(stage, box, i, beat);
  });
  const places = scene.steps.map((step, i) => ({
    point: { lead: step.note === undefined ? undefined : step.label, body: step.note ?? step.label },
    box: textBox(boxes[i] ?? area),
    motion: enter(beats[i] ?? 0, 180),
  }));
  writePoints(stage, places, { size: 38, minSize: 20, weight: 600 });
};

function boxesFor(area: Box, steps: readonly Step[]): Box[] {
  if (steps.length <= 4) {
    const height = Math.min(area.height, steps.some((step) => step.note !== undefined) ? 440 : 330);
    return columns({ ...area, y: area.y + (area.height - height) * 0.4, height }, steps.length, GAP);
  }
  const perRow = Math.ceil(steps.length / 2);
  return rows(area, 2, 56)
    .flatMap((row) => columns(row, perRow, GAP))
    .slice(0, steps.length);
}

const textBox = (box: Box): Box => ({ ...inset(box, 32, 28), y: box.y + 104, height: box.height - 128 });

function addCard(stage: Stage, box: Box, index: number, beat: number): void {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  const badge: Box = { x: stage.rtl ? box.x + box.width - 32 - 56 : box.x + 32, y: box.y + 34, width: 56, height: 56 };
  const number = stage.text({
    text: String(index + 1),
    box: badge,
    size: 28,
    weight: 700,
    color: theme.onAccent,
    align: "center",
    vertical: "middle",
    maxLines: 1,
  });
  stage.add(
    box,
    rising((ctx) => {
      card(ctx, theme, box);
      ctx.save();
      ctx.beginPath();
      ctx.roundRect(box.x, box.y, box.width, box.height, 24);
      ctx.clip();
      panel(ctx, { ...box, height: BAND }, color, 0);
      ctx.restore();
      panel(ctx, badge, color, 28);
      number?.draw(ctx);
    }),
    enter(beat, index === 0 ? 0 : 120),
  );
}

function addArrow(stage: Stage, from: Box, to: Box, beat: number): void {
  const sameRow = Math.abs(from.y - to.y) < 1;
  const [start, end] = sameRow ? acrossGap(from, to) : downTo(from, to);
  const box: Box = {
    x: Math.min(start.x, end.x) - 20,
    y: Math.min(start.y, end.y) - 20,
    width: Math.abs(start.x - end.x) + 40,
    height: Math.abs(start.y - end.y) + 40,
  };
  stage.add(
    box,
    (ctx, progress) => {
      if (sameRow) arrow(ctx, start, end, stage.theme.muted, { share: easeInOut(progress) });
      else elbow(ctx, start, end, stage.theme.muted, easeInOut(progress));
    },
    enter(beat, 0, 380),
  );
}

function acrossGap(from: Box, to: Box): [Point, Point] {
  const forward = to.x > from.x;
  const y = center(from).y;
  return forward
    ? [
        { x: from.x + from.width + 12, y },
        { x: to.x - 12, y },
      ]
    : [
        { x: from.x - 12, y },
        { x: to.x + to.width + 12, y },
      ];
}

/** From the end of one row to the beginning of the next. */
const downTo = (from: Box, to: Box): [Point, Point] => [
  { x: center(from).x, y: bottom(from) + 8 },
  { x: center(to).x, y: to.y - 8 },
];

function elbow(ctx: SKRSContext2D, start: Point, end: Point, stroke: string, share: number): void {
  const middle = (start.y + end.y) / 2;
  const points = [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end];
  const at = polyline(ctx, points, stroke, 4, share);
  if (at !== undefined && share > 0.98) arrowHead(ctx, at, Math.PI / 2, stroke, 4, 14);
}
