import { chunkIdOf } from "./attributes.ts";
import type { Chunk, ReadDocument } from "@headway-jobs/ports/document";
import { BLOCKS, headingLevelOf } from "./elements.ts";
import { OUTERMOST, type Place, placeInside } from "./nesting.ts";

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

/** An open element. */
interface Frame {
  readonly tag: string;
  readonly place: Place;
  /** The chunk that what stands here belongs to. */
  readonly chunk: ReadChunk | null;
  /** Whether the element is that chunk. */
  readonly own: boolean;
  /** Heads and style sheets hold no text that is read. */
  readonly silent: boolean;
}

/** Gathers the chunks of a document while its elements are met in order. */
export class Reading {
  readonly html: string;
  readonly chunks: ReadChunk[] = [];
  /** All text in document order, with a space where a block or a line break parts words. */
  readonly words: string[] = [];
  readonly #byId = new Map<string, ReadChunk>();
  readonly #open: Frame[] = [];
  #bodyStart = 0;

  constructor(html: string) {
    this.html = html;
  }

  get document(): PlacedDocument {
    const { html, chunks } = this;
    const byId = this.#byId;
    return { html, chunks, bodyStart: this.#bodyStart, find: (chunkId) => byId.get(chunkId) };
  }

  /** The innermost open element and what is open around it. */
  get innermost(): Pick<Frame, "tag" | "place"> | null {
    return this.#open.at(-1) ?? null;
  }

  text(value: string): void {
    const frame = this.#open.at(-1);
    if (frame?.silent === true) return;
    this.words.push(value);
    const chunk = frame?.chunk ?? null;
    if (chunk !== null && !chunk.ownContent && /\S/.test(value)) chunk.ownContent = true;
  }

  open(tag: string, id: string | null, start: number, innerStart: number): void {
    const outer = this.#open.at(-1);
    const parent = outer?.chunk ?? null;
    const around = outer?.tag ?? null;
    const place = outer?.place ?? OUTERMOST;
    const block = BLOCKS.has(tag);
    if (tag === "body") this.#bodyStart = innerStart;
    else if (tag === "img" && parent !== null) parent.ownContent = true;
    if (block || tag === "br") this.words.push(" ");
    const known = id === null || !block ? null : chunkIdOf(id);
    const own = known !== null && !this.#byId.has(known);
    let chunk = parent;
    if (own) {
      chunk = new ReadChunk(this, {
        id: known,
        tag,
        index: this.chunks.length,
        start,
        innerStart,
        parent,
        around,
        place,
      });
      this.chunks.push(chunk);
      this.#byId.set(known, chunk);
    }
    const silent = outer?.silent === true || tag === "head" || tag === "style";
    this.#open.push({ tag, place: placeInside(tag, place), chunk, own, silent });
  }

  close(end: number): void {
    const frame = this.#open.pop();
    if (frame === undefined || !BLOCKS.has(frame.tag)) return;
    if (frame.own) frame.chunk?.close(end);
    this.words.push(" ");
  }
}

type Beginning = Pick<PlacedChunk, "id" | "tag" | "index" | "start" | "innerStart" | "around" | "place"> & {
  readonly parent: ReadChunk | null;
};

class ReadChunk implements PlacedChunk {
  readonly id: string;
  readonly tag: string;
  readonly index: number;
  readonly start: number;
  readonly innerStart: number;
  readonly parent: ReadChunk | null;
  readonly around: string | null;
  readonly place: Place;
  end = 0;
  indexBehind = 0;
  ownContent = false;
  readonly #firstWord: number;
  #wordBehind = 0;
  readonly #source: Reading;

  constructor(source: Reading, beginning: Beginning) {
    this.id = beginning.id;
    this.tag = beginning.tag;
    this.index = beginning.index;
    this.start = beginning.start;
    this.innerStart = beginning.innerStart;
    this.parent = beginning.parent;
    this.around = beginning.around;
    this.place = beginning.place;
    this.#firstWord = source.words.length;
    this.#source = source;
  }

  close(end: number): void {
    this.end = end;
    this.indexBehind = this.#source.chunks.length;
    this.#wordBehind = this.#source.words.length;
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
    const pieces = this.#source.words.slice(this.#firstWord, this.#wordBehind);
    return pieces.join("").replaceAll(/\s+/g, " ").trim();
  }

  get leaf(): boolean {
    return this.indexBehind === this.index + 1;
  }
}
