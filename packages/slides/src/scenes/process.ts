import type { SKRSContext2D } from "@napi-rs/canvas";
import { z } from "zod";
import { bottom, center, columns, inset, rows, type Box, type Point } from "../geometry.ts";
import { measurePoints, writePoints, type PointPlace } from "../points.ts";
import { arrow, arrowHead, card, panel, polyline } from "../shapes.ts";
import { easeInOut, rising } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { asPoint, enter, ghost } from "./layout.ts";
import { sceneKind } from "./scene-kind.ts";
import { labelOf, namedSchema, rewriteNamed, sayNamed } from "./fields.ts";
import { inWords, quoted } from "./wording.ts";

const schema = z.object({ kind: z.literal("process"), steps: z.array(namedSchema).min(2).max(7) });
type ProcessScene = z.output<typeof schema>;

const GAP = 64;
const HEAD = 118;
const STYLE = { size: 46, minSize: 20, weight: 600 } as const;

/** Steps on cards in reading order, an arrow leading from each to the next; two rows from five steps on. */
export const processScene = sceneKind(schema, {
  isWide: true,
  goodFor: "stages that lead from one to the next",
  draw: drawProcess,
  textsOf: ({ steps }) => steps.map(labelOf),
  mapTexts: (scene, rewrite) => ({ ...scene, steps: scene.steps.map((step) => rewriteNamed(step, rewrite)) }),
  say: ({ steps }) => steps.map(sayNamed),
  clause: ({ steps }, name) =>
    `${inWords(steps.length)} steps lead from ${quoted(name, steps[0]?.label)} to ${quoted(name, steps.at(-1)?.label)}`,
});

function drawProcess(stage: Stage, scene: ProcessScene, area: Box): void {
  const beats = scene.steps.map((step) => stage.beat(`${step.label} ${step.note ?? ""}`));
  const boxes = boxesFor(stage, scene, area);
  for (const box of boxes) ghost(stage, box);
  boxes.forEach((box, i) => {
    const beat = beats[i] ?? 0;
    const previous = boxes[i - 1];
    if (previous !== undefined) addArrow(stage, previous, box, beat);
    addCard(stage, box, i, beat);
  });
  writePoints(stage, placesFor(scene, boxes, beats), STYLE);
}

/** Cards as high as the fullest one needs, in the middle of the area. */
function boxesFor(stage: Stage, scene: ProcessScene, area: Box): Box[] {
  const { steps } = scene;
  const rowCount = steps.length <= 4 ? 1 : 2;
  const perRow = Math.ceil(steps.length / rowCount);
  const grid = (height: number): Box[] =>
    rows({ ...area, y: area.y + (area.height - height) * 0.42, height }, rowCount, 60)
      .flatMap((row, i) => columns(row, i === 0 ? perRow : steps.length - perRow, GAP))
      .map((box) => stage.flip(box));
  const full = grid(area.height);
  const needed = Math.max(...measurePoints(stage, placesFor(scene, full, []), STYLE)) + HEAD + 48;
  const height = Math.min((full[0] ?? area).height, Math.max(needed, rowCount === 1 ? 300 : 220));
  return grid(height * rowCount + 60 * (rowCount - 1));
}

const placesFor = (scene: ProcessScene, boxes: readonly Box[], beats: readonly number[]): PointPlace[] =>
  boxes.map((box, i) => ({
    point: asPoint(scene.steps[i] ?? { label: "" }),
    box: { ...inset(box, 34, 28), y: box.y + HEAD, height: box.height - HEAD - 30 },
    motion: enter(beats[i] ?? 0, 180),
  }));

function addCard(stage: Stage, box: Box, index: number, beat: number): void {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  const badge: Box = { x: stage.rtl ? box.x + box.width - 34 - 60 : box.x + 34, y: box.y + 38, width: 60, height: 60 };
  const number = stage.text({
    text: String(index + 1),
    box: badge,
    size: 30,
    weight: 700,
    color: theme.onAccent,
    align: "center",
    vertical: "middle",
    maxLines: 1,
  });
  const draw = rising((ctx) => {
    card(ctx, theme, box);
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.width, box.height, 24);
    ctx.clip();
    panel(ctx, { ...box, height: 10 }, color, 0);
    ctx.restore();
    panel(ctx, badge, color, 30);
    number?.draw(ctx);
  });
  stage.add(box, draw, enter(beat, index === 0 ? 0 : 120));
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
  const draw = (ctx: SKRSContext2D, progress: number): void => {
    if (sameRow) arrow(ctx, start, end, stage.theme.muted, { share: easeInOut(progress) });
    else elbow(ctx, start, end, stage.theme.muted, easeInOut(progress));
  };
  stage.add(box, draw, enter(beat, 0, 380));
}

function acrossGap(from: Box, to: Box): [Point, Point] {
  const { y } = center(from);
  if (to.x > from.x)
    return [
      { x: from.x + from.width + 12, y },
      { x: to.x - 12, y },
    ];
  return [
    { x: from.x - 12, y },
    { x: to.x + to.width + 12, y },
  ];
}

/** From the end of one row to the beginning of the next. */
const downTo = (from: Box, to: Box): [Point, Point] => [
  { x: center(from).x, y: bottom(from) + 6 },
  { x: center(to).x, y: to.y - 8 },
];

function elbow(ctx: SKRSContext2D, start: Point, end: Point, stroke: string, share: number): void {
  const middle = (start.y + end.y) / 2;
  const at = polyline(ctx, [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end], stroke, 4, share);
  if (at !== undefined && share > 0.98) arrowHead(ctx, at, Math.PI / 2, stroke, 4, 14);
}
