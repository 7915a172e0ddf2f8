import type { Proposal } from "@headway-jobs/ports/editor";
import { type Draft, NEW_ID } from "./draft.ts";
import {
  childChunks,
  chunkIdOf,
  chunksBelow,
  type Element,
  isElement,
  isText,
  outerHtml,
  type Parent,
  textOf,
} from "./tree.ts";
import { quote } from "../say.ts";

/** Whose order is theirs to keep: inside them, a change of order or at the beginning is an edit of the whole. */
const ORDERED = new Set([
  "ul",
  "ol",
  "dl",
  "table",
  "thead",
  "tbody",
  "tfoot",
  "tr",
  "blockquote",
  "li",
  "td",
  "th",
  "figure",
]);

/**
 * What turns the original into the draft: the smallest chunks that say it, each once, in document order. A chunk that stands elsewhere is deleted where it
 * was and created where it is, under its old id; deletions come before creations.
 */
export function proposalsOf(draft: Draft): Proposal[] {
  const before = new Map(chunksBelow(draft.original).map((chunk) => [idOf(chunk), chunk]));
  const after = new Map(chunksBelow(draft.root).map((chunk) => [idOf(chunk), chunk]));
  const found: Proposal[] = [];
  compare(draft.original, draft.root, { draft, before, after, found });
  return found.length === 0 ? [] : inOrder(found, draft).map((one) => whole(one, draft));
}

function whole(one: Proposal, { long }: Draft): Proposal {
  const shown = { ...one, explanation: long.without(one.explanation) };
  return shown.operation === "delete" ? shown : { ...shown, newHtml: long.putBack(shown.newHtml) };
}

interface Comparison {
  readonly draft: Draft;
  readonly before: ReadonlyMap<string, Element>;
  readonly after: ReadonlyMap<string, Element>;
  readonly found: Proposal[];
}

function compare(old: Parent, now: Parent, comparison: Comparison): void {
  const { draft, found } = comparison;
  const oldKids = childChunks(old);
  const newKids = childChunks(now);
  const oldIds = new Set(oldKids.map(idOf));
  const newIds = new Set(newKids.map(idOf));
  const stay = longestRising(
    newKids.map(idOf).filter((id) => oldIds.has(id)),
    oldKids.map(idOf),
  );
  if (isElement(now) && isElement(old)) {
    const arrived = newKids.some((kid) => !stay.has(idOf(kid)));
    const firstIsNew = newKids[0] !== undefined && !stay.has(idOf(newKids[0]));
    const moved = oldKids.some((kid) => newIds.has(idOf(kid)) && !stay.has(idOf(kid)));
    const ordered = ORDERED.has(now.tagName);
    if (shell(old) !== shell(now) || firstIsNew || (ordered && (moved || arrived))) {
      found.push(edit(now, draft));
      return;
    }
  }
  for (const kid of oldKids) {
    const id = idOf(kid);
    if (!stay.has(id))
      found.push({
        operation: "delete",
        chunkId: id,
        // What else was done to it before does not show any more.
        explanation:
          [...(draft.notes.get(id) ?? [])].at(-1) ??
          explanation(draft, kid, comparison.after.has(id) ? changesPlace(kid) : "Removed."),
      });
  }
  let previous: string | null = null;
  for (const kid of newKids) {
    const id = idOf(kid);
    const was = comparison.before.get(id);
    if (stay.has(id) && was !== undefined) {
      compareKept(was, kid, comparison);
      // Creations behind one chunk keep their order, so what is new leans on what was there.
      previous = id;
    } else {
      found.push({
        operation: "create",
        insertAfterChunkId: previous,
        newHtml: proposedHtml(kid),
        explanation: explanation(draft, kid, was === undefined ? "Added." : changesPlace(kid)),
      });
    }
  }
}

function compareKept(old: Element, now: Element, comparison: Comparison): void {
  if (outerHtml(old) !== outerHtml(now)) compare(old, now, comparison);
}

