import { dictionary } from "@headway-jobs/contract";
import { note } from "../draft/draft.ts";
import { cellsOf, headerRows, isList, itemsOf, rowsOf } from "../draft/structure.ts";
import { chunksBelow, detach, type Element, insertBefore, isElement, makeElement, textOf } from "../draft/tree.ts";
import { count, quote } from "../say.ts";
import type { Operation } from "../understand/operation.ts";
import type { Part } from "../understand/parts.ts";
import type { Doing, Outcome } from "./outcome.ts";

/** Sorts the items of a list, the rows of a table, or paragraphs. */
export function sortParts(
  { by, descending, reverse }: Extract<Operation, { do: "sort" }>,
  { parts, draft }: Doing,
): Outcome {
  const containers = parts.flatMap(({ elements }) =>
    elements.flatMap((element) =>
      isList(element) || element.tagName === "table"
        ? [element]
        : chunksBelow(element).filter((one) => isList(one) || one.tagName === "table"),
    ),
  );
  const container = containers[0];
  const members =
    container === undefined
      ? memberParts(parts)
      : container.tagName === "table"
        ? rowsOf(container).filter((row) => !headerRows(container).includes(row))
        : itemsOf(container);
  if (container !== undefined && containers.length > 1)
    return { refused: `There are ${count(containers.length, "list")} or tables there: name the one to sort.` };
  if (members.length === 0) return { refused: "There is no list or table there to sort." };
  if (new Set(members.map(({ parentNode }) => parentNode)).size > 1 && members[0]?.tagName === "li")
    return { refused: "These items stand in several lists: name the one to sort." };
  const column = container?.tagName === "table" ? columnOf(container, by) : 0;
  if (typeof column === "string") return { refused: column };
  const key = (member: Element): string =>
    member.tagName === "tr" ? textOf(cellsOf(member)[column] ?? member) : textOf(member);
  const sorted = reverse
    ? members.toReversed()
    : members.toSorted((a, b) => compare(key(a), key(b)) * (descending ? -1 : 1));
  if (sorted.every((member, index) => member === members[index]))
    return { said: "Nothing to do: it is in that order already.", changed: 0, about: parts };
  const marks = members.map((member) => {
    const mark = makeElement("span");
    insertBefore(member, mark);
    return mark;
  });
  for (const [index, mark] of marks.entries()) {
    const member = sorted[index];
    if (member !== undefined) insertBefore(mark, member);
    detach(mark);
  }
  const what =
    container?.tagName === "table"
      ? `the rows by ${quote(columnName(container, column), 30)}`
      : members[0]?.tagName === "li"
        ? "the items"
        : `the ${count(members.length, "part")}`;
  const said = `${reverse ? "Reversed" : "Sorted"} ${what}${descending ? ", descending" : ""}.`;
  for (const element of container === undefined ? members : [members[0]?.parentNode])
    if (element !== null && element !== undefined && isElement(element)) note(draft, element, said);
  return { said, changed: 1, about: parts };
}

function memberParts(parts: readonly Part[]): Element[] {
  return parts.length > 1 ? parts.flatMap(({ elements }) => elements) : [];
}

function columnOf(table: Element, by: string | number | null): number | string {
  const names = columnNames(table);
  const width = Math.max(0, ...rowsOf(table).map((row) => cellsOf(row).length));
  const there = `The columns are: ${names.map((name) => quote(name, 30)).join(", ")}.`;
  if (by === null) return 0;
  if (typeof by === "number") {
    const at = by < 0 ? width + by : by - 1;
    return at >= 0 && at < width ? at : `There is no column ${by}. ${there}`;
  }
  const wanted = by.toLowerCase();
  const exact = names.findIndex((name) => name.toLowerCase() === wanted);
  const at = exact === -1 ? names.findIndex((name) => name.toLowerCase().includes(wanted)) : exact;
  return at === -1 ? `There is no column ${quote(by)}. ${there}` : at;
}

function columnNames(table: Element): string[] {
  return cellsOf(headerRows(table)[0] ?? rowsOf(table)[0] ?? makeElement("tr")).map(textOf);
}

function columnName(table: Element, column: number): string {
  return columnNames(table)[column] ?? `column ${column + 1}`;
}

const NATURAL = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Amounts and dates by their value, all else as words; what is empty comes last. */
function compare(a: string, b: string): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  const [x, y] = [valueOf(a), valueOf(b)];
  return x !== null && y !== null && x !== y ? x - y : NATURAL.compare(a, b);
}

const SCALES: Readonly<Record<string, number>> = dictionary({ k: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9 });

function valueOf(text: string): number | null {
  const bare = text.replaceAll(/[\s,€$£%]|EUR|USD|GBP/gu, "");
  if (/^[-+−]?\d+(?:\.\d+)?$/u.test(bare)) return Number(bare.replace("−", "-"));
  const scaled = /^([-+]?\d+(?:\.\d+)?)(k|m|bn|million|billion)$/iu.exec(bare);
  if (scaled !== null) return Number(scaled[1]) * (SCALES[scaled[2]?.toLowerCase() ?? ""] ?? 1);
  const date = /\d{4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/iu.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}
