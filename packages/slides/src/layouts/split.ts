import { MARGIN, SHEET, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { CONTENT_BOTTOM, writeFooter, writeKicker, type Place } from "./frame.ts";
import { writeNumberedRows } from "./numbered.ts";
import type { TalkingPoint } from "../points.ts";

const PANEL_WIDTH = 704;

/** The title on a tinted panel over the full height, the points beside it. */
export function splitLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const { theme } = stage;
  const side = stage.flip({ x: 0, y: 0, width: PANEL_WIDTH, height: SHEET.height });
  stage.add(side, (ctx) => {
    panel(ctx, side, theme.tint, 0);
    const edge = stage.flip({ x: PANEL_WIDTH - 6, y: 0, width: 6, height: SHEET.height });
    panel(ctx, edge, theme.accent, 0);
  });
  const text: Box = { x: MARGIN, y: 180, width: PANEL_WIDTH - MARGIN - 72, height: 660 };
  writeKicker(stage, { ...text, y: 112, height: 34 }, title, place);
  stage.write({
    text: title,
    box: stage.flip(text),
    size: 72,
    minSize: 34,
    weight: 700,
    color: theme.text,
    leading: 1.16,
    tracking: -0.02,
    vertical: "middle",
  });
  const area: Box = {
    x: PANEL_WIDTH + 88,
    y: 112,
    width: SHEET.width - MARGIN - PANEL_WIDTH - 88,
    height: CONTENT_BOTTOM - 112,
  };
  writeNumberedRows(stage, points, { ...area, height: area.height }, 1, { size: 48, minSize: 22, maxRow: 260 });
  writeFooter(stage, place, PANEL_WIDTH + 88);
}
