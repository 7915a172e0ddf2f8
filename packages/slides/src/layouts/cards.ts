import { columns, rows, splitRows, type Box } from "../geometry.ts";
import { card, panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { measurePoints, writePoints, type TalkingPoint } from "../points.ts";

const PADDING = 44;
const NUMERAL = 92;
const STYLE = { size: 50, minSize: 24, weight: 600 } as const;

/** Points on cards: side by side up to three, a grid of two rows from four on. */
export function cardsLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const area = writeHeader(stage, title, place);
  const boxes = fitToText(stage, points, gridFor(area, points.length));
  boxes.forEach((box, i) => {
    drawCard(stage, box, i);
  });
  writePoints(
    stage,
    boxes.map((box, i) => ({ point: points[i] ?? { lead: undefined, body: "" }, box: textBox(box) })),
    STYLE,
  );
  writeFooter(stage, place);
}

function gridFor(area: Box, count: number): Box[] {
  if (count <= 3) return columns(area, count);
  const perRow = Math.ceil(count / 2);
  const [upper, lower] = rows(area, 2);
  if (upper === undefined || lower === undefined) return [];
  return [...columns(upper, perRow), ...columns(lower, count - perRow)];
}

/** Cards of one row are only as high as their fullest one needs, so that short texts do not float in empty boxes. */
function fitToText(stage: Stage, points: readonly TalkingPoint[], grid: readonly Box[]): Box[] {
  const flipped = grid.map((box) => stage.flip(box));
  if (points.length > 3) return flipped;
  const places = flipped.map((box, i) => ({ point: points[i] ?? { lead: undefined, body: "" }, box: textBox(box) }));
  const needed = Math.max(...measurePoints(stage, places, STYLE)) + NUMERAL + 2 * PADDING;
  return flipped.map((box) => {
    const [first] = splitRows(box, Math.min(box.height, Math.max(360, needed)));
    return { ...first, y: first.y + Math.max(0, (box.height - first.height) * 0.32) };
  });
}

const textBox = (box: Box): Box => ({
  x: box.x + PADDING,
  y: box.y + PADDING + NUMERAL,
  width: box.width - 2 * PADDING,
  height: box.height - 2 * PADDING - NUMERAL,
});

function drawCard(stage: Stage, box: Box, index: number): void {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  stage.add(box, (ctx) => {
    card(ctx, theme, box);
  });
  const badge: Box = {
    x: stage.rtl ? box.x + box.width - PADDING - 60 : box.x + PADDING,
    y: box.y + PADDING,
    width: 60,
    height: 60,
  };
  stage.add(badge, (ctx) => {
    panel(ctx, badge, color, 18);
  });
  stage.write({
    text: String(index + 1),
    box: badge,
    size: 30,
    weight: 700,
    color: theme.onAccent,
    align: "center",
    vertical: "middle",
    maxLines: 1,
  });
}
