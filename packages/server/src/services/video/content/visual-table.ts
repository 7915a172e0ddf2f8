import type { Scene } from "@headway-jobs/slides/scenes/registry";
import type { BlockOf } from "./document.ts";
import { isMoment, parseQuantity } from "./numbers.ts";
import { countWords, shorten } from "./sentences.ts";
import { type Candidate, label, picture, scene } from "./visual.ts";

interface Column {
  readonly header: string;
  readonly cells: readonly string[];
  /** The cells as numbers of one unit; undefined when any is none. */
  readonly numbers: readonly number[] | undefined;
  readonly unit: string;
  readonly moments: boolean;
}

type TableBlock = BlockOf<"table">;

/** What a table is best shown as: curves, dots, bars, a timeline, two sides, or the table itself. */
export function tableCandidates(table: TableBlock): Candidate[] {
  const columns = table.header.map((header, at) =>
    columnOf(
      header,
      table.rows.map((row) => row[at] ?? ""),
    ),
  );
  const drawn =
    lineOf(columns) ?? scatterOf(columns) ?? timelineOf(columns) ?? barsOf(columns) ?? comparisonOf(columns);
  return [...(drawn === null ? [] : [scene(drawn, 3.2)]), picture(tablePicture(table), table.header.join(" "), 1.6)];
}

const TIME_HEADER =
  /year|date|day|month|week|hour|minute|second|time|epoch|round|step|iteration|century|decade|generation/iu;

function columnOf(header: string, cells: readonly string[]): Column {
  const quantities = cells.map(parseQuantity);
  const known = quantities.filter((quantity) => quantity !== null);
  const unit = known[0]?.unit ?? "";
  const uniform = known.length === cells.length && known.every((quantity) => quantity.unit === unit);
  const named = /\(([^()]{1,20})\)\s*$/u.exec(header)?.[1];
  return {
    header: header.replace(/\s*\([^()]*\)\s*$/u, "").trim(),
    cells,
    numbers: uniform ? known.map((quantity) => quantity.value) : undefined,
    unit: unit === "" ? (named ?? "") : unit,
    moments: cells.length > 0 && cells.every(isMoment),
  };
}

/** A rising first column against one to four others: development over time, or curves over a common quantity. */
function lineOf(columns: readonly Column[]): Scene | null {
  const [x, ...others] = columns;
  const xs = x?.numbers;
  const series = others.filter((column) => column.numbers !== undefined);
  if (x === undefined || xs === undefined || xs.length < 3 || series.length === 0 || series.length !== others.length)
    return null;
  const rising = xs.every((value, at) => at === 0 || value > (xs[at - 1] ?? value));
  const timed = x.moments || TIME_HEADER.test(x.header);
  const lawful = timed || series.length > 1 || (others.length === 1 && bendsOneWay(xs, series[0]?.numbers ?? []));
  if (!rising || !lawful || series.length > 4) return null;
  const [first] = series;
  return {
    kind: "line",
    xLabel: axis(x),
    ...(first !== undefined && (series.length === 1 || first.unit !== "")
      ? { yLabel: series.length === 1 ? axis(first) : shorten(first.unit, 60) }
      : {}),
    series: series.map((column, at) => ({
      label: label(column.header, `Series ${at + 1}`),
      points: sample(
        xs.map((value, row) => ({ x: value, y: column.numbers?.[row] ?? 0 })),
        60,
      ),
    })),
  };
}

/** A curve that never wiggles is a law or a plan; measured things scatter around one. */
function bendsOneWay(xs: readonly number[], ys: readonly number[]): boolean {
  const slopes = xs.slice(1).map((x, at) => ((ys[at + 1] ?? 0) - (ys[at] ?? 0)) / (x - (xs[at] ?? 0)));
  const bends = slopes.slice(1).map((slope, at) => slope - (slopes[at] ?? 0));
  const slack = 1e-9 * Math.max(...slopes.map(Math.abs));
  return bends.every((bend) => bend >= -slack) || bends.every((bend) => bend <= slack);
}

/** Two measured quantities of the same things: dots, with a line fitted through them. */
function scatterOf(columns: readonly Column[]): Scene | null {
  const numeric = columns.filter((column) => column.numbers !== undefined && !column.moments);
  const [x, y] = numeric;
  if (x?.numbers === undefined || y?.numbers === undefined || numeric.length !== 2 || columns.length > 3) return null;
  if (x.numbers.length < (columns.length === 2 ? 4 : 5) || new Set(x.numbers).size < 3) return null;
  const points = x.numbers.map((value, row) => ({ x: value, y: y.numbers?.[row] ?? 0 }));
  return { kind: "scatter", xLabel: axis(x), yLabel: axis(y), points: sample(points, 120), fit: true };
}

