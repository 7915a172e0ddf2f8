import type { Box } from "@headway-jobs/slides/geometry";
import type { Stage } from "@headway-jobs/slides/stage";
import { translucent } from "@headway-jobs/slides/theme";
import { type Plot, shownName } from "./plot.ts";

const TALLEST_LANE = 44;

/** Who speaks when: a lane for each speaker. */
export function drawTalk(stage: Stage, { course, colors, x }: Plot, lanes: Box): void {
  const { theme } = stage;
  const height = Math.min(TALLEST_LANE, lanes.height / Math.max(1, colors.size));
  const bar = height * 0.58;
  for (const [index, [speaker, color]] of [...colors].entries()) {
    const top = lanes.y + index * height + (height - bar) / 2;
    const spoken = course.readings.filter((reading) => reading.speaker === speaker);
    stage.add({ ...lanes, y: top, height: bar }, (ctx) => {
      ctx.fillStyle = translucent(theme.line, 0.35);
      ctx.beginPath();
      ctx.roundRect(lanes.x, top, lanes.width, bar, bar / 2);
      ctx.fill();
      ctx.fillStyle = color;
      for (const { startS, endS } of spoken) {
        const width = Math.max(3, x(endS) - x(startS));
        ctx.beginPath();
        ctx.roundRect(x(startS), top, width, bar, Math.min(bar / 2, width / 2));
        ctx.fill();
      }
    });
    if (height < 18) continue;
    stage.write({
      text: shownName(speaker),
      box: { x: 60, y: top - 6, width: lanes.x - 84, height: bar + 12 },
      size: Math.min(22, bar * 0.95),
      minSize: 12,
      weight: 600,
      color: theme.text,
      align: "right",
      vertical: "middle",
      maxLines: 1,
    });
  }
}
