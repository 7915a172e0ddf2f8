import { guardedRanges, type Passage, passagesOf, type TextEdit } from "../draft/passage.ts";
import { liesWithin, overlaps, type Range } from "../draft/ranges.ts";
import { escapePattern } from "../draft/pattern.ts";
import { sentencesOf } from "../draft/sentences.ts";
import { levelOf } from "../draft/structure.ts";
import type { Element } from "../draft/tree.ts";
import { type Doing, isExcepted } from "./outcome.ts";

/** A passage an instruction is for; `within` when it is only for some of it. */
export interface Reach {
  readonly passage: Passage;
  readonly within: readonly Range[] | null;
  /** What may not be changed in it. */
  readonly guarded: readonly Range[];
}

/** Every passage of the instruction's parts once, in document order, without what is excepted. */
export function reachOf(doing: Doing, options: { readonly quotes: boolean; readonly headings: boolean }): Reach[] {
  const found: (() => Reach | undefined)[] = [];
  const stretches = new Map<Element, Map<string, Range[]>>();
  const seen = new Set<Element | string>();
  const headingsMeant = doing.parts.some(
    ({ unit }) => unit === "heading" || unit === "row" || unit === "cell" || unit === "column",
  );
  for (const part of doing.parts) {
    if (part.passage !== undefined && part.range !== undefined) {
      const { chunk, text } = part.passage;
      const ofChunk = stretches.get(chunk) ?? new Map<string, Range[]>();
      const ranges = ofChunk.get(text) ?? [];
      if (ranges.length === 0) found.push(() => stretchedReach(doing, chunk, text, ranges, options.quotes));
      ranges.push(part.range);
      stretches.set(chunk, ofChunk.set(text, ranges));
      continue;
    }
    for (const passage of part.elements.flatMap((element) => passagesOf(element))) {
      const place = `${passage.text.length}:${passage.pieces[0]?.start ?? 0}`;
      const heading = levelOf(passage.chunk) !== null || passage.chunk.tagName === "th";
      if ((!options.headings && heading && !headingsMeant) || (seen.has(passage.chunk) && seen.has(place))) continue;
      seen.add(passage.chunk).add(place);
      if (!isExcepted(doing, passage)) found.push(() => reach(doing, passage, null, options.quotes));
    }
  }
  return found.flatMap((one) => one() ?? []);
}

/** The passage as it is now, for all sentences of it that are meant. */
function stretchedReach(
  doing: Doing,
  chunk: Element,
  text: string,
  ranges: readonly Range[],
  quotes: boolean,
): Reach | undefined {
  const fresh = passagesOf(chunk).find((passage) => passage.text === text);
  return fresh === undefined ? undefined : reach(doing, fresh, ranges, quotes);
}

function reach(doing: Doing, passage: Passage, within: readonly Range[] | null, quotes: boolean): Reach {
  const guarded = [...guardedRanges(passage, { quotes }), ...keptRanges(doing, passage.text)];
  const excepted = doing.except.flatMap((part) =>
    part.passage?.chunk === passage.chunk && part.range !== undefined ? [part.range] : [],
  );
  return { passage, within, guarded: [...guarded, ...excepted] };
}

function keptRanges({ kept }: Doing, text: string): Range[] {
  const words = kept.words.flatMap((word) =>
    [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(word)}(?![\\p{L}\\p{N}])`, "giu"))].map(
      (match) => ({ start: match.index, end: match.index + match[0].length }),
    ),
  );
  if (kept.sentences.length === 0) return words;
  const sentences = sentencesOf(text);
  return [...words, ...kept.sentences.flatMap((at) => sentences.at(at) ?? [])];
}

/** Those of the edits that lie where they may. */
export function allowed<T extends TextEdit>({ within, guarded }: Reach, edits: readonly T[]): T[] {
  return edits.filter((edit) => {
    const range = edit.end > edit.start ? edit : { start: edit.start, end: edit.start + 1 };
    if (overlaps(range, guarded)) return false;
    return within === null || liesWithin(edit, within, 1);
  });
}
