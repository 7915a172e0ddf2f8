import { panel } from "@headway-jobs/slides/shapes";
import type { Stage } from "@headway-jobs/slides/stage";
import { mix, translucent } from "@headway-jobs/slides/theme";
import { CATEGORY_NAMES, colorOfCategory, FLAGS, LANES, type Plot, PLOT_LEFT, PLOT_RIGHT } from "./plot.ts";

const FLAG_HEIGHT = 36;
const ROWS = 2;
const PADDING = 14;
const GAP = 8;
const BOTTOM = LANES.y + LANES.height;

/** A flag for each moment, as far as they find room beside each other, and a line from it down through the chart. */
export function drawMoments(stage: Stage, { course, x }: Plot): void {
  const { theme } = stage;
  const takenUntil = Array.from({ length: ROWS }, () => PLOT_LEFT - GAP);
  for (const { category, atS } of course.moments.toSorted((a, b) => a.atS - b.atS)) {
    const color = colorOfCategory(theme, category);
    const at = x(atS);
    const block = stage.measure({
      text: CATEGORY_NAMES[category],
      box: { x: 0, y: 0, width: 240, height: FLAG_HEIGHT },
      size: 20,
      weight: 600,
      color: theme.text,
      align: "left",
      maxLines: 1,
    });
    const width = block.box.width + 2 * PADDING;
    const left = Math.max(PLOT_LEFT, Math.min(PLOT_RIGHT - width, at - width / 2));
    const row = takenUntil.findIndex((until) => until + GAP <= left);
    const top = FLAGS.y + row * (FLAG_HEIGHT + GAP);
    const from = row === -1 ? FLAGS.y + FLAGS.height : top + FLAG_HEIGHT;
    stage.add({ x: at - 1, y: from, width: 2, height: BOTTOM - from }, (ctx) => {
      ctx.strokeStyle = translucent(color, 0.75);
      ctx.lineWidth = 2;
      ctx.setLineDash([3, 6]);
      ctx.beginPath();
      ctx.moveTo(at, from);
      ctx.lineTo(at, BOTTOM);
      ctx.stroke();
    });
    if (row === -1) continue;
    takenUntil[row] = left + width;
    stage.add({ x: left, y: top, width, height: FLAG_HEIGHT }, (ctx) =>
      panel(
        ctx,
        { x: left, y: top, width, height: FLAG_HEIGHT },
        mix(theme.background, color, 0.2),
        FLAG_HEIGHT / 2,
        color,
      ),
    );
    stage.write({
      text: CATEGORY_NAMES[category],
      box: { x: left + PADDING, y: top, width: width - 2 * PADDING + 2, height: FLAG_HEIGHT },
      size: 20,
      weight: 600,
      color: theme.text,
      align: "left",
      vertical: "middle",
      maxLines: 1,
    });
  }
}
