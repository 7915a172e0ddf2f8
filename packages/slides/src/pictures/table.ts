import { cleanText } from "../clean-text.ts";
import { inset, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";
import type { TextRequest } from "../typeset.ts";
import type { Picture } from "../visual.ts";

type Table = Extract<Picture, { kind: "table" }>;

const SIZES = [34, 31, 28, 25, 22, 20, 18];
const PADDING = 26;

/** A table with a coloured header; columns as wide as their contents ask, numbers to the right. */
export function drawTable(stage: Stage, table: Table, area: Box): void {
  const count = table.header.length;
  const cells = [table.header, ...table.rows].map((row) =>
    Array.from({ length: count }, (_, i) => cleanText(row[i] ?? "")),
  );
  const widths = columnWidths(cells, area.width);
  const numeric = Array.from({ length: count }, (_, i) => cells.slice(1).every((row) => isNumeric(row[i] ?? "")));
  const rowHeight = Math.min(112, area.height / cells.length);
  const box: Box = {
    ...area,
    y: area.y + (area.height - rowHeight * cells.length) * 0.3,
    height: rowHeight * cells.length,
  };
  drawGrid(stage, box, rowHeight, cells.length);
  const requests = cells.flatMap((row, r) =>
    row.map((text, c): TextRequest => {
      const x = box.x + widths.slice(0, c).reduce((sum, w) => sum + w, 0);
      const cell: Box = { x, y: box.y + r * rowHeight, width: widths[c] ?? 0, height: rowHeight };
      return {
        text,
        box: stage.flip(inset(cell, PADDING, 6)),
        size: 20,
        weight: r === 0 ? 600 : 400,
        color: r === 0 ? stage.theme.onAccent : stage.theme.text,
        align: numeric[c] === true ? "end" : "start",
        vertical: "middle",
        leading: 1.2,
      };
    }),
  );
  const size = commonSize(stage, requests);
  for (const request of requests) stage.write({ ...request, size, minSize: Math.min(size, 16) });
}

/** By the longest content, but no column under half or over two and a half times its even share. */
function columnWidths(cells: readonly (readonly string[])[], width: number): number[] {
  const count = cells[0]?.length ?? 1;
  const even = 1 / count;
  const wanted = Array.from({ length: count }, (_, i) =>
    Math.sqrt(Math.max(4, ...cells.map((row) => [...(row[i] ?? "")].length))),
  );
  const sum = wanted.reduce((a, b) => a + b, 0);
  const shares = wanted.map((w) => Math.min(2.5 * even, Math.max(0.5 * even, w / sum)));
  const total = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => (share / total) * width);
}

const isNumeric = (text: string): boolean =>
  /^[-+−≈<>~]?\s*[\d.,\s]+\s*(%|‰|°|[a-zµ€$£]{0,3})?$/iu.test(text) && /\d/.test(text);

function commonSize(stage: Stage, requests: readonly TextRequest[]): number {
  const fits = (size: number): boolean =>
    requests.every((request) => {
      if (request.text === "") return true;
      const block = stage.measure({ ...request, size, minSize: size });
      return !block.shortened && !block.broken;
    });
  return SIZES.find(fits) ?? SIZES.at(-1) ?? 18;
}

function drawGrid(stage: Stage, box: Box, rowHeight: number, rowCount: number): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.width, box.height, 22);
    ctx.clip();
    panel(ctx, box, theme.surface, 0);
    panel(ctx, { ...box, height: rowHeight }, theme.accent, 0);
    for (let i = 2; i < rowCount; i++) panel(ctx, { ...box, y: box.y + i * rowHeight - 1, height: 2 }, theme.raised, 0);
    ctx.restore();
  });
}
