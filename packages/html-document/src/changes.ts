import { HeadwayError } from "@headway-jobs/contract";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { LISTS } from "./elements.ts";
import { type NewHtml, placeBehind, replacement } from "./pieces.ts";
import { readDocument } from "./read.ts";
import type { PlacedChunk, PlacedDocument } from "./reading.ts";

/** A proposal's change to a document (its explanation plays no part). */
export type DocumentChange =
  | { readonly operation: "edit"; readonly chunkId: string; readonly newHtml: string }
  | { readonly operation: "create"; readonly insertAfterChunkId: string | null; readonly newHtml: string }
  | { readonly operation: "delete"; readonly chunkId: string };

/**
 * The document with all `changes` in it, all or nothing. It is spliced, so what no change touches stays byte for byte.
 *
 * - edit: the first element keeps the chunk's id, blocks inside keep theirs where they come back. Text alone, or what cannot stand in
 *   the chunk's place, goes into an element of the chunk's own kind.
 * - create: comes behind its chunk, or, where it cannot stand there (a paragraph behind a row), behind the nearest element around it
 *   where it can. Creations behind the same chunk keep their order. New ids, except those that deletions of the batch set free: a move.
 * - delete: containers that are left without content (the list of a last item, the table of a last row) go as well; cells stay.
 *
 * Throws NOT_FOUND for a chunk that is not there, CONFLICT when two changes want the same chunk or one lies inside what another
 * replaces (deleting inside what is deleted is no conflict, creating there comes behind it), INVALID_INPUT like `admitDocument`.
 */
export function applyChanges(
  document: ReadDocument,
  changes: readonly DocumentChange[],
  newId: () => string,
): { readonly html: string } {
  const placed = "bodyStart" in document ? (document as PlacedDocument) : readDocument(document.html);
  const batch = batchOf(placed, changes);
  const pieces = new NewIds(placed, batch, newId);
  const splices: Splice[] = [];
  const filled = new Set<string>();
  for (const [order, change] of changes.entries()) {
    if (change.operation === "delete") continue;
    const { splice, within } = change.operation === "edit" ? pieces.edit(change, order) : pieces.create(change, order);
    splices.push(splice);
    for (let outer = within; outer !== null; outer = outer.parent) filled.add(outer.id);
  }
  for (const chunk of emptied(placed, batch, filled))
    splices.push({ start: chunk.start, end: chunk.end, html: "", order: -1 });
  return { html: spliced(placed.html, splices) };
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly html: string;
  readonly order: number;
}

interface Batch {
  readonly edited: ReadonlyMap<string, number>;
  readonly deleted: ReadonlyMap<string, number>;
}

function batchOf(document: PlacedDocument, changes: readonly DocumentChange[]): Batch {
  const edited = new Map<string, number>();
  const deleted = new Map<string, number>();
  for (const [order, change] of changes.entries()) {
    if (change.operation === "create") {
      if (change.insertAfterChunkId !== null) chunkOf(document, change.insertAfterChunkId, order);
      continue;
    }
    const chunk = chunkOf(document, change.chunkId, order);
    if (change.operation === "edit" && edited.has(chunk.id)) throw conflict(order, chunk, edited.get(chunk.id), chunk);
    (change.operation === "edit" ? edited : deleted).set(chunk.id, order);
  }
  for (const [id, order] of edited) {
    const chunk = chunkOf(document, id, order);
    if (deleted.has(id)) throw conflict(order, chunk, deleted.get(id), chunk);
    refuseInside(chunk, order, edited);
    refuseInside(chunk, order, deleted);
  }
  for (const [id, order] of deleted) refuseInside(chunkOf(document, id, order), order, edited);
  return { edited, deleted };
}

function chunkOf(document: PlacedDocument, id: string, order: number): PlacedChunk {
  const chunk = document.find(id);
  if (chunk === undefined)
    throw new HeadwayError("NOT_FOUND", `Change ${order + 1} names the chunk ${id}, which is not in the document.`);
  return chunk;
}

function refuseInside(chunk: PlacedChunk, order: number, others: ReadonlyMap<string, number>): void {
  for (let outer = chunk.parent; outer !== null; outer = outer.parent)
    if (others.has(outer.id)) throw conflict(order, chunk, others.get(outer.id), outer);
}

function conflict(order: number, chunk: PlacedChunk, other: number | undefined, outer: PlacedChunk): HeadwayError {
  const where = chunk === outer ? `change the same chunk ${chunk.id}` : `meet: ${chunk.id} lies inside ${outer.id}`;
  return new HeadwayError("CONFLICT", `Changes ${order + 1} and ${(other ?? 0) + 1} ${where}.`);
}

class NewIds {
  readonly #document: PlacedDocument;
  readonly #batch: Batch;
  readonly #newId: () => string;
  /** Ids that deletions set free and no change has taken up yet. */
  readonly #free = new Set<string>();
  readonly #taken: Set<string>;

