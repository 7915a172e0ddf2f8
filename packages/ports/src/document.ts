/** A document's HTML with what editors need to know about its blocks. Made by `readDocument`; immutable. */
export interface ReadDocument {
  /** Sanitised; every block element carries `data-chunk-id`. */
  readonly html: string;
  /** In document order, containers before what they hold. */
  readonly chunks: readonly Chunk[];
  find(chunkId: string): Chunk | undefined;
}

export interface Chunk {
  /** A UUID. */
  readonly id: string;
  /** Lower-case tag name, e.g. `h2`, `p`, `li`, `td`. */
  readonly tag: string;
  /** The enclosing chunk; null at the top. */
  readonly parentId: string | null;
  /** 1–6 for headings, else null. */
  readonly headingLevel: number | null;
  /** The element as it stands in the document, its own tag and `data-chunk-id` included. */
  readonly html: string;
  /** What a reader sees of it, white space collapsed. */
  readonly text: string;
  /** True when it holds no other chunk: the smallest things to edit. */
  readonly leaf: boolean;
}
