import { createCanvas } from "@napi-rs/canvas";
import { cleanText } from "../clean-text.ts";
import { inset, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import type { MathBox, MathStyle } from "./math-box.ts";
import { beside, setMath } from "./math-layout.ts";
import { FormulaTooDeep, parseFormula, type MathNode } from "./math-parse.ts";

const LARGEST = 104;
const SMALLEST = 26;
/** Above this size a formula stays on one line; shrinking serves it better than breaking. */
const BREAK_BELOW = 54;

/** A typeset formula on a panel, with its caption below. One too complicated to set is shown as text, with a warning. */
export function drawFormula(
  stage: Stage,
  formula: { expression: string; caption?: string | undefined },
  area: Box,
): void {
  const { theme } = stage;
  stage.add(area, (ctx) => {
    panel(ctx, area, theme.tint, 28);
  });
  const caption = cleanText(formula.caption ?? "");
  const foot = caption === "" ? 0 : Math.min(110, area.height * 0.26);
  const room = inset({ ...area, height: area.height - foot }, 64, 40);
  const rows = treesOf(formula.expression);
  if (rows === undefined) {
    stage.warn("formula_unreadable", "The formula is nested too deeply to be typeset; it is shown as text");
    stage.write({
      text: formula.expression,
      box: room,
      size: 44,
      minSize: 20,
      family: "mono",
      color: theme.text,
      align: "center",
      vertical: "middle",
    });
  } else addFormula(stage, rows, formula.expression, room);
  stage.write({
    text: caption,
    box: {
      x: area.x + 64,
      y: area.y + area.height - foot - 8,
      width: area.width - 128,
      height: Math.max(20, foot - 16),
    },
    size: 32,
    minSize: 18,
    color: theme.muted,
    align: "center",
    vertical: "middle",
  });
}

function treesOf(expression: string): MathNode[] | undefined {
  try {
    return expression
      .split(/\n|\\\\/)
      .map(cleanText)
      .filter((line) => line !== "")
      .map(parseFormula);
  } catch (error) {
    if (error instanceof FormulaTooDeep) return undefined;
    throw error;
  }
}

function addFormula(stage: Stage, rows: readonly MathNode[], expression: string, room: Box): void {
  const { lines, height, gap } = setRows(stage, rows, room);
  const width = Math.max(...lines.map((line) => line.width));
  // What cannot be set small enough is scaled as a whole: nothing ever leaves the panel.
  const scale = Math.min(1, room.width / width, room.height / height);
  if (scale < 0.6) stage.warn("text_shortened", "The formula is too long to be legible");
  const box: Box = {
    x: room.x + (room.width - width * scale) / 2,
    y: room.y + (room.height - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
  stage.note(cleanText(expression), box);
  stage.add(box, (ctx) => {
    ctx.translate(box.x, box.y);
    ctx.scale(scale, scale);
    let y = 0;
    for (const line of lines) {
      line.draw(ctx, (width - line.width) / 2, y + line.ascent);
      y += line.ascent + line.descent + gap;
    }
  });
}

interface SetRows {
  readonly lines: readonly MathBox[];
  readonly height: number;
  readonly gap: number;
}

function setRows(stage: Stage, rows: readonly MathNode[], room: Box): SetRows {
  const ctx = createCanvas(8, 8).getContext("2d");
  for (let size = LARGEST; ; size *= 0.92) {
    const style: MathStyle = { size, color: stage.theme.text, fonts: stage.fonts, ctx };
    const lines = rows.flatMap((row) => (size > BREAK_BELOW ? [setMath(row, style)] : broken(row, style, room.width)));
    const gap = size * 0.4;
    const height = lines.reduce((sum, line) => sum + line.ascent + line.descent, 0) + gap * (lines.length - 1);
    const fits = height <= room.height && lines.every((line) => line.width <= room.width);
    if (fits || size < SMALLEST) return { lines, height, gap };
  }
}

/** Lines broken before relations and binary operators of the outermost level. */
function broken(row: MathNode, style: MathStyle, width: number): MathBox[] {
  if (row.kind !== "row") return [setMath(row, style)];
  const lines: MathBox[] = [];
  let items: MathNode[] = [];
  for (const piece of piecesOf(row.items)) {
    const candidate = setMath({ kind: "row", items: [...items, ...piece] }, style);
    if (candidate.width > width && items.length > 0) {
      lines.push(setMath({ kind: "row", items }, style));
      items = [...piece];
    } else items.push(...piece);
  }
  return [...lines, beside([setMath({ kind: "row", items }, style)])];
}

function piecesOf(items: readonly MathNode[]): MathNode[][] {
  const pieces: MathNode[][] = [[]];
  for (const item of items) {
    if (item.kind === "symbol" && (item.role === "relation" || item.role === "binary")) pieces.push([item]);
    else pieces.at(-1)?.push(item);
  }
  return pieces.filter((piece) => piece.length > 0);
}