  constructor(document: PlacedDocument, batch: Batch, newId: () => string) {
    this.#document = document;
    this.#batch = batch;
    this.#newId = newId;
    this.#taken = new Set(document.chunks.map(({ id }) => id));
    for (const id of batch.deleted.keys()) for (const freed of this.#within(id)) this.#free.add(freed);
  }

  edit(change: { readonly chunkId: string; readonly newHtml: string }, order: number): Planned {
    const chunk = chunkOf(this.#document, change.chunkId, order);
    const own = new Set([...this.#within(chunk.id)].slice(1));
    const startTag = this.#document.html.slice(chunk.start, chunk.innerStart);
    const ids = this.#newHtml((id) => own.delete(id) || this.#free.delete(id));
    const instead = { id: chunk.id, tag: chunk.tag, startTag };
    const html = replacement(change.newHtml, ids, { around: chunk.around, place: chunk.place, instead });
    return { splice: { start: chunk.start, end: chunk.end, html, order }, within: chunk };
  }

  create(change: { readonly insertAfterChunkId: string | null; readonly newHtml: string }, order: number): Planned {
    const after = change.insertAfterChunkId === null ? null : this.#surviving(change.insertAfterChunkId);
    const found = placeBehind(
      change.newHtml,
      after,
      this.#newHtml((id) => this.#free.delete(id)),
    );
    const at = found.after?.end ?? this.#document.bodyStart;
    const html = onItsOwnLine(this.#document.html, found.after, found.html);
    return { splice: { start: at, end: at, html, order }, within: found.after?.parent ?? null };
  }

  #newHtml(mayKeep: (id: string) => boolean): NewHtml {
    return { mayKeep, taken: this.#taken, newId: this.#newId };
  }

  /** What stands inside replaced or deleted chunks has no place of its own any more: its outermost such chunk's place serves. */
  #surviving(id: string): PlacedChunk | null {
    let chunk = this.#document.find(id) ?? null;
    for (let outer = chunk?.parent ?? null; outer !== null; outer = outer.parent)
      if (this.#batch.edited.has(outer.id) || this.#batch.deleted.has(outer.id)) chunk = outer;
    return chunk;
  }

  *#within(id: string): Iterable<string> {
    const chunk = this.#document.find(id);
    if (chunk === undefined) return;
    for (const { id: inner } of this.#document.chunks.slice(chunk.index, chunk.indexBehind)) yield inner;
  }
}

interface Planned {
  readonly splice: Splice;
  /** The innermost chunk of the document that certainly has content afterwards. */
  readonly within: PlacedChunk | null;
}

/** New blocks begin on a line of their own where the document has lines. */
function onItsOwnLine(source: string, after: PlacedChunk | null, html: string): string {
  if (after === null) return source === "" ? html : `${html}\n`;
  return source.charAt(after.start - 1) === "\n" ? `\n${html}` : html;
}

/** What goes: the deleted chunks, and containers that nothing is left in. */
function emptied(document: PlacedDocument, { deleted }: Batch, filled: ReadonlySet<string>): PlacedChunk[] {
  const gone = new Set<string>();
  const left = new Map<string, number>();
  for (const chunk of document.chunks)
    if (chunk.parent !== null && counts(chunk)) left.set(chunk.parent.id, (left.get(chunk.parent.id) ?? 0) + 1);
  const remove = (chunk: PlacedChunk): void => {
    if (gone.has(chunk.id)) return;
    gone.add(chunk.id);
    const { parent } = chunk;
    if (parent === null || !counts(chunk)) return;
    const rest = (left.get(parent.id) ?? 1) - 1;
    left.set(parent.id, rest);
    if (rest === 0 && vanishesEmpty(parent) && !filled.has(parent.id)) remove(parent);
  };
  for (const id of deleted.keys()) {
    const chunk = document.find(id);
    if (chunk !== undefined) remove(chunk);
  }
  // A creation behind a chunk that is itself inside what goes was placed behind that; the outermost removals cover the others.
  return [...gone].flatMap((id) => {
    const chunk = document.find(id);
    return chunk === undefined || insideOf(chunk, gone) ? [] : [chunk];
  });
}

/** A caption does not keep a table alive. */
function counts(chunk: PlacedChunk): boolean {
  return chunk.tag !== "caption";
}

function vanishesEmpty(chunk: PlacedChunk): boolean {
  if (LISTS.has(chunk.tag) || /^(?:dl|table|thead|tbody|tfoot|tr)$/.test(chunk.tag)) return true;
  return /^(?:li|dd|dt|blockquote|div|section|article|aside|figure|details)$/.test(chunk.tag) && !chunk.ownContent;
}

function insideOf(chunk: PlacedChunk, gone: ReadonlySet<string>): boolean {
  for (let outer = chunk.parent; outer !== null; outer = outer.parent) if (gone.has(outer.id)) return true;
  return false;
}

function spliced(source: string, splices: readonly Splice[]): string {
  // At one place: what goes first, then what comes, in the batch's order.
  const sorted = splices.toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, html } of sorted) {
    parts.push(source.slice(at, start), html);
    at = end;
  }
  parts.push(source.slice(at));
  return parts.join("");
}
