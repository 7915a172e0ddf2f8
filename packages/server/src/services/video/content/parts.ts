import type { Block, Section, SourceDocument } from "./document.ts";
import { countWords, splitSentences } from "./sentences.ts";

/** What one slide teaches: a section, some merged ones, or a piece of one. */
export interface Part {
  readonly titles: readonly string[];
  readonly blocks: readonly Block[];
  readonly children: readonly Section[];
  /** True for the second and later pieces of a divided section: its title has been on a slide already. */
  readonly continued: boolean;
}

/** Pieces smaller than this make thin slides; they are cut only when nothing else can fill the number asked for. */
const THIN_WORDS = 24;
const MANY_SECTIONS = 160;

/**
 * Divides and merges sections into parts, at most `count`, fewer when the source has no more to give. `thin` allows pieces of a
 * single sentence. Short lessons of a document with an `order` keep its most important sections; others merge neighbours.
 */
export function fitParts(document: SourceDocument, count: number, thin: boolean): Part[] {
  const whole = wholeParts(document);
  const ranked =
    document.order.length > 0 && whole.length > count ? keepImportant(whole, document.order, count) : whole;
  let parts = bundle(ranked);
  while (parts.length > count) parts = mergeLightest(parts);
  while (parts.length < count) {
    const more = divideHeaviest(parts, thin);
    if (more === null) break;
    parts = more;
  }
  return parts;
}

/** All blocks of a part in reading order, its subsections included. */
export function allBlocks(part: Pick<Part, "blocks" | "children">): Block[] {
  return [...part.blocks, ...part.children.flatMap(allBlocks)];
}

const OWN_WORDS = 32;

/** What a part's slide is made from: its own blocks when they suffice, else those of its subsections too. */
export function leadingBlocks(part: Pick<Part, "blocks" | "children">): Block[] {
  return proseOf(part.blocks).reduce((sum, sentence) => sum + countWords(sentence), 0) >= OWN_WORDS
    ? [...part.blocks]
    : allBlocks(part);
}

export function proseOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.kind === "prose" ? block.sentences : []));
}

function wholeParts(document: SourceDocument): Part[] {
  const filled = document.sections.filter((section) => sectionWords(section) > 0);
  if (filled.length > 0) return filled.map(partOf);
  // Nothing but headings: they are all there is to say.
  return document.sections.map((section) => ({
    ...partOf(section),
    blocks: [{ kind: "prose", sentences: splitSentences(section.title) }],
  }));
}

function partOf(section: Section): Part {
  return { titles: [section.title], blocks: section.blocks, children: section.children, continued: false };
}

function keepImportant(parts: readonly Part[], order: readonly string[], count: number): Part[] {
  const rank = (part: Part): number => {
    const at = order.indexOf(part.titles[0] ?? "");
    return at < 0 ? order.length : at;
  };
  const kept = new Set(parts.toSorted((a, b) => rank(a) - rank(b)).slice(0, count));
  return parts.filter((part) => kept.has(part));
}

// Thousands of headings would make merging pair by pair slow.
function bundle(parts: readonly Part[]): Part[] {
  if (parts.length <= MANY_SECTIONS) return [...parts];
  const size = Math.ceil(parts.length / MANY_SECTIONS);
  const bundles: Part[] = [];
  for (let at = 0; at < parts.length; at += size) {
    const group = parts.slice(at, at + size);
    bundles.push({
      titles: group.flatMap((part) => part.titles),
      blocks: group.flatMap((part) => part.blocks),
      children: group.flatMap((part) => part.children),
      continued: false,
    });
  }
  return bundles;
}

function mergeLightest(parts: readonly Part[]): Part[] {
  const weights = parts.map(partWords);
  let best = 0;
  for (let at = 1; at < parts.length - 1; at += 1) {
    if (pairWeight(weights, at) < pairWeight(weights, best)) best = at;
  }
  const [left, right] = [parts[best], parts[best + 1]];
  if (left === undefined || right === undefined) return [...parts].slice(0, 1);
  const merged: Part = {
    titles: [...left.titles, ...right.titles],
    // A subsection's blocks must stay before those of the next section.
    blocks: [...allBlocks(left), ...right.blocks],
    children: right.children,
    continued: left.continued,
  };
  return [...parts.slice(0, best), merged, ...parts.slice(best + 2)];
}

function pairWeight(weights: readonly number[], at: number): number {
  return (weights[at] ?? 0) + (weights[at + 1] ?? 0);
}

