import { type Passage, passagesOf } from "../draft/passage.ts";
import type { Range } from "../draft/ranges.ts";
import { sentencesOf } from "../draft/sentences.ts";
import {
  cellsOf,
  headerRows,
  isParagraph,
  itemsOf,
  levelOf,
  type Outline,
  rowsOf,
  type Section,
} from "../draft/structure.ts";
import { chunkIdOf, chunksBelow, type Element, isInside, parentChunk } from "../draft/tree.ts";
import type { Unit } from "./operation.ts";

/** A part of the document that an instruction is for. */
export interface Part {
  readonly unit: Unit | "document";
  /** Neighbours: a section has several, all others one; of a column its cells. */
  readonly elements: readonly Element[];
  /** Of a sentence: where it stands in its element's passage. */
  readonly passage?: Passage;
  readonly range?: Range;
  readonly section?: Section;
  /** Of a column, counted from 0. */
  readonly column?: number;
}

export function candidatesOf(unit: Unit, outline: Outline, containers: readonly Part[] | null): Part[] {
  const inside = (element: Element): boolean => containers === null || contains(containers, element);
  const part = (element: Element): Part => ({ unit, elements: [element] });
  const tagged = (tags: readonly string[]): Element[] =>
    outline.blocks.filter((block) => tags.includes(block.tagName) && inside(block));
  switch (unit) {
    case "section":
      return sectionsIn(outline, containers).map(sectionPart);
    case "heading":
      return outline.all
        .filter(({ heading }) => inside(heading))
        .map((section) => ({ unit, elements: [section.heading], section }));
    case "paragraph":
      return outline.blocks
        .filter(
          (block) =>
            isParagraph(block) &&
            inside(block) &&
            (!isHeld(block) ||
              containers?.some(({ unit: held }) => held === "item" || held === "cell" || held === "quote") === true),
        )
        .map(part);
    case "list": {
      // Lists inside items belong to those.
      const lists = tagged(["ul", "ol"]);
      return lists.filter((list) => !lists.some((other) => other !== list && isInside(list, other))).map(part);
    }
    case "item":
      return itemsIn(outline, containers).map(part);
    case "table":
      return dataTables(tagged(["table"])).map(part);
    case "row":
      return dataTables(tagged(["table"]))
        .flatMap((table) => rowsOf(table).filter((row) => !headerRows(table).includes(row)))
        .map(part);
    case "cell":
      return tagged(["td", "th"]).map(part);
    case "column":
      return dataTables(tagged(["table"])).flatMap(columnsOf);
    case "quote":
      return tagged(["blockquote"]).map(part);
    case "sentence":
      return sentenceParts(outline, containers);
  }
}

/** A table that holds tables or headings lays the page out, as in newsletters: nobody means it, unless there is no other. */
function dataTables(tables: readonly Element[]): readonly Element[] {
  const data = tables.filter(
    (table) => !chunksBelow(table).some((one) => one.tagName === "table" || levelOf(one) !== null),
  );
  return data.length === 0 ? tables : data;
}

function isHeld(block: Element): boolean {
  for (let parent = parentChunk(block); parent !== null; parent = parentChunk(parent)) {
    if (["li", "td", "th", "blockquote", "figure"].includes(parent.tagName)) return true;
  }
  return false;
}

/** Below a section its sub-sections are counted; below the document those under the title. */
function sectionsIn(outline: Outline, containers: readonly Part[] | null): Section[] {
  if (containers === null) return [...outline.numbered];
  const own = new Set(containers.flatMap(({ section }) => (section === undefined ? [] : [section.heading])));
  const inner = outline.all.filter(({ heading }) => !own.has(heading) && contains(containers, heading));
  const level = Math.min(...inner.map((section) => section.level));
  return inner.filter((section) => section.level === level);
}

/** Items of the lists that are meant; those of sub-lists count only when the sub-list is. */
function itemsIn(outline: Outline, containers: readonly Part[] | null): Element[] {
  const lists = containers?.flatMap(({ unit, elements }) => (unit === "list" ? elements : [])) ?? [];
  if (lists.length > 0) return lists.flatMap(itemsOf);
  return outline.blocks.filter(
    (block) => block.tagName === "li" && (containers === null || contains(containers, block)),
  );
}

function columnsOf(table: Element): Part[] {
  const rows = rowsOf(table).map(cellsOf);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  return Array.from({ length: width }, (_, column) => ({
    unit: "column" as const,
    elements: rows.flatMap((cells) => cells[column] ?? []),
    column,
  }));
}

/** What stands in cells, and items that do not end like sentences, nobody counts as sentences of a section. */
function isRunning(chunk: Element, text: string): boolean {
  for (let at: Element | null = chunk; at !== null; at = parentChunk(at)) {
    if (at.tagName === "td" || at.tagName === "th") return false;
    if (at.tagName === "li") return /[.!?][”"’)]*\s*$/u.test(text);
  }
  return true;
}

function sentenceParts(outline: Outline, containers: readonly Part[] | null): Part[] {
  const within =
    containers?.every(({ unit }) => /^(?:list|item|table|row|column|cell|heading|paragraph)$/u.test(unit)) === true;
  const roots =
    containers?.flatMap(({ elements }) => elements) ?? outline.blocks.filter((block) => parentChunk(block) === null);
  return roots
    .flatMap((root) => passagesOf(root))
    .filter(
      ({ chunk, text }) =>
        levelOf(chunk) === null && chunkIdOf(chunk) !== undefined && (within || isRunning(chunk, text)),
    )
    .flatMap((passage) =>
      sentencesOf(passage.text).map((range) => ({
        unit: "sentence" as const,
        elements: [passage.chunk],
        passage,
        range,
      })),
    );
}

export function sectionPart(section: Section): Part {
  return { unit: "section", elements: section.elements, section };
}

export function contains(containers: readonly Part[], element: Element): boolean {
  return containers.some(({ elements }) => elements.some((one) => isInside(element, one)));
}
