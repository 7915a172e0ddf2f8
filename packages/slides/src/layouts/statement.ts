import { MARGIN, type Box } from "../geometry.ts";
import { illustrate } from "../illustrations/illustrate.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { writePoints, type TalkingPoint } from "../points.ts";

/** One point, or none: said large, beside an illustration of what the slide is about. */
export function statementLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const { theme } = stage;
  const [point] = points;
  if (point === undefined) {
    stage.write({
      text: title,
      box: stage.flip({
        x: MARGIN,
        y: 220,
        width: 1020,
        height: 640,
      }),
      size: 96,
      minSize: 40,
      weight: 700,
      color: theme.text,
      leading: 1.12,
      tracking: -0.022,
      vertical: "middle",
    });
    illustrate(stage, stage.flip({ x: 1240, y: 260, width: 560, height: 560 }), `${title} ${place.topic}`);
  } else {
    const area = writeHeader(stage, title, place);
    const text: Box = { ...area, x: MARGIN + 56, width: 1000, height: area.height };
    const rule = stage.flip({ ...area, y: area.y + area.height * 0.16, width: 8, height: area.height * 0.68 });
    stage.add(rule, (ctx) => {
      panel(ctx, rule, theme.accent, 4);
    });
    writePoints(stage, [{ point, box: stage.flip(text) }], { size: 68, minSize: 28, weight: 600, vertical: "middle" });
    const side = Math.min(520, area.height - 40);
    illustrate(
      stage,
      stage.flip({ x: 1800 - side, y: area.y + (area.height - side) / 2, width: side, height: side }),
      `${title} ${point.lead ?? ""} ${point.body}`,
    );
  }
  writeFooter(stage, place);
}
