import type { Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";
import { drawAbstract } from "./abstract.ts";
import { paletteOf } from "./palette.ts";

/** Adds the illustration that fits the keyword best; an abstract one, always the same for the same keyword, when none fits. */
export function illustrate(stage: Stage, box: Box, keyword: string): void {
  const side = Math.min(box.width, box.height);
  const square: Box = {
    x: box.x + (box.width - side) / 2,
    y: box.y + (box.height - side) / 2,
    width: side,
    height: side,
  };
  const palette = paletteOf(stage.theme);
  stage.add(square, (ctx) => {
    ctx.translate(square.x, square.y);
    ctx.scale(side / 600, side / 600);
    drawAbstract(ctx, palette, keyword);
  });
}