function divideHeaviest(parts: readonly Part[], thin: boolean): Part[] | null {
  const byWeight = parts
    .map((part, index) => ({ index, weight: partWords(part) }))
    .toSorted((a, b) => b.weight - a.weight || a.index - b.index);
  for (const { index } of byWeight) {
    const part = parts[index];
    const pieces = part === undefined ? null : divide(part);
    if (pieces === null) continue;
    if (!thin && pieces.some((piece) => partWords(piece) < THIN_WORDS)) continue;
    return [...parts.slice(0, index), ...pieces, ...parts.slice(index + 1)];
  }
  return null;
}

function divide(part: Part): [Part, Part] | null {
  const { titles, blocks, children, continued } = part;
  if (children.length > 0 && blocksWords(blocks) > 0) {
    return [{ titles, blocks, children: [], continued }, groupOf(children)];
  }
  if (children.length > 1) {
    const cut = balancedCut(children.map(sectionWords));
    return [groupOf(children.slice(0, cut)), groupOf(children.slice(cut))];
  }
  const [only] = children;
  if (only !== undefined) return divide(partOf(only));
  const rest = (cut: readonly Block[]): Part => ({ titles, blocks: cut, children: [], continued: true });
  const pieces = divideBlocks(blocks);
  return pieces === null ? null : [{ titles, blocks: pieces[0], children: [], continued }, rest(pieces[1])];
}

function groupOf(sections: readonly Section[]): Part {
  const [only] = sections;
  if (only !== undefined && sections.length === 1) return partOf(only);
  return { titles: sections.map((section) => section.title), blocks: [], children: sections, continued: false };
}

function divideBlocks(blocks: readonly Block[]): [Block[], Block[]] | null {
  const cuts = blocks
    .map((_, index) => index)
    .slice(1)
    // What follows a paragraph (its table, its list) belongs to it.
    .filter((index) => blocks[index]?.kind === "prose");
  if (cuts.length > 0) {
    const total = blocksWords(blocks);
    const distance = (cut: number): number => Math.abs(total / 2 - blocksWords(blocks.slice(0, cut)));
    const cut = cuts.reduce((best, at) => (distance(at) < distance(best) ? at : best));
    return [blocks.slice(0, cut), blocks.slice(cut)];
  }
  return divideOneBlock(blocks);
}

function divideOneBlock(blocks: readonly Block[]): [Block[], Block[]] | null {
  const at = blocks.findIndex(
    (block) =>
      (block.kind === "prose" && block.sentences.length > 1) || (block.kind === "list" && block.items.length > 3),
  );
  const block = blocks[at];
  const [before, after] = [blocks.slice(0, at), blocks.slice(at + 1)];
  if (block?.kind === "prose") {
    const cut = balancedCut(block.sentences.map(countWords));
    return [
      [...before, { kind: "prose", sentences: block.sentences.slice(0, cut) }],
      [{ kind: "prose", sentences: block.sentences.slice(cut) }, ...after],
    ];
  }
  if (block?.kind === "list") {
    const cut = Math.ceil(block.items.length / 2);
    return [
      [...before, { ...block, items: block.items.slice(0, cut) }],
      [{ ...block, items: block.items.slice(cut) }, ...after],
    ];
  }
  return blocks.length > 1 ? [blocks.slice(0, 1), blocks.slice(1)] : null;
}

/** Where to cut a list so that both sides weigh about the same; at least one entry on each side. */
function balancedCut(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = 0;
  let best = 1;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let at = 1; at < weights.length; at += 1) {
    left += weights[at - 1] ?? 0;
    const distance = Math.abs(total / 2 - left);
    if (distance < bestDistance) [best, bestDistance] = [at, distance];
  }
  return best;
}

function partWords(part: Part): number {
  return blocksWords(part.blocks) + part.children.reduce((sum, child) => sum + sectionWords(child), 0);
}

function sectionWords(section: Section): number {
  return blocksWords(section.blocks) + section.children.reduce((sum, child) => sum + sectionWords(child), 0);
}

function blocksWords(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + blockWords(block), 0);
}

// Merging asks for the same weights again and again.
const weighed = new WeakMap<Block, number>();

function blockWords(block: Block): number {
  const known = weighed.get(block) ?? weigh(block);
  weighed.set(block, known);
  return known;
}

function weigh(block: Block): number {
  switch (block.kind) {
    case "prose":
      return block.sentences.reduce((sum, sentence) => sum + countWords(sentence), 0);
    case "list":
      return block.items.reduce((sum, item) => sum + countWords([item.text, ...item.children].join(" ")), 0);
    case "table":
      return block.rows.length * 8;
    case "code":
    case "formula":
      return 15;
    case "quote":
      return countWords(block.text);
  }
}
