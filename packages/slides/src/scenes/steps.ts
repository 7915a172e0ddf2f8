import { z } from "zod";
import { rows, type Box, type Point } from "../geometry.ts";
import { writePoints } from "../points.ts";
import { disc, polyline } from "../shapes.ts";
import { easeInOut, easeOut, stretch } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { asPoint, enter } from "./layout.ts";
import { sceneKind } from "./scene-kind.ts";
import { labelOf, namedSchema, rewriteNamed, sayNamed } from "./fields.ts";
import { inWords, quoted } from "./wording.ts";

const schema = z.object({ kind: z.literal("steps"), items: z.array(namedSchema).min(2).max(6) });
type StepsScene = z.output<typeof schema>;

const NODE = 34;
const MAX_ROW = 168;

/** A list to work through: each number becomes a tick when the next item enters. */
export const stepsScene = sceneKind(schema, {
  isWide: false,
  goodFor: "a list to work through, item by item",
  draw: drawSteps,
  textsOf: ({ items }) => items.map(labelOf),
  mapTexts: (scene, rewrite) => ({ ...scene, items: scene.items.map((item) => rewriteNamed(item, rewrite)) }),
  say: ({ items }) => items.map(sayNamed),
  clause: ({ items }, name) =>
    `${inWords(items.length)} points build on each other, beginning with ${quoted(name, items[0]?.label)}`,
});

function drawSteps(stage: Stage, scene: StepsScene, area: Box): void {
  const height = Math.min(area.height, scene.items.length * MAX_ROW);
  const boxes = rows({ ...area, y: area.y + (area.height - height) * 0.4, height }, scene.items.length, 12);
  const placed = boxes.map((box) => stage.flip(box));
  const nodes = placed.map((box) => ({
    x: stage.rtl ? box.x + box.width - NODE : box.x + NODE,
    y: box.y + box.height / 2,
  }));
  const beats = scene.items.map((item) => stage.beat(`${item.label} ${item.note ?? ""}`));
  addTrack(stage, nodes);
  nodes.forEach((node, i) => {
    const next = nodes[i + 1];
    if (next !== undefined) addLink(stage, node, next, beats[i + 1] ?? 0);
    addNode(stage, node, i, beats[i] ?? 0, next === undefined);
    if (next !== undefined) addTick(stage, node, beats[i + 1] ?? 0);
  });
  const places = scene.items.map((item, i) => {
    const box = placed[i] ?? area;
    const text = { ...box, x: stage.rtl ? box.x : box.x + 2 * NODE + 40, width: box.width - 2 * NODE - 40 };
    return { point: asPoint(item), box: text, motion: enter(beats[i] ?? 0, 160) };
  });
  writePoints(stage, places, { size: 42, minSize: 20, weight: 600, vertical: "middle" });
}

function addTrack(stage: Stage, nodes: readonly Point[]): void {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) return;
  const reach = NODE + 8;
  const box: Box = { x: first.x - reach, y: first.y - reach, width: 2 * reach, height: last.y - first.y + 2 * reach };
  stage.add(box, (ctx) => {
    polyline(ctx, [first, last], stage.theme.raised, 6);
    for (const node of nodes) {
      disc(ctx, node, NODE + 8, stage.theme.background);
      disc(ctx, node, NODE, stage.theme.raised);
    }
  });
}

function addLink(stage: Stage, from: Point, to: Point, beat: number): void {
  const [start, end] = [
    { x: from.x, y: from.y + NODE + 8 },
    { x: to.x, y: to.y - NODE - 8 },
  ];
  if (end.y <= start.y) return;
  stage.add(
    { x: start.x - 6, y: start.y, width: 12, height: end.y - start.y },
    (ctx, progress) => {
      if (progress > 0) polyline(ctx, [start, end], stage.theme.accent, 6, easeInOut(progress));
    },
    enter(beat, 0, 420),
  );
}

const nodeBox = (at: Point): Box => ({ x: at.x - NODE, y: at.y - NODE, width: NODE * 2, height: NODE * 2 });

/** Only the last number is seen in the end; the others give way to ticks and are not part of the slide's texts. */
function addNode(stage: Stage, at: Point, index: number, beat: number, stays: boolean): void {
  const { theme } = stage;
  const number = stage[stays ? "text" : "measure"]({
    text: String(index + 1),
    box: nodeBox(at),
    size: 30,
    weight: 700,
    color: theme.onAccent,
    align: "center",
    vertical: "middle",
    maxLines: 1,
  });
  stage.add(
    nodeBox(at),
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, at, NODE * easeOut(progress), theme.accent);
      ctx.globalAlpha = easeOut(progress);
      number?.draw(ctx);
    },
    enter(beat, index === 0 ? 0 : 240, 420),
  );
}

function addTick(stage: Stage, at: Point, beat: number): void {
  const { theme } = stage;
  stage.add(
    nodeBox(at),
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, at, NODE * easeOut(stretch(progress, 0, 0.6)), theme.accent);
      const tick = [
        { x: at.x - 14, y: at.y + 1 },
        { x: at.x - 4, y: at.y + 12 },
        { x: at.x + 15, y: at.y - 11 },
      ];
      polyline(ctx, tick, theme.onAccent, 6, easeInOut(stretch(progress, 0.35, 1)));
    },
    enter(beat, 0, 520),
  );
}
