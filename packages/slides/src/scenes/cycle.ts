import { z } from "zod";
import { center, type Box, type Point } from "../geometry.ts";
import { writePoints, type PointPlace } from "../points.ts";
import { arrowHead, disc, onCircle } from "../shapes.ts";
import { easeInOut, easeOut } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { asPoint, enter } from "./layout.ts";
import { sceneKind } from "./scene-kind.ts";
import { labelOf, namedSchema, rewriteNamed, sayNamed } from "./fields.ts";
import { inWords } from "./wording.ts";

const schema = z.object({ kind: z.literal("cycle"), stages: z.array(namedSchema).min(3).max(7) });
type CycleScene = z.output<typeof schema>;

const NODE = 46;
const CAPTION = 108;

/** Stages around a circle, clockwise from the top; an arc leads from each to the next and back to the first. */
export const cycleScene = sceneKind(schema, {
  isWide: false,
  goodFor: "stages of which the last leads back to the first",
  draw: drawCycle,
  textsOf: ({ stages }) => stages.map(labelOf),
  mapTexts: (scene, rewrite) => ({ ...scene, stages: scene.stages.map((stage) => rewriteNamed(stage, rewrite)) }),
  say: ({ stages }) => stages.map(sayNamed),
  clause: ({ stages }) => `${inWords(stages.length)} stages form a circle, and the last one leads back to the first`,
});

function drawCycle(stage: Stage, scene: CycleScene, area: Box): void {
  const count = scene.stages.length;
  const hasBottom = count % 2 === 0;
  const top = CAPTION + NODE + 14;
  const low = hasBottom ? top : NODE + 30;
  const radius = Math.min((area.height - top - low) / 2, area.width * 0.21);
  const middle = { x: center(stage.flip(area)).x, y: area.y + top + (area.height - top - low) / 2 };
  const angles = scene.stages.map((_, i) => -Math.PI / 2 + (i * 2 * Math.PI) / count);
  const nodes = angles.map((angle) => onCircle(middle, radius, angle));
  const beats = scene.stages.map((item) => stage.beat(`${item.label} ${item.note ?? ""}`));
  addRing(stage, middle, radius, nodes);
  angles.forEach((angle, i) => {
    const last = i === count - 1;
    const end = last ? angle + (2 * Math.PI) / count : (angles[i + 1] ?? angle);
    // The arc to the next stage comes with that stage; the one back to the first after the last.
    addArc(
      stage,
      { middle, radius, from: angle, to: end, color: seriesColor(stage.theme, i) },
      last ? (beats[i] ?? 0) : (beats[i + 1] ?? 0),
      last ? 700 : 0,
    );
  });
  nodes.forEach((node, i) => {
    addNode(stage, node, i, beats[i] ?? 0);
  });
  const places = scene.stages.map((item, i): PointPlace => {
    const { align, vertical, ...box } = captionPlace(stage.flip(area), nodes, i, middle);
    return { point: asPoint(item), box, align, vertical, motion: enter(beats[i] ?? 0, 260) };
  });
  writePoints(stage, places, { size: 36, minSize: 17, weight: 600 });
}

/** Where stages and arcs are going to be. */
function addRing(stage: Stage, middle: Point, radius: number, nodes: readonly Point[]): void {
  const reach = radius + NODE + 10;
  const box: Box = { x: middle.x - reach, y: middle.y - reach, width: reach * 2, height: reach * 2 };
  stage.add(box, (ctx) => {
    ctx.beginPath();
    ctx.arc(middle.x, middle.y, radius, 0, Math.PI * 2);
    ctx.strokeStyle = stage.theme.raised;
    ctx.lineWidth = 8;
    ctx.stroke();
    for (const node of nodes) {
      disc(ctx, node, NODE + 10, stage.theme.background);
      disc(ctx, node, NODE - 4, stage.theme.raised);
    }
  });
}

