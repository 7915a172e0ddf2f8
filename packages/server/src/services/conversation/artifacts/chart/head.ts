import { disc } from "@headway-jobs/slides/shapes";
import type { Stage } from "@headway-jobs/slides/stage";
import { clock, type Plot, PLOT_RIGHT, shownName } from "./plot.ts";

const MOST_NAMED = 6;
const NAME_SIZE = 24;
const DOT = 8;

/** Title, figures, and which colour is whose. */
export function drawHead(stage: Stage, { course, colors }: Plot): void {
  const { theme } = stage;
  stage.write({
    text: "The course of the conversation",
    box: { x: 90, y: 44, width: 1000, height: 64 },
    size: 46,
    weight: 700,
    color: theme.text,
    tracking: -0.02,
    maxLines: 1,
  });
  const figures = [
    clock(course.durationS),
    count(course.readings.length, "utterance"),
    count(colors.size, "speaker"),
    count(course.moments.length, "moment"),
  ];
  stage.write({
    text: figures.join("  ·  "),
    box: { x: 90, y: 106, width: 1000, height: 40 },
    size: 25,
    color: theme.muted,
    maxLines: 1,
  });
  let right = PLOT_RIGHT;
  for (const [speaker, color] of [...colors].slice(0, MOST_NAMED).toReversed()) {
    const block = stage.write({
      text: shownName(speaker),
      box: { x: right - 230, y: 58, width: 230, height: 40 },
      size: NAME_SIZE,
      minSize: 16,
      weight: 600,
      color: theme.text,
      align: "right",
      vertical: "middle",
      maxLines: 1,
    });
    const x = (block?.box.x ?? right) - 20;
    stage.add({ x: x - DOT, y: 78 - DOT, width: 2 * DOT, height: 2 * DOT }, (ctx) =>
      disc(ctx, { x, y: 78 }, DOT, color),
    );
    right = x - DOT - 36;
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
