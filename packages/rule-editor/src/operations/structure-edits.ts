import { asNewChunk, newBlock, note } from "../draft/draft.ts";
import { applyEdits, type Passage, passagesOf, type TextEdit } from "../draft/passage.ts";
import { type Range, textBefore } from "../draft/ranges.ts";
import { bareTitle, outlineOf } from "../draft/structure.ts";
import {
  childChunks,
  chunkIdOf,
  chunksBelow,
  detach,
  type Element,
  insertAfter,
  insertBefore,
  isInside,
  outerHtml,
  parentChunk,
  parseInside,
  textOf,
} from "../draft/tree.ts";
import { count, quote } from "../say.ts";
import type { Operation, Spot } from "../understand/operation.ts";
import { type Part, sectionPart } from "../understand/parts.ts";
import { partName, resolve } from "../understand/resolve.ts";
import type { Doing, Outcome } from "./outcome.ts";

/** Deletes sections, paragraphs, list items, rows, columns, sentences. */
export function deleteParts({ parts, draft }: Doing): Outcome {
  if (parts.some(({ unit }) => unit === "document"))
    return { refused: "Deleting the whole document is nothing I do: name the parts that should go." };
  if (parts.length === 0) return { said: "Nothing to do: there is nothing like that here.", changed: 0, about: [] };
  const names = parts.map(partName);
  for (const { passage, ranges } of sentencesByPassage(parts)) deleteSentences(passage, ranges, draft);
  for (const part of parts) {
    if (part.unit === "sentence") continue;
    for (const element of part.elements) {
      noteAll(element, `Deleted ${partName(part)}.`, draft);
      if (part.unit === "column")
        note(
          draft,
          tableOf(element) ?? element,
          `Deleted the column ${quote(textOf(part.elements[0] ?? element), 30)}.`,
        );
      detach(element);
    }
  }
  return {
    said: names.length === 1 ? `Deleted ${names[0] ?? ""}.` : `Deleted ${count(parts.length, nounOf(parts))}.`,
    changed: parts.length,
    about: [],
  };
}

/** What several parts are called together. */
function nounOf(parts: readonly Part[]): string {
  const [unit = "part", ...others] = new Set(parts.map((part) => part.unit));
  return others.length > 0 ? "part" : unit;
}

/** A proposal may be about any of the chunks in what goes. */
function noteAll(element: Element, sentence: string, draft: Doing["draft"]): void {
  for (const chunk of [element, ...chunksBelow(element)]) note(draft, chunk, sentence);
}

function tableOf(element: Element): Element | null {
  for (let at = parentChunk(element); at !== null; at = parentChunk(at)) if (at.tagName === "table") return at;
  return null;
}

function sentencesByPassage(parts: readonly Part[]): Iterable<{ readonly passage: Passage; readonly ranges: Range[] }> {
  const found = new Map<Element, Map<string, { readonly passage: Passage; readonly ranges: Range[] }>>();
  for (const { unit, passage, range } of parts) {
    if (unit !== "sentence" || passage === undefined || range === undefined) continue;
    const ofChunk = found.get(passage.chunk) ?? new Map<string, { passage: Passage; ranges: Range[] }>();
    const one = ofChunk.get(passage.text) ?? { passage, ranges: [] };
    one.ranges.push(range);
    found.set(passage.chunk, ofChunk.set(passage.text, one));
  }
  return [...found.values()].flatMap((ofChunk) => [...ofChunk.values()]);
}

/** All of them at once: a passage that is read again for each costs the square of its length. */
function deleteSentences(passage: Passage, ranges: readonly Range[], draft: Doing["draft"]): void {
  const fresh = passagesOf(passage.chunk).find(({ text }) => text === passage.text);
  if (fresh === undefined) return;
  const { text } = fresh;
  const edits: TextEdit[] = [];
  // What stands behind here goes, or is nothing: the sentence before takes the blanks before it along.
  let remains = text.trimEnd().length;
  for (const { start, end } of ranges.toSorted((a, b) => b.start - a.start)) {
    note(draft, fresh.chunk, `Deleted the sentence ${quote(text.slice(start, end), 60)}.`);
    const gap = /^\s*/u.exec(text.slice(end))?.[0].length ?? 0;
    const isLast = end + gap >= remains;
    const lead = isLast ? (/\s*$/u.exec(textBefore(text, start))?.[0].length ?? 0) : 0;
    edits.push({ start: start - lead, end: isLast ? Math.max(end, remains) : end + gap, text: "" });
    if (isLast) remains = start - lead;
  }
  applyEdits(fresh, edits);
  if (textOf(fresh.chunk) === "" && fresh.chunk.tagName !== "td") detach(fresh.chunk);
}

