import { inset, rows, splitColumns, type Box } from "../geometry.ts";
import { card, disc, panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { mix, seriesColor } from "../theme.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { writePoints, type TalkingPoint } from "../points.ts";

/** The first point large on the deck's colour, the others as cards beside it. */
export function spotlightLayout(stage: Stage, title: string, points: readonly TalkingPoint[], place: Place): void {
  const area = writeHeader(stage, title, place);
  const [first, ...others] = points;
  const [large, rest] = splitColumns(area, 0.44);
  if (first !== undefined) writeLarge(stage, stage.flip(large), first);
  const cards = rows(rest, others.length, 24).map((box) => stage.flip(box));
  cards.forEach((box, i) => {
    drawCard(stage, box, i);
  });
  const places = others.map((point, i) => ({ point, box: inset(cards[i] ?? rest, 56, 22) }));
  writePoints(stage, places, { size: 46, minSize: 22, vertical: "middle" });
  writeFooter(stage, place);
}

function writeLarge(stage: Stage, box: Box, point: TalkingPoint): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    panel(ctx, box, theme.accent, 28);
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.width, box.height, 28);
    ctx.clip();
    const shade = mix(theme.accent, theme.name === "dark" ? "#ffffff" : "#000000", 0.12);
    disc(ctx, { x: stage.rtl ? box.x + 40 : box.x + box.width - 40, y: box.y + box.height - 10 }, 190, shade);
    ctx.restore();
  });
  // The shade in the corner lowers the contrast a little: text stays above it.
  const text: Box = { x: box.x + 60, y: box.y + 60, width: box.width - 120, height: box.height - 120 };
  writePoints(stage, [{ point, box: text }], {
    size: 58,
    minSize: 26,
    weight: 600,
    vertical: "middle",
    color: theme.onAccent,
    muted: theme.onAccent,
  });
}

function drawCard(stage: Stage, box: Box, index: number): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    card(ctx, theme, box);
    const edge = {
      ...box,
      x: stage.rtl ? box.x + box.width - 24 : box.x + 16,
      width: 8,
      y: box.y + 24,
      height: box.height - 48,
    };
    panel(ctx, edge, seriesColor(theme, index + 1), 4);
  });
}