function timelineOf(columns: readonly Column[]): Scene | null {
  const [when, what, more] = columns;
  if (when === undefined || what === undefined || !when.moments || when.cells.length < 2 || what.numbers !== undefined)
    return null;
  const events = when.cells.map((cell, row) => ({
    when: shorten(cell, 40),
    label: label(what.cells[row] ?? "", cell),
    ...(more === undefined || more.cells[row] === undefined || more.cells[row] === ""
      ? {}
      : { note: shorten(more.cells[row], 200) }),
  }));
  return { kind: "timeline", events: sample(events, 8) };
}

function barsOf(columns: readonly Column[]): Scene | null {
  const [names] = columns;
  const values = columns.find((column, at) => at > 0 && column.numbers !== undefined);
  if (names === undefined || values?.numbers === undefined || values.numbers.length < 2) return null;
  if (columns.filter((column) => column.numbers !== undefined).length > 2) return null;
  const bars = names.cells.map((cell, row) => ({
    label: label(cell, `Row ${row + 1}`),
    value: values.numbers?.[row] ?? 0,
  }));
  const largest = new Set(bars.toSorted((a, b) => b.value - a.value).slice(0, 10));
  return {
    kind: "bars",
    ...(values.unit === "" ? {} : { unit: shorten(values.unit, 24) }),
    bars: bars.filter((bar) => largest.has(bar)),
  };
}

/** An aspect column over two others, or two columns that say the same kind of thing about two sides. */
function comparisonOf(columns: readonly Column[]): Scene | null {
  if (columns.some((column) => column.numbers !== undefined || column.moments)) return null;
  const [aspect, left, right] = columns.length === 2 ? [undefined, ...columns] : columns;
  if (left === undefined || right === undefined || columns.length > 3) return null;
  if (left.cells.length < 2 || left.cells.length > 5) return null;
  if (aspect === undefined ? !speakAlike(left, right) : !ASPECT_HEADER.test(aspect.header)) return null;
  const sides = { left: sideOf(left, aspect), right: sideOf(right, aspect) };
  return sides.left.points.length === 0 || sides.right.points.length === 0 ? null : { kind: "comparison", ...sides };
}

const ASPECT_HEADER = /^(?:|aspect|feature|property|criterion|question|point|characteristic|difference|category)s?$/iu;

/** Statements about two sides are of similar length; a name or a term in front of its explanation is not. */
function speakAlike(left: Column, right: Column): boolean {
  const words = ({ cells }: Column): number => cells.reduce((sum, cell) => sum + countWords(cell), 0) / cells.length;
  const [a, b] = [words(left), words(right)];
  const figures = [...left.cells, ...right.cells].filter((cell) => /^\D{0,12}\d/u.test(cell)).length;
  return Math.min(a, b) >= 1.6 && Math.max(a, b) <= 2.2 * Math.min(a, b) && figures <= left.cells.length / 2;
}

function sideOf(column: Column, aspect: Column | undefined): { title: string; points: string[] } {
  const points = column.cells.map((cell, row) => {
    const name = aspect?.cells[row] ?? "";
    return name === "" || cell === "" ? cell : `${name}: ${cell}`;
  });
  return {
    title: label(column.header, "–"),
    points: points.filter((point) => point.trim() !== "").map((point) => label(point, "–")),
  };
}

function tablePicture(table: TableBlock): { kind: "table"; header: string[]; rows: string[][] } {
  return {
    kind: "table",
    header: table.header.slice(0, 5).map((cell) => shorten(cell, 80)),
    rows: table.rows.slice(0, 8).map((row) => row.slice(0, 5).map((cell) => shorten(cell, 120))),
  };
}

function axis(column: Column): string {
  return shorten(column.unit === "" ? column.header : `${column.header} (${column.unit})`, 60);
}

/** Evenly spread entries, the first and the last among them. */
function sample<T>(entries: readonly T[], most: number): T[] {
  if (entries.length <= most) return [...entries];
  const picked: T[] = [];
  for (let at = 0; at < most; at += 1) {
    const entry = entries[Math.round((at * (entries.length - 1)) / (most - 1))];
    if (entry !== undefined) picked.push(entry);
  }
  return picked;
}