/** Moves parts before, behind or into others, or one place up or down. */
export function moveParts({ spot }: Extract<Operation, { do: "move" }>, doing: Doing): Outcome {
  const { parts, draft } = doing;
  const elements = parts.flatMap((part) => part.elements);
  if (
    elements.length === 0 ||
    parts.some(({ unit }) => unit === "document" || unit === "sentence" || unit === "column")
  )
    return { refused: "I can move sections, headings, paragraphs, lists, tables, items and rows; name one of these." };
  const place = typeof spot === "string" ? neighbour(parts, spot, draft) : anchorOf(spot, doing);
  if ("refused" in place) return place;
  const anchors = place.elements;
  const reference = place.where === "before" || place.where === "start" ? anchors[0] : anchors.at(-1);
  if (reference === undefined || elements.some((element) => isInside(reference, element)))
    return { refused: "A part cannot be moved next to or into itself; nothing was changed." };
  const before =
    outerHtml(reference.parentNode !== null && "tagName" in reference.parentNode ? reference.parentNode : reference) +
    orderOf(draft);
  putBeside(elements, reference, place.where);
  const after =
    outerHtml(reference.parentNode !== null && "tagName" in reference.parentNode ? reference.parentNode : reference) +
    orderOf(draft);
  if (before === after)
    return {
      said: `Nothing to do: ${parts[0] === undefined ? "it" : partName(parts[0])} stands there already.`,
      changed: 0,
      about: parts,
    };
  const said = `Moved ${parts.length === 1 && parts[0] !== undefined ? partName(parts[0]) : count(parts.length, nounOf(parts))} ${place.name}.`;
  for (const element of elements) noteAll(element, said, draft);
  return { said, changed: parts.length, about: parts };
}

function orderOf(draft: Doing["draft"]): string {
  return chunksBelow(draft.root).map(chunkIdOf).join();
}

interface Place {
  readonly elements: readonly Element[];
  readonly where: Spot["where"];
  readonly name: string;
}

function neighbour(
  parts: readonly Part[],
  way: "up" | "down",
  draft: Doing["draft"],
): Place | { readonly refused: string } {
  const part = parts[0];
  const first = part?.elements[0];
  const last = part?.elements.at(-1);
  if (part === undefined || first === undefined || last === undefined) return { refused: "There is nothing to move." };
  const place = { where: way === "up" ? ("before" as const) : ("after" as const), name: `one place ${way}` };
  if (part.section !== undefined && part.unit === "section") {
    const peers = outlineOf(draft.root).all.filter(({ level }) => level === part.section?.level);
    const at = peers.findIndex(({ heading }) => heading === part.section?.heading);
    const other = peers[at + (way === "up" ? -1 : 1)];
    return other === undefined
      ? { refused: `The section is the ${way === "up" ? "first" : "last"} of its level already.` }
      : { ...place, elements: other.elements };
  }
  const siblings = first.parentNode?.childNodes.filter((child): child is Element => "tagName" in child) ?? [];
  const other = siblings[siblings.indexOf(way === "up" ? first : last) + (way === "up" ? -1 : 1)];
  return other === undefined
    ? { refused: `It is the ${way === "up" ? "first" : "last"} already.` }
    : { ...place, elements: [other] };
}

export function anchorOf(spot: Spot, doing: Doing): Place | { readonly refused: string } {
  if (spot.anchor === null || spot.anchor.kind === "everything") return edgeOf(spot, doing);
  const found = resolve(spot.anchor, { draft: doing.draft, previous: doing.previous });
  if ("missing" in found) return { refused: found.missing };
  const [part] = found.parts;
  if (part === undefined) return { refused: "There is no such place in the document." };
  const words = { before: "before", after: "behind", start: "to the beginning of", end: "to the end of" }[spot.where];
  if (spot.where === "start" || spot.where === "end") return insideOf(part, spot.where, `${words} ${partName(part)}`);
  const elements =
    part.unit === "heading" && part.section !== undefined && doing.parts[0]?.unit === "section"
      ? part.section.elements
      : part.elements;
  return { elements, where: spot.where, name: `${words} ${partName(part)}` };
}

/** Without an anchor: the part's own list or table, else the document. */
function edgeOf(spot: Spot, { parts, draft }: Doing): Place | { readonly refused: string } {
  const first = parts[0]?.elements[0];
  const held = first !== undefined && ["li", "tr"].includes(first.tagName) && first.parentNode !== null;
  if (held) {
    const siblings = (first.parentNode?.childNodes ?? []).filter(
      (child): child is Element => "tagName" in child && child.tagName === first.tagName,
    );
    const kept = siblings.filter((one) => !parts.some(({ elements }) => elements.includes(one)));
    return kept.length === 0
      ? { refused: "There is nothing else in that list." }
      : {
          elements: kept,
          where: spot.where === "start" ? "before" : "after",
          name: spot.where === "start" ? "to the beginning" : "to the end",
        };
  }
  const outline = outlineOf(draft.root);
  const tops = outline.blocks.filter(
    (block) =>
      parentChunk(block) === (first === undefined ? null : parentChunk(first)) &&
      !parts.some(({ elements }) => elements.includes(block)),
  );
  if (tops.length === 0) return { refused: "There is nothing else in the document." };
  if (spot.where !== "start") return { elements: tops, where: "after", name: "to the end of the document" };
  // The title stays the first.
  if (outline.title !== null && tops[0] === outline.title)
    return { elements: [outline.title], where: "after", name: "to the beginning of the document, behind its title" };
  return { elements: tops, where: "before", name: "to the beginning of the document" };
}

