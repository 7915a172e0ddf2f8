import { columns, rows, splitColumns, splitRows, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import { kindOf, type Scene } from "../scenes/registry.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import type { SlidePlan } from "../visual.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { pointsOf, writePoints, type TalkingPoint } from "../points.ts";

/** A scene with its points: below it when it needs the width, beside it otherwise. */
export function layOutAnimation(stage: Stage, plan: SlidePlan, scene: Scene, place: Place): void {
  const area = writeHeader(stage, plan.title, place);
  const points = pointsOf(plan.bullets);
  const kind = kindOf(scene);
  if (points.length === 0) kind.draw(stage, scene, area);
  else if (kind.isWide) {
    const height = points.length > 3 ? 190 : 116;
    const [above, below] = splitRows(area, area.height - height - 44, 44);
    kind.draw(stage, scene, above);
    writePointRow(stage, points, below);
  } else {
    const [side, wide] = splitColumns(area, 0.31, 72);
    writePointColumn(stage, points, side);
    kind.draw(stage, scene, wide);
  }
  writeFooter(stage, place);
}

/** Points in up to three columns, each with a short rule above it. */
export function writePointRow(stage: Stage, points: readonly TalkingPoint[], area: Box): void {
  const lines = rows(area, points.length > 3 ? 2 : 1, 22);
  const perRow = Math.ceil(points.length / lines.length);
  const boxes = lines.flatMap((line) => columns(line, perRow, 56)).map((box) => stage.flip(box));
  points.forEach((_, i) => {
    const box = boxes[i];
    if (box !== undefined) addRule(stage, { ...box, x: stage.rtl ? box.x + box.width - 5 : box.x, width: 5 }, i);
  });
  const places = points.map((point, i) => {
    const box = boxes[i] ?? area;
    return { point, box: { ...box, x: stage.rtl ? box.x : box.x + 26, width: box.width - 26 } };
  });
  writePoints(stage, places, { size: 34, minSize: 17, vertical: "middle" });
}

/** Points in a narrow column, from the top. */
export function writePointColumn(stage: Stage, points: readonly TalkingPoint[], area: Box): void {
  const boxes = rows({ ...area, height: Math.min(area.height, points.length * 190) }, points.length, 28);
  const top = (area.height - Math.min(area.height, points.length * 190)) * 0.35;
  const placed = boxes.map((box) => stage.flip({ ...box, y: box.y + top }));
  placed.forEach((box, i) => {
    addRule(stage, { ...box, x: stage.rtl ? box.x + box.width - 6 : box.x, width: 6 }, i);
  });
  const places = points.map((point, i) => {
    const box = placed[i] ?? area;
    return { point, box: { ...box, x: stage.rtl ? box.x : box.x + 34, width: box.width - 34 } };
  });
  writePoints(stage, places, { size: 36, minSize: 19, vertical: "middle" });
}

function addRule(stage: Stage, box: Box, index: number): void {
  stage.add(box, (ctx) => {
    panel(ctx, box, seriesColor(stage.theme, index), 3);
  });
}
