import type { SKRSContext2D } from "@napi-rs/canvas";
import { cleanCode, splitGraphemes } from "../clean-text.ts";
import type { Box } from "../geometry.ts";
import { disc, panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import { contrast, mix, seriesColor, type Theme } from "../theme.ts";
import type { TextBlock } from "../typeset.ts";
import { tokenize, type TokenKind } from "./highlight.ts";

const SIZES = [34, 31, 28, 26, 24, 22, 20];
const BAR = 64;
const PADDING = 40;
const LEADING = 1.5;

/** Code in an editor's window, as large as its lines allow; lines that do not fit end with an ellipsis. */
export function drawCode(stage: Stage, code: { language: string; code: string }, area: Box): void {
  const lines = cleanCode(code.code).split("\n");
  const inner = { width: area.width - 2 * PADDING, height: area.height - BAR - PADDING };
  const size = sizeFor(stage, lines, inner);
  const room = Math.max(1, Math.floor(inner.height / (size * LEADING)));
  const shown = lines.slice(0, room);
  if (lines.length > room) {
    shown[room - 1] = "…";
    stage.warn("text_shortened", `The code was shortened to ${room} lines`);
  }
  const height = Math.min(area.height, shown.length * size * LEADING + BAR + PADDING);
  const box: Box = { ...area, y: area.y + (area.height - height) * 0.35, height };
  drawWindow(stage, box, code.language);
  shown.forEach((line, i) => {
    const place = {
      x: box.x + PADDING,
      y: box.y + BAR + i * size * LEADING,
      width: inner.width,
      height: size * LEADING,
    };
    writeLine(stage, line, place, size, code.language);
  });
}

/** The largest size at which all lines are seen in full; a smaller one is not worth reading. */
function sizeFor(stage: Stage, lines: readonly string[], inner: { width: number; height: number }): number {
  const widest = lines.reduce((longest, line) => (line.length > longest.length ? line : longest), "").slice(0, 400);
  const fits = (size: number): boolean =>
    lines.length * size * LEADING <= inner.height &&
    (widest.trim() === "" || lineBlock(stage, widest, size).width <= inner.width);
  return SIZES.find(fits) ?? SIZES.at(-1) ?? 20;
}

/** The advance of a monospaced line; typesetting would take away its indentation. */
function lineBlock(stage: Stage, line: string, size: number): { width: number; cell: number } {
  const cell = stage.measure({ ...MONO, text: "0", size, color: "#000000", box: HUGE }).box.width;
  const visible = line.trim();
  const width =
    visible === "" ? 0 : stage.measure({ ...MONO, text: visible, size, color: "#000000", box: HUGE }).box.width;
  return { width: width + (line.length - line.trimStart().length) * cell, cell };
}

const MONO = { family: "mono", maxLines: 1 } as const;
const HUGE: Box = { x: 0, y: 0, width: 1e6, height: 1000 };

function writeLine(stage: Stage, line: string, box: Box, size: number, language: string): void {
  const { cell } = lineBlock(stage, "0", size);
  const indent = Math.min(line.length - line.trimStart().length, Math.floor(box.width / cell / 2));
  const x = box.x + indent * cell;
  // Typesetting joins runs of blanks; doing it here as well keeps colours and letters in step.
  const text = line.trim().replaceAll(/\s+/g, " ");
  if (text === "") return;
  const block = stage.text({
    ...MONO,
    text,
    size,
    minSize: size,
    color: stage.theme.text,
    box: { ...box, x, width: box.x + box.width - x },
    align: "left",
    vertical: "middle",
    leading: LEADING,
  });
  const [drawn] = block?.lines ?? [];
  if (block === undefined || drawn === undefined) return;
  const tokens = tokenize(drawn.text, language);
  // Anything but plain left-to-right text in one cell a character is drawn whole: colours must not tear letters apart.
  const simple = /^[\x20-\x7e…]*$/.test(drawn.text);
  const blocks = simple ? tokens.map((token) => tokenBlock(stage, token, size)) : [block];
  stage.add(block.box, (ctx) => {
    if (!simple) return block.draw(ctx);
    let at = 0;
    tokens.forEach((token, i) => {
      drawAt(ctx, blocks[i], drawn.x + at * cell, block.box.y);
      at += splitGraphemes(token.text).length;
    });
  });
}

function tokenBlock(stage: Stage, token: { text: string; kind: TokenKind }, size: number): TextBlock | undefined {
  if (token.text.trim() === "") return undefined;
  const color = tokenColors(stage.theme)[token.kind];
  return stage.measure({
    ...MONO,
    text: token.text,
    size,
    minSize: size,
    color,
    box: HUGE,
    align: "left",
    leading: LEADING,
  });
}

/** Tokens are measured at the origin and drawn where the line has them; leading blanks count as cells. */
function drawAt(ctx: SKRSContext2D, block: TextBlock | undefined, x: number, y: number): void {
  if (block === undefined) return;
  ctx.save();
  ctx.translate(x, y);
  block.draw(ctx);
  ctx.restore();
}

const windowColor = (theme: Theme): string =>
  theme.name === "dark" ? mix(theme.background, "#000000", 0.35) : theme.surface;

/** Colours of code, each legible on the window. */
export function tokenColors(theme: Theme): Readonly<Record<TokenKind, string>> {
  const legible = (color: string): string => (contrast(color, windowColor(theme)) >= 4.5 ? color : theme.text);
  return {
    plain: theme.text,
    keyword: legible(theme.accent),
    string: legible(seriesColor(theme, 1)),
    number: legible(seriesColor(theme, 2)),
    comment: theme.muted,
    call: legible(seriesColor(theme, 3)),
  };
}

function drawWindow(stage: Stage, box: Box, language: string): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    panel(ctx, box, windowColor(theme), 22, theme.line);
    [0, 1, 2].forEach((i) => {
      disc(ctx, { x: box.x + PADDING + i * 28, y: box.y + BAR / 2 }, 8, seriesColor(theme, i));
    });
  });
  stage.write({
    text: language,
    box: { x: box.x + box.width - PADDING - 300, y: box.y, width: 300, height: BAR },
    size: 22,
    minSize: 16,
    color: theme.muted,
    align: "right",
    vertical: "middle",
    maxLines: 1,
  });
}
