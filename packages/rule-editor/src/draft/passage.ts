import type { Range } from "./ranges.ts";
import { chunkIdOf, chunksBelow, detach, type Element, isElement, isText, type Parent, type Text } from "./tree.ts";

/** A stretch of text that is read as one, though tags run through it: a paragraph, a cell, a list item without its sub-list. */
export interface Passage {
  readonly chunk: Element;
  /** Line breaks are `\n`, pictures U+FFFC; white space stands as it is in the HTML. */
  readonly text: string;
  readonly pieces: readonly Piece[];
}

interface Piece {
  /** Null for a line break or a picture. */
  readonly node: Text | null;
  readonly start: number;
  readonly end: number;
  /** Code, preformatted text and the like: nothing in it is changed. */
  readonly guarded: boolean;
}

/** Offsets are UTF-16 code units of the passage's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const GUARDED = new Set(["code", "pre", "kbd", "samp", "var", "script", "style", "textarea", "math", "svg"]);
const PICTURES = new Set(["img", "video", "audio", "canvas", "iframe", "object", "input"]);

/** The passages of `container` and the chunks in it, in document order; blank ones are left out. */
export function passagesOf(container: Element): Passage[] {
  const passages: Passage[] = [];
  const holdsChunks = new Set<Parent>();
  for (const chunk of chunksBelow(container)) {
    for (let at = chunk.parentNode; at !== null && at !== container; at = isElement(at) ? at.parentNode : null)
      holdsChunks.add(at);
  }
  let pieces: Piece[] = [];
  let text = "";
  const flush = (chunk: Element): void => {
    if (text.trim() !== "") passages.push({ chunk, text, pieces });
    [pieces, text] = [[], ""];
  };
  const add = (node: Text | null, value: string, guarded: boolean): void => {
    pieces.push({ node, start: text.length, end: text.length + value.length, guarded });
    text += value;
  };
  const visit = (parent: Parent, chunk: Element, guarded: boolean): void => {
    for (const child of parent.childNodes) {
      if (isText(child)) add(child, child.value, guarded);
      if (!isElement(child)) continue;
      const within = guarded || GUARDED.has(child.tagName);
      if (child.tagName === "br") add(null, "\n", guarded);
      else if (PICTURES.has(child.tagName) && chunkIdOf(child) === undefined) add(null, "\uFFFC", true);
      else if (chunkIdOf(child) !== undefined || holdsChunks.has(child)) {
        flush(chunk);
        const inner = chunkIdOf(child) === undefined ? chunk : child;
        visit(child, inner, within);
        flush(inner);
      } else visit(child, chunk, within);
    }
  };
  visit(container, container, GUARDED.has(container.tagName));
  flush(container);
  return passages;
}

/** Addresses, mail addresses and file names: no rule about words holds in them. */
const LITERAL =
  /(?:https?:\/\/|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-])[\w-]+(?:[/\\][\w.-]+)+|\b\w+\.(?:com|org|net|io|pdf|docx?|html?|js|ts|csv|txt|json)\b/gu;
const QUOTED = /"[^"\n]{1,400}"|“[^”\n]{1,400}”|«[^»\n]{1,400}»/gu;

export function guardedRanges(passage: Passage, options: { readonly quotes: boolean }): Range[] {
  const literals = [...passage.text.matchAll(LITERAL), ...(options.quotes ? passage.text.matchAll(QUOTED) : [])];
  return [
    ...passage.pieces.filter(({ guarded }) => guarded),
    ...literals.map((match) => ({ start: match.index, end: match.index + match[0].length })),
  ].toSorted((a, b) => a.start - b.start);
}

/**
 * Changes the text in its nodes: what replaces a stretch goes where the stretch begins, so that links and bold keep what is theirs. Edits must not
 * overlap; elements that lose all of their text go.
 */
export function applyEdits(passage: Passage, edits: readonly TextEdit[]): void {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const homes = homesOf(passage, sorted);
  let first = 0;
  for (const piece of passage.pieces) {
    const { node, start, end } = piece;
    if (node === null) continue;
    while (first < sorted.length && (sorted[first]?.end ?? 0) < start) first++;
    let value = "";
    let at = start;
    for (let index = first; index < sorted.length; index++) {
      const edit = sorted[index];
      if (edit === undefined || edit.start > end) break;
      if (edit.end > start || homes[index] === piece) {
        value += passage.text.slice(at, Math.max(at, Math.min(end, edit.start)));
        if (homes[index] === piece) value += edit.text;
        at = Math.max(at, Math.min(end, edit.end));
      }
    }
    value += passage.text.slice(at, end);
    if (value === node.value) continue;
    node.value = value;
    if (value === "") dropEmpty(node, passage.chunk);
  }
}

/** The piece that receives an edit's new text; a pure insertion prefers the end of the text before it. */
function homesOf(passage: Passage, edits: readonly TextEdit[]): (Piece | undefined)[] {
  const texts = passage.pieces.filter(({ node }) => node !== null);
  let at = 0;
  return edits.map((edit) => {
    while (at < texts.length && (texts[at]?.end ?? 0) < edit.start) at++;
    const here = texts[at];
    const next = texts[at + 1];
    if (here === undefined) return texts.at(-1);
    // At a seam a replacement belongs to the text it replaces, not to what ends there.
    const replaces = edit.end > edit.start && here.end === edit.start && next !== undefined && next.start < edit.end;
    return replaces ? next : here;
  });
}

function dropEmpty(node: Text, chunk: Element): void {
  let at: Text | Element = node;
  while (at.parentNode !== null && at.parentNode !== chunk && isElement(at.parentNode)) {
    const parent: Element = at.parentNode;
    detach(at);
    if (parent.childNodes.length > 0 || chunkIdOf(parent) !== undefined || parent.tagName === "td") return;
    at = parent;
  }
  if (at !== node) detach(at);
}