interface Arc {
  readonly middle: Point;
  readonly radius: number;
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

function addArc(stage: Stage, { middle, radius, from, to, color }: Arc, beat: number, delayMs: number): void {
  const gap = (NODE + 12) / radius;
  const [begin, end] = [from + gap, to - gap];
  const points = [0, 0.25, 0.5, 0.75, 1].map((share) => onCircle(middle, radius, begin + (end - begin) * share));
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const box: Box = {
    x: Math.min(...xs) - 24,
    y: Math.min(...ys) - 24,
    width: Math.max(...xs) - Math.min(...xs) + 48,
    height: Math.max(...ys) - Math.min(...ys) + 48,
  };
  stage.add(
    box,
    (ctx, progress) => {
      if (progress <= 0 || end <= begin) return;
      const at = begin + (end - begin) * easeInOut(progress);
      ctx.beginPath();
      ctx.arc(middle.x, middle.y, radius, begin, at);
      ctx.strokeStyle = color;
      ctx.lineWidth = 8;
      ctx.lineCap = "round";
      ctx.stroke();
      arrowHead(ctx, onCircle(middle, radius, at), at + Math.PI / 2 - 10 / radius, color, 8, 20);
    },
    enter(beat, delayMs, 520),
  );
}

function addNode(stage: Stage, at: Point, index: number, beat: number): void {
  const { theme } = stage;
  const box: Box = { x: at.x - NODE, y: at.y - NODE, width: NODE * 2, height: NODE * 2 };
  const number = stage.text({
    text: String(index + 1),
    box,
    size: 36,
    weight: 700,
    color: theme.onAccent,
    align: "center",
    vertical: "middle",
    maxLines: 1,
  });
  stage.add(
    box,
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, at, NODE * easeOut(progress), seriesColor(theme, index));
      ctx.globalAlpha = easeOut(progress);
      number?.draw(ctx);
    },
    enter(beat, index === 0 ? 0 : 280, 420),
  );
}

type CaptionPlace = Box & Pick<PointPlace, "align" | "vertical">;

/** Captions stand outside of the circle: above the first stage, below the opposite one, beside all others. */
function captionPlace(area: Box, nodes: readonly Point[], index: number, middle: Point): CaptionPlace {
  const node = nodes[index] ?? middle;
  if (Math.abs(node.x - middle.x) < 1) {
    const span = Math.min(620, area.width * 0.62);
    const above = node.y < middle.y;
    const y = above ? node.y - NODE - 10 - CAPTION : node.y + NODE + 10;
    const box: Box = { x: node.x - span / 2, y, width: span, height: CAPTION };
    return { ...box, align: "center", vertical: above ? "bottom" : "top" };
  }
  const isRight = node.x > middle.x;
  const x = isRight ? node.x + NODE + 22 : area.x;
  const width = isRight ? area.x + area.width - x : node.x - NODE - 22 - area.x;
  return { ...verticalPlace(area, nodes, node, middle), x, width, align: isRight ? "left" : "right" };
}

/** Away from the circle's middle, so that the arcs do not run through the words; halfway to the neighbours at most. */
function verticalPlace(
  area: Box,
  nodes: readonly Point[],
  node: Point,
  middle: Point,
): { y: number; height: number; vertical: "top" | "middle" | "bottom" } {
  const isBeside = (other: Point): boolean => Math.abs(other.x - middle.x) >= 1;
  const limits = nodes
    .filter((other) => other !== node && (!isBeside(other) || other.x > middle.x === node.x > middle.x))
    .map((other) => {
      if (isBeside(other)) return (other.y + node.y) / 2;
      return other.y < node.y ? other.y - NODE : other.y + NODE;
    });
  const top = Math.max(area.y, ...limits.filter((limit) => limit < node.y)) + 6;
  const low = Math.min(area.y + area.height, ...limits.filter((limit) => limit > node.y)) - 6;
  const lean = (node.y - middle.y) / Math.hypot(node.x - middle.x, node.y - middle.y);
  if (lean > 0.3) return { y: Math.max(top, node.y - 26), height: low - Math.max(top, node.y - 26), vertical: "top" };
  if (lean < -0.3) return { y: top, height: Math.min(low, node.y + 26) - top, vertical: "bottom" };
  const half = Math.min(node.y - top, low - node.y, 120);
  return { y: node.y - half, height: half * 2, vertical: "middle" };
}
