import { axisFor } from "@headway-jobs/slides/scenes/axis";
import type { Stage } from "@headway-jobs/slides/stage";
import { mix, translucent } from "@headway-jobs/slides/theme";
import { clock, LANES, PANELS, type Plot, PLOT_LEFT, PLOT_RIGHT, TIME_Y } from "./plot.ts";

const TICKS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
const MOST_TICKS = 10;
const TOP = PANELS.valence.box.y;
const BOTTOM = LANES.y + LANES.height;

/** Phases as bands behind everything, and the clock along the bottom. */
export function drawTime(stage: Stage, { course, x }: Plot): void {
  const { theme } = stage;
  const bands = course.phases.map(({ name, startS, endS }, index) => ({
    name,
    left: x(startS),
    right: Math.min(PLOT_RIGHT, x(endS)),
    isTinted: index % 2 === 1,
  }));
  stage.add({ x: PLOT_LEFT, y: TOP, width: PLOT_RIGHT - PLOT_LEFT, height: BOTTOM - TOP }, (ctx) => {
    ctx.fillStyle = translucent(theme.muted, 0.055);
    for (const { left, right, isTinted } of bands) if (isTinted) ctx.fillRect(left, TOP, right - left, BOTTOM - TOP);
  });
  for (const { name, left, right } of bands) {
    if (right - left < 90) continue;
    stage.write({
      text: name,
      box: { x: left + 10, y: TOP + 4, width: right - left - 20, height: 30 },
      size: 19,
      minSize: 15,
      weight: 600,
      color: mix(theme.muted, theme.background, 0.15),
      align: "left",
      maxLines: 1,
    });
  }
  for (const atS of ticks(course.durationS)) {
    const at = x(atS);
    stage.add({ x: at, y: TOP, width: 1, height: BOTTOM - TOP }, (ctx) => {
      ctx.fillStyle = translucent(theme.line, 0.7);
      ctx.fillRect(at, TOP, 1, BOTTOM - TOP);
    });
    stage.write({
      text: clock(atS),
      box: { x: at - 60, y: TIME_Y, width: 120, height: 32 },
      size: 20,
      color: theme.muted,
      align: "center",
      maxLines: 1,
    });
  }
}

/** Round times that people count in. */
function ticks(durationS: number): number[] {
  const step = TICKS_S.find((candidate) => durationS / candidate <= MOST_TICKS);
  if (step === undefined) return [...axisFor([0, durationS], MOST_TICKS).ticks];
  return Array.from({ length: Math.floor(durationS / step) + 1 }, (_, index) => index * step);
}