function insideOf(part: Part, where: "start" | "end", name: string): Place {
  const [only] = part.elements;
  if (part.section !== undefined) {
    const { elements, heading } = part.section;
    return where === "start" ? { elements: [heading], where: "after", name } : { elements, where: "after", name };
  }
  const inner =
    only === undefined
      ? []
      : childChunks(only).flatMap((chunk) => (/^(?:thead|tbody)$/u.test(chunk.tagName) ? childChunks(chunk) : [chunk]));
  return inner.length === 0
    ? { elements: part.elements, where: where === "start" ? "before" : "after", name }
    : { elements: inner, where: where === "start" ? "before" : "after", name };
}

export function putBeside(elements: readonly Element[], reference: Element, where: Spot["where"]): void {
  let last: Element = reference;
  for (const element of elements) {
    if (where === "before" || where === "start") insertBefore(reference, element);
    else insertAfter(last, element);
    last = element;
  }
}

/** Exchanges the places of two parts. */
export function swapParts(operation: Extract<Operation, { do: "swap" }>, { draft, previous }: Doing): Outcome {
  const [a, b] = [resolve(operation.first, { draft, previous }), resolve(operation.second, { draft, previous })];
  if ("missing" in a) return { refused: a.missing };
  if ("missing" in b) return { refused: b.missing };
  const [first, second] = [a.parts[0], b.parts[0]];
  const [firstTop, secondTop] = [first?.elements[0], second?.elements[0]];
  if (first === undefined || second === undefined || firstTop === undefined || secondTop === undefined)
    return { refused: "Swapping takes two parts; name both." };
  if (first.elements.some((one) => second.elements.some((other) => isInside(one, other) || isInside(other, one))))
    return { refused: "These two parts lie in one another or are the same, so they cannot be swapped." };
  const marker = newBlock(draft, draft.root, "<p></p>");
  insertBefore(firstTop, marker);
  putBeside(first.elements, second.elements.at(-1) ?? secondTop, "after");
  putBeside(second.elements, marker, "before");
  detach(marker);
  const said = `Swapped ${partName(first)} and ${partName(second)}.`;
  for (const element of [...first.elements, ...second.elements]) noteAll(element, said, draft);
  return { said, changed: 2, about: [first, second] };
}

export function duplicateParts({ parts, draft }: Doing): Outcome {
  if (parts.length === 0 || parts.some(({ unit }) => unit === "document" || unit === "sentence" || unit === "column"))
    return {
      refused: "I can duplicate sections, headings, paragraphs, lists, tables, items and rows; name one of these.",
    };
  for (const part of parts) {
    const last = part.elements.at(-1);
    if (last === undefined) continue;
    const copies = part.elements.flatMap((element) =>
      parseInside(element.parentNode ?? draft.root, outerHtml(element)).filter(
        (child): child is Element => "tagName" in child,
      ),
    );
    for (const copy of copies) {
      asNewChunk(draft, copy);
      note(draft, copy, `Duplicated ${partName(part)}.`);
    }
    putBeside(copies, last, "after");
  }
  return {
    said: `Duplicated ${parts.length === 1 && parts[0] !== undefined ? partName(parts[0]) : count(parts.length, nounOf(parts))}.`,
    changed: parts.length,
    about: parts,
  };
}

/** Gives a heading, or another short text, new words; what stands in front as its number stays. */
export function renameParts({ name }: Extract<Operation, { do: "rename" }>, { parts, draft }: Doing): Outcome {
  if (parts.length !== 1)
    return {
      refused:
        parts.length === 0
          ? "There is nothing of that kind to rename."
          : `That is ${count(parts.length, "part")}; name one to rename.`,
    };
  const [part] = parts;
  const element = part?.section?.heading ?? part?.elements[0];
  if (
    part === undefined ||
    element === undefined ||
    part.unit === "document" ||
    part.unit === "table" ||
    part.unit === "list"
  )
    return { refused: "Only headings and other short texts can be renamed; name a section or a heading." };
  const passage = passagesOf(element)[0];
  const was = textOf(element);
  if (passage === undefined) return { refused: "That part has no words to rename." };
  const bare = /^\d/u.test(name) ? was : bareTitle(was);
  const start = Math.max(0, passage.text.indexOf(bare));
  if (bare === name || was === name)
    return { said: `Nothing to do: it is called ${quote(name)} already.`, changed: 0, about: parts };
  applyEdits(passage, [
    {
      start,
      end: start + bare.length === passage.text.trimEnd().length ? start + bare.length : passage.text.trimEnd().length,
      text: name,
    },
  ]);
  note(draft, element, `Renamed ${quote(was)} to ${quote(name)}.`);
  // "… and move it": who speaks of a heading by its new name means the section below it, too.
  const outline = outlineOf(draft.root);
  const section = outline.all.find(({ heading }) => heading === element && heading !== outline.title);
  return {
    said: `Renamed ${quote(was, 50)} to ${quote(name, 50)}.`,
    changed: 1,
    about: section === undefined ? parts : [sectionPart(section)],
  };
}
