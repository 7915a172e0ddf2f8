import { columns, rows, type Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";
import { panel } from "../shapes.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { writePoints, type TalkingPoint } from "../points.ts";

const NUMBER_WIDTH = 116;
const MAX_ROW = 196;

/** Large numerals beside their points, hairlines between; two columns from five points on. */
export function numberedLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const area = writeHeader(stage, title, place);
  writeNumberedRows(stage, points, area, points.length > 4 ? 2 : 1);
  writeFooter(stage, place);
}

/** The rows alone, filling `area` (not yet flipped) from the top. */
export function writeNumberedRows(
  stage: Stage,
  points: readonly TalkingPoint[],
  area: Box,
  columnCount: 1 | 2,
  { size = 52, minSize = 24, maxRow = MAX_ROW } = {},
): void {
  const perColumn = Math.ceil(points.length / columnCount);
  const height = Math.min(area.height, perColumn * maxRow);
  const top = area.y + (area.height - height) * 0.3;
  const boxes = columns({ ...area, y: top, height }, columnCount, 88).flatMap((column) => rows(column, perColumn, 0));
  boxes.slice(0, points.length).forEach((row, i) => {
    drawRow(stage, stage.flip(row), i, i % perColumn > 0);
  });
  const places = points.map((point, i) => {
    const row = boxes[i] ?? area;
    const box = { x: row.x + NUMBER_WIDTH, y: row.y + 18, width: row.width - NUMBER_WIDTH, height: row.height - 36 };
    return { point, box: stage.flip(box) };
  });
  writePoints(stage, places, { size, minSize, vertical: "middle" });
}

function drawRow(stage: Stage, row: Box, index: number, withRule: boolean): void {
  const { theme } = stage;
  if (withRule)
    stage.add(row, (ctx) => {
      panel(ctx, { ...row, height: 2, y: row.y - 1 }, theme.line, 0);
    });
  const box: Box = { x: stage.rtl ? row.x + row.width - 84 : row.x, y: row.y, width: 84, height: row.height };
  stage.write({
    text: String(index + 1).padStart(2, "0"),
    box,
    size: 52,
    weight: 700,
    color: theme.accent,
    tracking: -0.02,
    vertical: "middle",
    maxLines: 1,
  });
}
