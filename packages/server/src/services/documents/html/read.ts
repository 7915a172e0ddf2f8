import { defaultTreeAdapter } from "parse5";
import { CHUNK_ID, chunkIdOf } from "./attributes.ts";
import { BLOCKS, headingLevelOf } from "./elements.ts";
import { OUTERMOST, type Place, placeInside } from "./clean.ts";
import type { Chunk, ReadDocument } from "./document.ts";
import { type ChildNode, type Element, parseHtml, type ParentNode } from "./parse.ts";

/** Where a chunk stands in its document's HTML (UTF-16 offsets) and in its tree. */
export interface PlacedChunk extends Chunk {
  readonly index: number;
  /** Index behind its last descendant. */
  readonly indexBehind: number;
  readonly start: number;
  readonly end: number;
  /** Behind its start tag. */
  readonly innerStart: number;
  readonly parent: PlacedChunk | null;
  /** The element around it, which need not be a chunk (a link, `body`); null in a fragment. */
  readonly around: string | null;
  readonly place: Place;
  /** Whether there is text or a picture of its own in it, outside the chunks it holds. */
  readonly ownContent: boolean;
}

/** A `ReadDocument` with its places, for those who change it. */
export interface PlacedDocument extends ReadDocument {
  readonly chunks: readonly PlacedChunk[];
  find(chunkId: string): PlacedChunk | undefined;
  /** Where the first chunk would begin: behind `<body>`, or at the fragment's beginning. */
  readonly bodyStart: number;
}

/**
 * Reads an admitted document into its chunks, in time linear to its length; `html` and `text` of a chunk are cut when asked for.
 * Throws INVALID_INPUT like `admitDocument`.
 */
export function readDocument(html: string): PlacedDocument {
  const tree = parseHtml(html, { locations: true });
  const reading = new Reading(html);
  reading.walk(tree.root, { parent: null, around: null, place: OUTERMOST });
  return reading.document;
}

interface Around {
  readonly parent: ReadChunk | null;
  readonly around: string | null;
  readonly place: Place;
}

class ReadChunk implements PlacedChunk {
  readonly id: string;
  readonly tag: string;
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly innerStart: number;
  readonly parent: ReadChunk | null;
  readonly around: string | null;
  readonly place: Place;
  indexBehind = 0;
  ownContent = false;
  firstWord: number;
  wordBehind = 0;
  readonly #source: Reading;

  constructor(source: Reading, element: Element, id: string, place: Around) {
    const location = element.sourceCodeLocation;
    this.id = id;
    this.tag = element.tagName;
    this.index = source.chunks.length;
    this.start = location?.startOffset ?? 0;
    this.end = location?.endOffset ?? this.start;
    this.innerStart = location?.startTag?.endOffset ?? this.end;
    this.parent = place.parent;
    this.around = place.around;
    this.place = place.place;
    this.firstWord = source.words.length;
    this.#source = source;
  }

  get parentId(): string | null {
    return this.parent?.id ?? null;
  }

  get headingLevel(): number | null {
    return headingLevelOf(this.tag);
  }

  get html(): string {
    return this.#source.html.slice(this.start, this.end);
  }

  get text(): string {
    const pieces = this.#source.words.slice(this.firstWord, this.wordBehind);
    return pieces.join("").replaceAll(/\s+/g, " ").trim();
  }

  get leaf(): boolean {
    return this.indexBehind === this.index + 1;
  }
}

class Reading {
  readonly html: string;
  readonly chunks: ReadChunk[] = [];
  /** All text in document order, with a space where a block or a line break parts words. */
  readonly words: string[] = [];
  readonly #byId = new Map<string, ReadChunk>();
  #bodyStart = 0;

  constructor(html: string) {
    this.html = html;
  }

  get document(): PlacedDocument {
    const { html, chunks } = this;
    const byId = this.#byId;
    return { html, chunks, bodyStart: this.#bodyStart, find: (chunkId) => byId.get(chunkId) };
  }

  walk(parent: ParentNode, around: Around): void {
    for (const node of parent.childNodes) this.#visit(node, around);
  }

  #visit(node: ChildNode, around: Around): void {
    if (defaultTreeAdapter.isTextNode(node)) {
      this.words.push(node.value);
      if (around.parent !== null && !around.parent.ownContent && /\S/.test(node.value)) around.parent.ownContent = true;
      return;
    }
    if (!defaultTreeAdapter.isElementNode(node)) return;
    const { tagName } = node;
    if (tagName === "head" || tagName === "style") return;
    if (tagName === "body") this.#bodyStart = node.sourceCodeLocation?.startTag?.endOffset ?? 0;
    if (BLOCKS.has(tagName)) {
      this.#visitBlock(node, around);
      return;
    }
    if (tagName === "br") this.words.push(" ");
    if (tagName === "img" && around.parent !== null) around.parent.ownContent = true;
    this.walk(node, { ...around, around: tagName, place: placeInside(tagName, around.place) });
  }

  #visitBlock(element: Element, around: Around): void {
    const id = chunkIdOf(element.attrs.find(({ name }) => name === CHUNK_ID)?.value ?? "");
    const inside = { around: element.tagName, place: placeInside(element.tagName, around.place) };
    this.words.push(" ");
    if (id === null || this.#byId.has(id)) {
      this.walk(element, { ...inside, parent: around.parent });
    } else {
      const chunk = new ReadChunk(this, element, id, around);
      this.chunks.push(chunk);
      this.#byId.set(id, chunk);
      this.walk(element, { ...inside, parent: chunk });
      chunk.indexBehind = this.chunks.length;
      chunk.wordBehind = this.words.length;
    }
    this.words.push(" ");
  }
}
