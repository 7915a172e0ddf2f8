import {
  BorderStyle,
  type ITableBordersOptions,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from "docx";
import type { Element } from "@headway-jobs/html-document/parse";
import { attributeOf, childElements } from "../tree.ts";
import type { Around, Block, WriteBlocks } from "./block.ts";
import { colourOf, declarationsOf, pointsOf } from "./css.ts";
import { looksInside } from "./looks.ts";
import type { Writing } from "./writing.ts";

const MAX_COLUMNS = 63;
const NONE = { style: BorderStyle.NONE, size: 0, color: "auto" } as const;
const NO_BORDERS: ITableBordersOptions = {
  top: NONE,
  bottom: NONE,
  left: NONE,
  right: NONE,
  insideHorizontal: NONE,
  insideVertical: NONE,
};

interface Cell {
  readonly element: Element;
  readonly column: number;
  readonly columnSpan: number;
  readonly rowSpan: number;
}

interface Row {
  readonly element: Element;
  readonly header: boolean;
  readonly cells: Cell[];
}

/** A table with its merged cells and column widths; its caption stands before it. */
export function tableOf(table: Element, around: Around, writing: Writing, write: WriteBlocks): Block[] {
  const rows = rowsOf(table);
  const captions = childElements(table).filter(({ tagName }) => tagName === "caption");
  const before = captions.flatMap((caption) =>
    write(caption.childNodes, { ...around, first: {}, style: "Caption" }, writing),
  );
  const columns = Math.max(
    0,
    ...rows.flatMap(({ cells }) => cells.map(({ column, columnSpan }) => column + columnSpan)),
  );
  if (columns === 0) return before;
  if (columns > MAX_COLUMNS) {
    writing.warnings.add(`Word has at most ${MAX_COLUMNS} columns; what stood further right became paragraphs.`);
    const cells = rows.flatMap((row) => row.cells);
    return [...before, ...cells.flatMap(({ element }) => write(element.childNodes, { ...around, first: {} }, writing))];
  }
  const widths = widthsOf(table, rows, columns, around.width - around.indent);
  const borderless = attributeOf(table, "border") === "0" || attributeOf(table, "role") === "presentation";
  const made = new Table({
    rows: rows.map((row) => rowOf(row, widths, { ...around, looks: looksInside(table, around.looks) }, writing, write)),
    columnWidths: widths,
    width: { size: sum(widths), type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    ...(around.indent > 0 ? { indent: { size: around.indent, type: WidthType.DXA } } : {}),
    ...(around.looks.rightToLeft ? { visuallyRightToLeft: true } : {}),
    ...(borderless ? { borders: NO_BORDERS } : {}),
  });
  return [...before, made];
}

/** The rows with each cell's place, as the HTML Standard forms a table: cells fill the first free column. */
function rowsOf(table: Element): Row[] {
  const groups = childElements(table).filter(({ tagName }) => /^(?:thead|tbody|tfoot)$/.test(tagName));
  const ordered = [...groups].toSorted((a, b) => rank(a) - rank(b));
  return ordered.flatMap((group) => {
    const elements = childElements(group).filter((row) => childElements(row).length > 0);
    const busyUntil: number[] = [];
    return elements.map((element, index): Row => {
      const cells: Cell[] = [];
      let column = 0;
      for (const cell of childElements(element)) {
        while ((busyUntil[column] ?? 0) > index) column += 1;
        let columnSpan = spanOf(cell, "colspan", 1000);
        for (let next = 1; next < columnSpan; next += 1) if ((busyUntil[column + next] ?? 0) > index) columnSpan = next;
        // A cell that reaches over the group's end would leave Word's grid open.
        const rowSpan = Math.min(spanOf(cell, "rowspan", elements.length), elements.length - index);
        for (let next = 0; next < columnSpan; next += 1) busyUntil[column + next] = index + rowSpan;
        cells.push({ element: cell, column, columnSpan, rowSpan });
        column += columnSpan;
      }
      return { element, header: group.tagName === "thead", cells };
    });
  });
}

function rank({ tagName }: Element): number {
  return tagName === "thead" ? 0 : tagName === "tfoot" ? 2 : 1;
}

function spanOf(cell: Element, name: string, most: number): number {
  const span = Number.parseInt(attributeOf(cell, name) ?? "1", 10);
  if (name === "rowspan" && span === 0) return most;
  return Number.isFinite(span) ? Math.min(most, Math.max(1, span)) : 1;
}

/** What columns and cells ask for, the rest shared evenly, all within the width there is. */
function widthsOf(table: Element, rows: readonly Row[], columns: number, available: number): number[] {
  const asked: (number | null)[] = Array.from({ length: columns }, () => null);
  const askWidth = (element: Element, column: number): void => {
    const value = declarationsOf(element).get("width") ?? attributeOf(element, "width");
    const points = pointsOf(value, available / 20);
    if (points !== null && points > 0 && column < columns) asked[column] ??= points * 20;
  };
  let column = 0;
  for (const col of colsOf(table)) {
    const span = spanOf(col, "span", columns);
    for (let next = 0; next < span; next += 1) askWidth(col, column + next);
    column += span;
  }
  for (const { cells } of rows)
    for (const cell of cells) if (cell.columnSpan === 1) askWidth(cell.element, cell.column);
  const known = sum(asked.map((width) => width ?? 0));
  const open = asked.filter((width) => width === null).length;
  const share = open === 0 ? 0 : Math.max(available / (columns * 2), (available - known) / open);
  const widths = asked.map((width) => width ?? share);
  const scale = Math.min(1, available / sum(widths));
  return widths.map((width) => Math.max(100, Math.round(width * scale)));
}

function colsOf(table: Element): Element[] {
  return childElements(table).flatMap((group) => {
    if (group.tagName !== "colgroup") return [];
    const cols = childElements(group);
    return cols.length === 0 ? [group] : cols;
  });
}

function rowOf(row: Row, widths: readonly number[], around: Around, writing: Writing, write: WriteBlocks): TableRow {
  const looks = looksInside(row.element, around.looks);
  const children = row.cells.map(({ element, column, columnSpan, rowSpan }) => {
    const size = sum(widths.slice(column, column + columnSpan));
    const style = declarationsOf(element);
    const fill = colourOf(style.get("background-color") ?? style.get("background") ?? attributeOf(element, "bgcolor"));
    const vertical = style.get("vertical-align") ?? attributeOf(element, "valign");
    const inside = looksInside(element, looks);
    const { shading: _ofTheCell, ...run } = inside.run;
    const blocks = write(
      element.childNodes,
      { looks: { ...inside, run }, width: Math.max(300, size - 200), indent: 0, listLevel: 0, first: {} },
      writing,
    );
    return new TableCell({
      // Word wants a paragraph at the end of each cell.
      children: blocks.at(-1) instanceof Paragraph ? blocks : [...blocks, new Paragraph({})],
      width: { size, type: WidthType.DXA },
      ...(columnSpan > 1 ? { columnSpan } : {}),
      ...(rowSpan > 1 ? { rowSpan } : {}),
      ...(fill === null ? {} : { shading: { type: ShadingType.CLEAR, fill } }),
      ...(vertical === "middle" ? { verticalAlign: VerticalAlign.CENTER } : {}),
      ...(vertical === "bottom" ? { verticalAlign: VerticalAlign.BOTTOM } : {}),
    });
  });
  return new TableRow({ children, ...(row.header ? { tableHeader: true } : {}) });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