function edit(now: Element, draft: Draft): Proposal {
  return {
    operation: "edit",
    chunkId: idOf(now),
    newHtml: proposedHtml(now),
    explanation: explanation(draft, now, "Changed."),
  };
}

/** Without the ids of this draft: who applies the proposal gives new ones. */
function proposedHtml(element: Element): string {
  return outerHtml(element).replaceAll(NEW_CHUNK, "");
}

const NEW_CHUNK = new RegExp(` data-chunk-id="${NEW_ID.source}"`, "gu");

/** A chunk without the chunks in it: its tag, its attributes and its own words. */
function shell(element: Element): string {
  const pieces: string[] = [];
  const visit = (node: Element): void => {
    pieces.push(`<${node.tagName} ${JSON.stringify(node.attrs)}>`);
    for (const child of node.childNodes) {
      if (isText(child)) pieces.push(child.value);
      else if (isElement(child)) {
        if (chunkIdOf(child) === undefined) visit(child);
      } else pieces.push(JSON.stringify("data" in child ? child.data : child.nodeName));
    }
    pieces.push("</>");
  };
  visit(element);
  return pieces
    .join("")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/(?<=>) | (?=<)/gu, chunksBelow(element).length > 0 ? "" : " ");
}

/** Of two parts that change places it is either that moves: where the smaller one stands for the one that the user named. */
function changesPlace(kid: Element): string {
  return `Changed the place of ${quote(textOf(kid), 50)}, as the parts around it are in a new order.`;
}

function explanation(draft: Draft, element: Element, otherwise: string): string {
  const notes = [element, ...chunksBelow(element)].flatMap((one) => [...(draft.notes.get(idOf(one)) ?? [])]);
  const unique = [...new Set(notes)];
  if (unique.length === 0) return otherwise;
  const shown = unique.slice(0, 6).join(" ");
  return unique.length > 6 ? `${shown} And ${unique.length - 6} more like these.` : shown;
}

/** Which of `ids` keep their place: the longest run that is in the old order. */
function longestRising(ids: readonly string[], oldOrder: readonly string[]): ReadonlySet<string> {
  const place = new Map(oldOrder.map((id, index) => [id, index]));
  const tails: number[] = [];
  const back: number[] = [];
  const places = ids.map((id) => place.get(id) ?? 0);
  for (const [index, at] of places.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[tails[middle] ?? 0] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    back[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  }
  const kept = new Set<string>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = back[at] ?? -1) kept.add(ids[at] ?? "");
  return kept;
}

/** Document order, a creation standing where its chunk comes to be; what is moved goes before it comes again. */
function inOrder(found: readonly Proposal[], draft: Draft): Proposal[] {
  const created = new Set(found.flatMap((one) => (one.operation === "create" ? idsIn(one.newHtml) : [])));
  const moved = (one: Proposal): boolean => one.operation === "delete" && created.has(one.chunkId);
  const place = new Map(chunksBelow(draft.original).map((chunk, index) => [idOf(chunk), index]));
  const newPlace = new Map<string, number>();
  let last = -1;
  for (const chunk of chunksBelow(draft.root)) {
    last = place.get(idOf(chunk)) ?? last;
    newPlace.set(idOf(chunk), last);
  }
  const placeOf = (one: Proposal): number => {
    if (one.operation !== "create") return place.get(one.chunkId) ?? 0;
    return one.insertAfterChunkId === null ? -1 : (newPlace.get(one.insertAfterChunkId) ?? -1) + 0.5;
  };
  const rest = found.filter((one) => !moved(one));
  return [
    ...found.filter((one) => moved(one)),
    ...rest
      .map((one, index) => ({ one, index }))
      .toSorted((a, b) => placeOf(a.one) - placeOf(b.one) || a.index - b.index)
      .map(({ one }) => one),
  ];
}

function idsIn(html: string): string[] {
  return [...html.matchAll(/data-chunk-id="([^"]+)"/gu)].map((match) => match[1] ?? "");
}

function idOf(element: Element): string {
  return chunkIdOf(element) ?? "";
}
