import { inset, type Box } from "../geometry.ts";
import { cleanText } from "../clean-text.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { mix } from "../theme.ts";

/** A quotation on a tinted panel, large, with who said it. */
export function drawQuote(stage: Stage, quote: { text: string; by?: string | undefined }, area: Box): void {
  const { theme } = stage;
  const by = cleanText(quote.by ?? "");
  const body = inset(area, 84, 40);
  const mark: Box = {
    x: stage.rtl ? area.x + area.width - 84 - 110 : area.x + 84,
    y: area.y + 44,
    width: 110,
    height: 84,
  };
  stage.add(area, (ctx) => {
    panel(ctx, area, theme.tint, 28);
    const color = mix(theme.tint, theme.accent, 0.8);
    for (const x of [mark.x, mark.x + 62]) {
      ctx.beginPath();
      ctx.moveTo(x + 44, mark.y);
      ctx.quadraticCurveTo(x, mark.y + 10, x, mark.y + 58);
      ctx.arc(x + 24, mark.y + 58, 24, Math.PI, 3 * Math.PI);
      ctx.quadraticCurveTo(x + 20, mark.y + 26, x + 46, mark.y + 14);
      ctx.closePath();
      ctx.fillStyle = color;
      ctx.fill();
    }
  });
  const bottom = by === "" ? 0 : 84;
  stage.write({
    text: withoutMarks(quote.text),
    box: { ...body, y: area.y + 150, height: area.height - 150 - 44 - bottom },
    size: 60,
    minSize: 24,
    weight: 600,
    color: theme.text,
    vertical: "middle",
    leading: 1.28,
  });
  stage.write({
    text: by === "" ? "" : `— ${by}`,
    box: { ...body, y: area.y + area.height - 44 - 60, height: 60 },
    size: 32,
    minSize: 20,
    color: theme.muted,
    vertical: "middle",
    maxLines: 1,
  });
}

/** The panel has its own quotation mark. */
const withoutMarks = (text: string): string =>
  cleanText(text)
    .replace(/^["“„«]\s*/u, "")
    .replace(/\s*["”“»]$/u, "");
