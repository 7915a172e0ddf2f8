import type { Chunk, ReadDocument } from "@headway-jobs/ports/document";

/** A stretch of the document that a model works on in one conversation. */
export interface Part {
  /** Chunks whose HTML is shown, in order; none holds another. */
  readonly chunks: readonly Chunk[];
}

/** Characters that a token stands for, a low estimate for HTML. */
const CHARS_PER_TOKEN = 3;

/**
 * The document in stretches of at most `tokens` each, cut before headings where that wastes little. A chunk that is too long is divided into the chunks it
 * holds; one that holds none stands alone, however long it is.
 */
export function splitIntoParts(document: ReadDocument, tokens: number): readonly Part[] {
  const limitChars = tokens * CHARS_PER_TOKEN;
  const pieces = piecesOf(document, limitChars);
  const parts: Part[] = [];
  let open: Chunk[] = [];
  let chars = 0;
  for (const piece of pieces) {
    const full = chars + piece.html.length > limitChars;
    const goodPlace = chars > limitChars / 2 && piece.headingLevel !== null;
    if (open.length > 0 && (full || goodPlace)) {
      parts.push({ chunks: open });
      open = [];
      chars = 0;
    }
    open.push(piece);
    chars += piece.html.length;
  }
  return open.length === 0 ? parts : [...parts, { chunks: open }];
}

function piecesOf({ chunks }: ReadDocument, limitChars: number): readonly Chunk[] {
  const opened = new Set<string | null>([null]);
  const pieces: Chunk[] = [];
  // Containers come before what they hold, so one pass decides from the top down.
  for (const chunk of chunks) {
    if (!opened.has(chunk.parentId)) continue;
    if (chunk.html.length > limitChars && !chunk.leaf) opened.add(chunk.id);
    else pieces.push(chunk);
  }
  return pieces;
}

/** Parts that hold one of the chunks, or a chunk inside or around one of them. */
export function partsWith(
  parts: readonly Part[],
  document: ReadDocument,
  chunkIds: ReadonlySet<string>,
): readonly Part[] {
  const family = new Set<string>();
  for (const id of chunkIds) {
    for (let chunk = document.find(id); chunk !== undefined; chunk = parentOf(document, chunk)) family.add(chunk.id);
  }
  return parts.filter(({ chunks }) =>
    chunks.some((chunk) => family.has(chunk.id) || [...ancestorsOf(document, chunk)].some((id) => chunkIds.has(id))),
  );
}

function* ancestorsOf(document: ReadDocument, chunk: Chunk): Iterable<string> {
  for (let parent = parentOf(document, chunk); parent !== undefined; parent = parentOf(document, parent)) {
    yield parent.id;
  }
}

function parentOf(document: ReadDocument, { parentId }: Chunk): Chunk | undefined {
  return parentId === null ? undefined : document.find(parentId);
}
