import { z } from "zod";
import { inset, rows, splitColumns, type Box } from "../geometry.ts";
import { writePoints, type PointPlace } from "../points.ts";
import { disc, panel, polyline } from "../shapes.ts";
import { easeInOut, easeOut, fading, rising } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { mix, seriesColor } from "../theme.ts";
import { enter, ghost } from "./layout.ts";
import { type RewriteText, sceneKind } from "./scene-kind.ts";
import { labelSchema, rewriteLabel, sayList } from "./fields.ts";

const sideSchema = z.object({ title: labelSchema, points: z.array(labelSchema).min(1).max(5) });
type Side = z.output<typeof sideSchema>;
const schema = z.object({ kind: z.literal("comparison"), left: sideSchema, right: sideSchema });
type ComparisonScene = z.output<typeof schema>;

const HEAD = 128;

/** Two sides face to face: first all that is said of the one, then all of the other. */
export const comparisonScene = sceneKind(schema, {
  isWide: true,
  goodFor: "two things side by side",
  draw: drawComparison,
  textsOf: ({ left, right }) => [left.title, right.title, ...left.points, ...right.points],
  mapTexts: (scene, rewrite) => ({
    ...scene,
    left: rewriteSide(scene.left, rewrite),
    right: rewriteSide(scene.right, rewrite),
  }),
  say: ({ left, right }) => [left, right].map(({ title, points }) => sayList(title, points)),
  clause: ({ left, right }, name) => `${name(left.title)} and ${name(right.title)} stand side by side`,
});

function drawComparison(stage: Stage, scene: ComparisonScene, area: Box): void {
  const halves = splitColumns(area, 0.5, 88);
  const rowCount = Math.max(scene.left.points.length, scene.right.points.length);
  const height = Math.min(area.height, HEAD + rowCount * 118 + 40);
  const y = area.y + (area.height - height) * 0.4;
  const places = [scene.left, scene.right].flatMap((side, i) => {
    const box = stage.flip({ ...(halves[i] ?? area), y, height });
    return addSide(stage, side, box, i, rowCount);
  });
  writePoints(stage, places, { size: 38, minSize: 18, vertical: "middle" });
  addVersus(stage, { x: area.x + area.width / 2 - 44, y: y + height / 2 - 44, width: 88, height: 88 });
}

function rewriteSide({ title, points }: Side, rewrite: RewriteText): Side {
  return { title: rewriteLabel(title, rewrite), points: points.map((text) => rewriteLabel(text, rewrite)) };
}

/** Adds panel, heading and marks of one side; returns where its points go. */
function addSide(stage: Stage, side: Side, box: Box, index: number, rowCount: number): PointPlace[] {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  ghost(stage, box);
  const beat = stage.beat(side.title);
  const head: Box = { ...box, height: HEAD - 24 };
  const title = stage.text({
    text: side.title,
    box: inset(head, 40, 12),
    size: 44,
    minSize: 22,
    weight: 700,
    color: theme.onAccent,
    vertical: "middle",
    maxLines: 2,
    leading: 1.15,
  });
  stage.add(
    box,
    fading((ctx) => {
      panel(ctx, box, mix(theme.surface, color, theme.name === "dark" ? 0.07 : 0.05), 24);
      ctx.save();
      ctx.beginPath();
      ctx.roundRect(box.x, box.y, box.width, box.height, 24);
      ctx.clip();
      panel(ctx, head, color, 0);
      ctx.restore();
    }),
    enter(beat, 0, 480),
  );
  stage.add(
    head,
    rising((ctx) => title?.draw(ctx)),
    enter(beat, 160),
  );
  const body: Box = { x: box.x + 36, y: box.y + HEAD, width: box.width - 72, height: box.height - HEAD - 20 };
  return rows(body, rowCount, 8)
    .slice(0, side.points.length)
    .map((row, i) => {
      const pointBeat = stage.beat(side.points[i] ?? "");
      addTick(stage, { ...row, x: stage.rtl ? row.x + row.width - 48 : row.x, width: 48 }, color, pointBeat);
      const text = { ...row, x: stage.rtl ? row.x : row.x + 68, width: row.width - 68 };
      return { point: { lead: undefined, body: side.points[i] ?? "" }, box: text, motion: enter(pointBeat, 80) };
    });
}

function addTick(stage: Stage, box: Box, color: string, beat: number): void {
  const { theme } = stage;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const area: Box = { x: at.x - 24, y: at.y - 24, width: 48, height: 48 };
  stage.add(
    area,
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, at, 21 * easeOut(progress), mix(theme.surface, color, 0.28));
      const tick = [
        { x: at.x - 9, y: at.y + 1 },
        { x: at.x - 3, y: at.y + 8 },
        { x: at.x + 10, y: at.y - 8 },
      ];
      polyline(ctx, tick, color, 4.5, easeInOut(progress));
    },
    enter(beat, 0, 520),
  );
}

function addVersus(stage: Stage, box: Box): void {
  const { theme } = stage;
  const at = { x: box.x + 44, y: box.y + 44 };
  stage.add(box, (ctx) => {
    disc(ctx, at, 44, theme.background);
    disc(ctx, at, 34, theme.raised);
    for (const side of [-1, 1]) {
      const tip = { x: at.x + side * 17, y: at.y };
      const back = { x: at.x + side * 7 };
      polyline(ctx, [{ ...back, y: at.y - 9 }, tip, { ...back, y: at.y + 9 }], theme.muted, 4);
    }
  });
}
