import type { Chunk, ReadDocument } from "@headway-jobs/ports/document";
import type { Part } from "./parts.ts";

/** A part in two halves of about the same length; null for a part that is one element without others inside. */
export function halvesOf(part: Part, document: ReadDocument): readonly [Part, Part] | null {
  const chunks = part.chunks.length === 1 ? withinOf(part.chunks, document) : part.chunks;
  if (chunks.length < 2) return null;
  const total = chunks.reduce((sum, { html }) => sum + html.length, 0);
  let chars = 0;
  const middle = chunks.findIndex(({ html }) => (chars += html.length) >= total / 2) + 1;
  const cut = Math.min(Math.max(1, middle), chunks.length - 1);
  return [{ chunks: chunks.slice(0, cut) }, { chunks: chunks.slice(cut) }];
}

/** The chunks directly inside the only one, or inside the only one of those, and so on. */
function withinOf(chunks: readonly Chunk[], document: ReadDocument): readonly Chunk[] {
  let inner = chunks;
  while (inner.length === 1) {
    const [only] = inner;
    const next = document.chunks.filter(({ parentId }) => parentId === only?.id);
    if (next.length === 0) break;
    inner = next;
  }
  return inner;
}

export function charsOf({ chunks }: Part): number {
  return chunks.reduce((sum, { html }) => sum + html.length, 0);
}
