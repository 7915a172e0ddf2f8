import type { Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";
import { drawAbstract } from "./abstract.ts";
import { findIllustration } from "./catalogue.ts";
import { paletteOf } from "./palette.ts";

/** Adds the illustration that fits the keyword best; an abstract one, always the same for the same keyword, when none fits. */
export function illustrate(stage: Stage, box: Box, keyword: string): void {
  const side = Math.min(box.width, box.height);
  const x = box.x + (box.width - side) / 2;
  const y = box.y + (box.height - side) / 2;
  const palette = paletteOf(stage.theme);
  const draw = findIllustration(keyword);
  stage.add({ x, y, width: side, height: side }, (ctx) => {
    ctx.translate(x, y);
    ctx.scale(side / 600, side / 600);
    if (draw === undefined) drawAbstract(ctx, palette, keyword);
    else draw(ctx, palette);
  });
}
