import type { Chunk, ReadDocument } from "@headway-jobs/ports/document";

export interface OutlineEntry {
  /** 1–6. */
  readonly level: number;
  readonly text: string;
  readonly chunkId: string;
}

/** A heading and what belongs to it: all up to the next heading of its level or a higher one. */
export interface Section {
  readonly heading: OutlineEntry;
  /** Its chunks in document order are `document.chunks.slice(from, to)`, the heading first. */
  readonly from: number;
  readonly to: number;
  /** The outermost of them, which hold all others: what to delete or move when the section goes. */
  readonly rootIds: readonly string[];
}

/** The headings in document order. */
export function outline(document: ReadDocument): OutlineEntry[] {
  return document.chunks.flatMap((chunk) => entryOf(chunk) ?? []);
}

/** Every heading's section, in document order; a section holds the sections of lower headings, which are listed too. */
export function sectionsOf(document: ReadDocument): Section[] {
  const { chunks } = document;
  const indexes = new Map(chunks.map((chunk, index) => [chunk.id, index]));
  const sections: Section[] = [];
  // From the end, so that the next heading of each level is known: `ends[level]` is where a section of that level stops.
  const ends = Array.from({ length: 7 }, () => chunks.length);
  for (let from = chunks.length - 1; from >= 0; from -= 1) {
    const heading = chunks[from] === undefined ? null : entryOf(chunks[from] as Chunk);
    if (heading === null) continue;
    const to = ends[heading.level] ?? chunks.length;
    sections.push({ heading, from, to, rootIds: rootsOf(chunks, from, to, indexes) });
    const beginning = outermostBeginning(chunks, from, indexes);
    for (let level = heading.level; level <= 6; level += 1) ends[level] = beginning;
  }
  return sections.toReversed();
}

/** How many words a text has; also in scripts that do not put spaces between them. */
export function wordsOf(text: string): number {
  let words = 0;
  for (const segment of SEGMENTER.segment(text)) if (segment.isWordLike === true) words += 1;
  return words;
}

const SEGMENTER = new Intl.Segmenter("und", { granularity: "word" });

function entryOf(chunk: Chunk): OutlineEntry | null {
  return chunk.headingLevel === null ? null : { level: chunk.headingLevel, text: chunk.text, chunkId: chunk.id };
}

/** A heading that opens its container (`<section><h2>…`) begins where the container does: that is not the section before. */
function outermostBeginning(chunks: readonly Chunk[], heading: number, indexes: ReadonlyMap<string, number>): number {
  let beginning = heading;
  for (;;) {
    const parentId = chunks[beginning]?.parentId ?? null;
    if (parentId === null || indexes.get(parentId) !== beginning - 1) return beginning;
    beginning -= 1;
  }
}

function rootsOf(chunks: readonly Chunk[], from: number, to: number, indexes: ReadonlyMap<string, number>): string[] {
  return chunks.slice(from, to).flatMap(({ id, parentId }) => {
    const parent = parentId === null ? -1 : (indexes.get(parentId) ?? -1);
    return parent < from ? [id] : [];
  });
}
