import { parseHtml } from "@headway-jobs/html-document/parse";
import { LongTokens } from "./long-tokens.ts";
import { chunkIdOf, chunksBelow, type Element, isElement, type Parent, parseInside, setChunkId } from "./tree.ts";

/** Ids of new chunks inside a draft; whoever hands the proposals out puts real ones in their place. */
export const NEW_ID = /headway-new-\d+/gu;

/** A document that is being worked on, beside what it was. */
export interface Draft {
  readonly root: Parent;
  readonly original: Parent;
  /** Why a chunk was touched: sentences in the order of the work, by chunk id. */
  readonly notes: Map<string, Set<string>>;
  /** What rules do not look into, in both trees. */
  readonly long: LongTokens;
  freshId(): string;
}

export function openDraft(html: string): Draft {
  let made = 0;
  let original: Parent | undefined;
  const long = new LongTokens();
  const parsed = (): Parent => {
    const tree = parseHtml(html).root;
    long.takeFrom(tree);
    return tree;
  };
  return {
    root: parsed(),
    long,
    // A second tree of a long document takes as much memory as the first: it is made when the work is done.
    get original() {
      return (original ??= parsed());
    },
    notes: new Map(),
    freshId: () => `headway-new-${++made}`,
  };
}

export function note(draft: Draft, element: Element, sentence: string): void {
  const id = chunkIdOf(element);
  if (id === undefined) return;
  const known = draft.notes.get(id);
  if (known === undefined) draft.notes.set(id, new Set([sentence]));
  else known.add(sentence);
}

/** Marks an element and the blocks in it as new chunks. */
export function asNewChunk(draft: Draft, element: Element): Element {
  setChunkId(element, draft.freshId());
  for (const chunk of chunksBelow(element)) setChunkId(chunk, draft.freshId());
  return element;
}

/** Parses the HTML of one new block as it would stand in `parent`; blocks inside it become chunks, too. */
export function newBlock(draft: Draft, parent: Parent, html: string): Element {
  const element = parseInside(parent, html).find((child) => isElement(child));
  if (element === undefined) throw new Error("a new block needs an element");
  element.parentNode = null;
  setChunkId(element, draft.freshId());
  const visit = (node: Parent): void => {
    for (const child of node.childNodes) {
      if (!isElement(child)) continue;
      if (BLOCKS.has(child.tagName)) setChunkId(child, draft.freshId());
      visit(child);
    }
  };
  visit(element);
  return element;
}

const BLOCKS = new Set([
  "p",
  "li",
  "ul",
  "ol",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "tr",
  "td",
  "th",
  "blockquote",
  "div",
]);
