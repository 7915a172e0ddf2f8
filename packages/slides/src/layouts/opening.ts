import { cleanText } from "../clean-text.ts";
import { MARGIN, SHEET, bottom, columns, rows, type Box } from "../geometry.ts";
import { illustrate } from "../illustrations/illustrate.ts";
import { disc } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { writeFooter, writeKicker, type Place } from "./frame.ts";
import { writePoints, type TalkingPoint } from "../points.ts";

const TEXT_WIDTH = 1000;

/** The first slide: the title as large as it can be, what is to come below it, an illustration of the topic beside it. */
export function openingLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const { theme } = stage;
  drawArt(stage, `${title} ${place.topic}`);
  writeKicker(stage, { x: MARGIN, y: 132, width: TEXT_WIDTH, height: 34 }, title, place);
  const titleBox: Box = { x: MARGIN, y: 190, width: TEXT_WIDTH, height: points.length === 0 ? 640 : 420 };
  const heading = stage.write({
    text: cleanText(title) === "" ? place.topic : title,
    box: stage.flip(titleBox),
    size: 108,
    minSize: 44,
    weight: 700,
    color: theme.text,
    leading: 1.08,
    tracking: -0.026,
    vertical: points.length === 0 ? "middle" : "bottom",
    balance: true,
  });
  const top = heading === undefined ? bottom(titleBox) : bottom(heading.box);
  writeAgenda(stage, points, { x: MARGIN, y: top + 60, width: TEXT_WIDTH, height: 956 - top - 60 });
  writeFooter(stage, place);
}

/** The illustration in a large disc that the right edge cuts. */
export function drawArt(stage: Stage, keyword: string): void {
  const { theme } = stage;
  const disk = stage.flip({ x: 1230, y: 130, width: 780, height: 780 });
  stage.add({ ...disk, width: Math.min(disk.width, SHEET.width) }, (ctx) => {
    disc(ctx, { x: disk.x + disk.width / 2, y: disk.y + disk.height / 2 }, disk.width / 2, theme.tint);
  });
  illustrate(stage, stage.flip({ x: 1310, y: 260, width: 520, height: 520 }), keyword);
}

function writeAgenda(stage: Stage, points: readonly TalkingPoint[], area: Box): void {
  const { theme } = stage;
  const perColumn = points.length > 3 ? Math.ceil(points.length / 2) : points.length;
  const grid = columns({ ...area, height: Math.min(area.height, perColumn * 92) }, points.length > 3 ? 2 : 1, 56);
  const boxes = grid.flatMap((column) => rows(column, perColumn, 8)).slice(0, points.length);
  boxes.forEach((row, i) => {
    const dot = stage.flip({ x: row.x, y: row.y, width: 20, height: row.height });
    stage.add(dot, (ctx) => {
      disc(ctx, { x: dot.x + dot.width / 2, y: dot.y + dot.height / 2 }, 8, seriesColor(theme, i));
    });
  });
  const places = points.map((point, i) => {
    const row = boxes[i] ?? area;
    return { point, box: stage.flip({ ...row, x: row.x + 48, width: row.width - 48 }) };
  });
  writePoints(stage, places, { size: 38, minSize: 22, vertical: "middle", color: theme.text });
}
