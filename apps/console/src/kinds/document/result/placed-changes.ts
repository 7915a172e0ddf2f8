import type { DecidedChange } from "@headway-jobs/client";
import type { Marks } from "../paper-document.ts";
import { parsed, readableText } from "../readable.ts";

export interface PlacedChange {
  readonly change: DecidedChange;
  /** Where it stands in the document now; null for what is not there. */
  readonly chunkId: string | null;
}

/**
 * Finds each applied change in the resulting document. An edited chunk keeps its id. An added chunk got its id after the proposal, so it is found by
 * its text.
 */
export function placedChanges(html: string, changes: readonly DecidedChange[]): readonly PlacedChange[] {
  const { body } = parsed(html);
  const taken = new Set<Element>();
  return changes.map((change) => {
    if (change.status === "denied" || change.operation === "delete") return { change, chunkId: null };
    const element = change.operation === "edit" ? byId(body, change.chunk_id) : addedBy(body, change, taken);
    if (element !== null) taken.add(element);
    return { change, chunkId: element?.getAttribute("data-chunk-id") ?? null };
  });
}

/** What a paper marks of them. */
export function marksOf(placed: readonly PlacedChange[]): Marks {
  const marks = new Map<string, "edit" | "create">();
  for (const { chunkId, change } of placed) {
    if (chunkId !== null && change.operation !== "delete") marks.set(chunkId, change.operation);
  }
  return marks;
}

function byId(body: HTMLElement, chunkId: string | null): Element | null {
  return chunkId === null ? null : body.querySelector(`[data-chunk-id="${CSS.escape(chunkId)}"]`);
}

function addedBy(body: HTMLElement, change: DecidedChange, taken: ReadonlySet<Element>): Element | null {
  const first = parsed(change.new_html ?? "").body.firstElementChild;
  if (first === null) return null;
  const text = readableText(first.outerHTML);
  const after = byId(body, change.insert_after_chunk_id);
  const candidates = [...body.querySelectorAll(`${first.localName}[data-chunk-id]`)].filter(
    (one) => !taken.has(one) && readableText(one.outerHTML) === text,
  );
  // The same text may have been there before: the one behind the place it was put is the new one.
  const behind = candidates.find(
    (one) => after !== null && (after.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return behind ?? candidates[0] ?? null;
}
