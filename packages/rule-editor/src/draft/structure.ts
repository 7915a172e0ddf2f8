import { childChunks, chunksBelow, type Element, type Parent, parentChunk, textOf } from "./tree.ts";

/** A heading and what belongs to it. */
export interface Section {
  readonly heading: Element;
  readonly level: number;
  readonly title: string;
  /** The heading and all that follows up to the next heading of its level or above, as the largest chunks that lie wholly in it. */
  readonly elements: readonly Element[];
}

export interface Outline {
  readonly blocks: readonly Element[];
  readonly headings: readonly Element[];
  /** The document's own title: a single h1 that comes before all other headings. */
  readonly title: Element | null;
  /** Every heading's section. */
  readonly all: readonly Section[];
  /** The sections people count: those of the highest level below the title. */
  readonly numbered: readonly Section[];
}

export function levelOf(element: Element): number | null {
  const level = /^h([1-6])$/u.exec(element.tagName)?.[1];
  return level === undefined ? null : Number(level);
}

export function outlineOf(root: Parent): Outline {
  const blocks = chunksBelow(root);
  const headings = blocks.filter((block) => levelOf(block) !== null && textOf(block) !== "");
  const tops = headings.filter((heading) => levelOf(heading) === 1);
  const title = tops.length === 1 && headings[0] === tops[0] ? (tops[0] ?? null) : null;
  const place = new Map(blocks.map((block, index) => [block, index]));
  const ends = endsOf(blocks, place);
  const all = headings.map((heading, index) => sectionOf({ heading, index, headings, blocks, place, ends }));
  const below = headings.filter((heading) => heading !== title).map((heading) => levelOf(heading) ?? 6);
  const level = Math.min(...below);
  const numbered = all.filter((section) => section.heading !== title && section.level === level);
  return { blocks, headings, title, all, numbered };
}

/** Where each chunk's content ends in the list of blocks. */
function endsOf(blocks: readonly Element[], place: ReadonlyMap<Element, number>): number[] {
  const ends = blocks.map((_, index) => index + 1);
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = blocks[index];
    const parent = block === undefined ? null : parentChunk(block);
    const at = parent === null ? undefined : place.get(parent);
    if (at !== undefined) ends[at] = Math.max(ends[at] ?? 0, ends[index] ?? 0);
  }
  return ends;
}

interface Placing {
  readonly heading: Element;
  readonly index: number;
  readonly headings: readonly Element[];
  readonly blocks: readonly Element[];
  readonly place: ReadonlyMap<Element, number>;
  readonly ends: readonly number[];
}

function sectionOf({ heading, index, headings, blocks, place, ends }: Placing): Section {
  const level = levelOf(heading) ?? 6;
  let after = index + 1;
  while (after < headings.length && levelAt(headings[after]) > level) after++;
  const next = headings[after];
  const end = next === undefined ? blocks.length : (place.get(next) ?? blocks.length);
  let start = place.get(heading) ?? 0;
  // A wrapper that begins with this heading and holds nothing else belongs to the section.
  for (let parent = parentChunk(heading); parent !== null; parent = parentChunk(parent)) {
    const at = place.get(parent) ?? 0;
    if (at !== start - 1 || (ends[at] ?? 0) > end || headings[0] === heading) break;
    start = at;
  }
  const elements: Element[] = [];
  for (let at = start; at < end;) {
    const block = blocks[at];
    if (block === undefined) break;
    const whole = (ends[at] ?? at + 1) <= end;
    if (whole) elements.push(block);
    at = whole ? (ends[at] ?? at + 1) : at + 1;
  }
  return { heading, level, title: textOf(heading), elements };
}

function levelAt(heading: Element | undefined): number {
  return heading === undefined ? 0 : (levelOf(heading) ?? 6);
}

/** A heading's words without its number: "2.1 Scope" → "Scope". */
export function bareTitle(title: string): string {
  return title
    .replace(
      /^(?:(?:section|article|chapter|part|clause|appendix|annex)\s+)?(?:\d+(?:\.\d+)*[.):]?|[IVXLC]+[.):]|[A-Z][.)])[\s–—:-]+(?=\S)/iu,
      "",
    )
    .trim();
}

export function isParagraph(element: Element): boolean {
  if (element.tagName === "p") return textOf(element) !== "";
  // A bare div, or a quotation without paragraphs, is one for its reader.
  return (
    ["div", "blockquote", "address"].includes(element.tagName) &&
    childChunks(element).length === 0 &&
    textOf(element) !== ""
  );
}

export function rowsOf(table: Element): Element[] {
  return chunksAndRows(table).filter((element) => element.tagName === "tr");
}

/** Rows and cells, whether or not they are chunks. */
function chunksAndRows(parent: Parent): Element[] {
  return parent.childNodes.flatMap((child) => {
    if (!("tagName" in child)) return [];
    if (child.tagName === "table") return [];
    return [child, ...chunksAndRows(child)];
  });
}

export function cellsOf(row: Element): Element[] {
  return row.childNodes.filter(
    (child): child is Element => "tagName" in child && (child.tagName === "td" || child.tagName === "th"),
  );
}

/** Rows above the data: in thead, or a first row of th only. */
export function headerRows(table: Element): Element[] {
  return rowsOf(table).filter((row, index) => {
    const parent = row.parentNode;
    if (parent !== null && "tagName" in parent && parent.tagName === "thead") return true;
    const cells = cellsOf(row);
    return index === 0 && cells.length > 0 && cells.every((cell) => cell.tagName === "th");
  });
}

export function itemsOf(list: Element): Element[] {
  return list.childNodes.filter((child): child is Element => "tagName" in child && child.tagName === "li");
}

export function isList(element: Element): boolean {
  return element.tagName === "ul" || element.tagName === "ol";
}
