import { z } from "zod";
import { bottom, columns, rows, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import { easeOut } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { mix, type Theme } from "../theme.ts";
import { axisFor, formatNumber, type Axis } from "./axis.ts";
import { enter } from "./layout.ts";
import { bounded } from "./plot.ts";
import { type NameInSentence, sceneKind } from "./scene-kind.ts";
import { labelSchema, labelOf, rewriteNamed, rewriteOptional, withoutEnd } from "./fields.ts";
import { amount } from "./wording.ts";

const UNIT_CHARS = 24;
const schema = z.object({
  kind: z.literal("bars"),
  unit: z.string().max(UNIT_CHARS).optional(),
  bars: z
    .array(z.object({ label: labelSchema, value: z.number() }))
    .min(2)
    .max(10),
});
type BarsScene = z.output<typeof schema>;

const GROW_MS = 800;

/** Bars that grow one after the other; lying on their side when their names are long. */
export const barsScene = sceneKind(schema, {
  isWide: false,
  goodFor: "amounts to compare",
  draw: drawBars,
  textsOf: ({ bars }) => bars.map(labelOf),
  mapTexts: (scene, rewrite) => {
    const unit = rewriteOptional(scene.unit, UNIT_CHARS, rewrite);
    const bars = scene.bars.map((bar) => rewriteNamed(bar, rewrite));
    return { ...scene, ...(unit === undefined ? {} : { unit }), bars };
  },
  say: ({ bars, unit = "" }) => [
    `${bars.map((bar) => `${withoutEnd(bar.label)}: ${bar.value}${unit === "" ? "" : ` ${unit}`}`).join("; ")}.`,
  ],
  clause: clauseOf,
  problemsOf: ({ bars }) => (bars.every((bar) => bar.value === 0) ? ["every bar is zero"] : []),
});

function drawBars(stage: Stage, scene: BarsScene, area: Box): void {
  const bars = scene.bars.map((bar) => ({ ...bar, value: bounded({ x: 0, y: bar.value }).y }));
  const axis = axisFor([0, ...bars.map((bar) => bar.value)]);
  const beats = scene.bars.map((bar) => stage.beat(bar.label));
  const longest = Math.max(...scene.bars.map((bar) => [...bar.label].length));
  if (longest > 16 || scene.bars.length > 7) lying(stage, { ...scene, bars }, area, axis, beats);
  else standing(stage, { ...scene, bars }, area, axis, beats);
}

function clauseOf({ bars, unit }: BarsScene, name: NameInSentence): string {
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (most === undefined || least === undefined || most.value === least.value)
    return "all the bars reach the same height";
  const highest = `the bar for ${name(most.label)} climbs to ${amount(most.value, unit)}`;
  return `${highest}, while the one for ${name(least.label)} stops at ${amount(least.value, unit)}`;
}

function standing(stage: Stage, scene: BarsScene, area: Box, axis: Axis, beats: readonly number[]): void {
  const head = area.y + (scene.unit === undefined ? 52 : 96);
  const plot: Box = { x: area.x + 96, y: head, width: area.width - 96, height: bottom(area) - head - 104 };
  const y = (value: number): number => bottom(plot) - ((value - axis.min) / (axis.max - axis.min)) * plot.height;
  drawGrid(stage, plot, axis, y, scene.unit);
  const slots = columns(plot, scene.bars.length, Math.max(16, 120 / scene.bars.length));
  scene.bars.forEach((bar, i) => {
    const slot = stage.flip(slots[i] ?? plot);
    const width = Math.min(slot.width, 150);
    const x = slot.x + (slot.width - width) / 2;
    const [top, low] = [Math.min(y(bar.value), y(0)), Math.max(y(bar.value), y(0))];
    addBar(
      stage,
      { x, y: top, width, height: low - top },
      barColor(stage.theme, scene, i),
      bar.value >= 0 ? "up" : "down",
      beats[i] ?? 0,
    );
    const motion = enter(beats[i] ?? 0, GROW_MS * 0.45, 420);
    const aboveBar = bar.value >= 0 ? top - 52 : low + 4;
    stage.write(
      {
        text: formatNumber(bar.value, stage.fonts.language),
        box: {
          ...slot,
          y: aboveBar,
          height: 48,
        },
        size: 34,
        minSize: 16,
        weight: 700,
        color: stage.theme.text,
        align: "center",
        vertical: "bottom",
        maxLines: 1,
      },
      motion,
    );
    stage.write({
      text: bar.label,
      box: {
        ...slot,
        y: bottom(plot) + 18,
        height: 84,
      },
      size: 28,
      minSize: 16,
      color: stage.theme.muted,
      align: "center",
      maxLines: 2,
      leading: 1.2,
    });
  });
}

function lying(stage: Stage, scene: BarsScene, area: Box, axis: Axis, beats: readonly number[]): void {
  const { theme } = stage;
  const slots = rows(area, scene.bars.length, 14);
  const names = Math.min(380, area.width * 0.32);
  const track = { x: area.x + names + 28, width: area.width - names - 28 - 150 };
  const at = (value: number): number => track.x + ((value - axis.min) / (axis.max - axis.min)) * track.width;
  scene.bars.forEach((bar, i) => {
    const slot = slots[i] ?? area;
    const height = Math.min(56, slot.height * 0.72);
    const y = slot.y + (slot.height - height) / 2;
    const [from, to] = [Math.min(at(0), at(bar.value)), Math.max(at(0), at(bar.value))];
    stage.add(stage.flip({ x: track.x, y, width: track.width, height }), (ctx) => {
      panel(ctx, stage.flip({ x: track.x, y, width: track.width, height }), theme.surface, 10);
    });
    const forward = bar.value >= 0 !== stage.rtl;
    const box = stage.flip({ x: from, y, width: to - from, height });
    addBar(stage, box, barColor(stage.theme, scene, i), forward ? "right" : "left", beats[i] ?? 0);
    stage.write({
      text: bar.label,
      box: stage.flip({
        ...slot,
        width: names,
      }),
      size: 30,
      minSize: 16,
      weight: 600,
      color: theme.text,
      align: "end",
      vertical: "middle",
      maxLines: 2,
      leading: 1.15,
    });
    const value = `${formatNumber(bar.value, stage.fonts.language)}${scene.unit === undefined ? "" : ` ${scene.unit}`}`;
    const box2 = stage.flip({ ...slot, x: track.x + track.width + 16, width: 134 });
    stage.write(
      {
        text: value,
        box: box2,
        size: 30,
        minSize: 14,
        weight: 700,
        color: theme.text,
        vertical: "middle",
        maxLines: 1,
      },
      enter(beats[i] ?? 0, GROW_MS * 0.45, 420),
    );
  });
}

/** One colour for all, in full strength where the value is largest: that is what the eye should find. */
function barColor(theme: Theme, scene: BarsScene, index: number): string {
  const largest = Math.max(...scene.bars.map((bar) => Math.abs(bar.value)));
  const isLargest = Math.abs(scene.bars[index]?.value ?? 0) === largest;
  return isLargest ? theme.accent : mix(theme.surface, theme.accent, theme.name === "dark" ? 0.52 : 0.5);
}

type Direction = "up" | "down" | "left" | "right";

function addBar(stage: Stage, box: Box, color: string, direction: Direction, beat: number): void {
  stage.add(
    box,
    (ctx, progress) => {
      const share = easeOut(progress);
      if (share <= 0) return;
      const [width, height] =
        direction === "up" || direction === "down" ? [box.width, box.height * share] : [box.width * share, box.height];
      panel(
        ctx,
        {
          x: direction === "left" ? box.x + box.width - width : box.x,
          width: Math.max(2, width),
          y: direction === "up" ? box.y + box.height - height : box.y,
          height: Math.max(2, height),
        },
        color,
        10,
      );
    },
    enter(beat, 0, GROW_MS),
  );
}

function drawGrid(stage: Stage, plot: Box, axis: Axis, y: (value: number) => number, unit: string | undefined): void {
  const { theme } = stage;
  const lines = stage.flip(plot);
  stage.add(lines, (ctx) => {
    for (const tick of axis.ticks)
      panel(
        ctx,
        { x: lines.x, y: y(tick) - 1, width: lines.width, height: 2 },
        tick === 0 ? theme.muted : theme.raised,
        0,
      );
  });
  for (const tick of axis.ticks)
    stage.write({
      text: formatNumber(tick, stage.fonts.language),
      box: stage.flip({
        x: plot.x - 96,
        y: y(tick) - 18,
        width: 78,
        height: 36,
      }),
      size: 22,
      minSize: 14,
      color: theme.muted,
      align: "end",
      vertical: "middle",
      maxLines: 1,
    });
  if (unit !== undefined)
    stage.write({
      text: unit,
      box: stage.flip({
        x: plot.x - 96,
        y: plot.y - 96,
        width: 400,
        height: 34,
      }),
      size: 22,
      minSize: 16,
      weight: 600,
      color: theme.muted,
      maxLines: 1,
    });
}
