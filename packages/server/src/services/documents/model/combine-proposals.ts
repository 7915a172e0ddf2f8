import type { EditRequest, Proposal } from "@headway-jobs/ports/editor";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { leavesNothing } from "../review/screen.ts";

export interface CombinedProposals {
  /** In document order. */
  readonly proposals: readonly Proposal[];
  /** Why some were left out. */
  readonly dropped: readonly string[];
  /** True when everything was left out because it would have emptied the document unasked. */
  readonly refused: boolean;
}

const REMOVES_ALL =
  /\b(?:delete|remove|clear|erase|empty|wipe|discard|drop)\b[^.?!]*\b(?:all|everything|whole|entire|full|document|contents?|text|it)\b/i;
const STARTS_AGAIN = /\b(?:from scratch|blank|empty document|start (?:over|afresh|again))\b/i;

/**
 * What the parts proposed, as one set that can be applied together: nothing inside an element that is changed or
 * removed itself, nothing that empties the document unasked.
 */
export function combineProposals(
  { document, message }: Pick<EditRequest, "document" | "message">,
  proposals: readonly Proposal[],
): CombinedProposals {
  const byChunk = new Map(
    proposals.flatMap((one) => (one.operation === "create" ? [] : [[one.chunkId, one] as const])),
  );
  const distinct = proposals.filter((one) => one.operation === "create" || byChunk.get(one.chunkId) === one);
  const kept = distinct.filter((one) => !liesInside(document, one, byChunk));
  const dropped =
    kept.length < distinct.length
      ? ["The model proposed changes inside elements that it changes as a whole; the whole ones are shown."]
      : [];
  if (leavesNothing(document, kept) && !asksToEmpty(message)) {
    return { proposals: [], dropped: [...dropped, UNASKED], refused: true };
  }
  return { proposals: inOrder(document, kept), dropped, refused: false };
}

function asksToEmpty(message: string): boolean {
  return REMOVES_ALL.test(message) || STARTS_AGAIN.test(message);
}

/** Shown to the user as well. */
export const UNASKED =
  "The model proposed to delete the whole document, which the message does not ask for; nothing was changed.";

function liesInside(document: ReadDocument, proposal: Proposal, byChunk: ReadonlyMap<string, Proposal>): boolean {
  const place = proposal.operation === "create" ? proposal.insertAfterChunkId : proposal.chunkId;
  const start = place === null ? undefined : document.find(place);
  for (let id = start?.parentId ?? null; id !== null; id = document.find(id)?.parentId ?? null) {
    if (byChunk.has(id)) return true;
  }
  return false;
}

function inOrder(document: ReadDocument, proposals: readonly Proposal[]): readonly Proposal[] {
  const positions = new Map(document.chunks.map((chunk, index) => [chunk.id, index]));
  const positionOf = (one: Proposal): number => {
    const place = one.operation === "create" ? one.insertAfterChunkId : one.chunkId;
    return place === null ? -1 : (positions.get(place) ?? positions.size);
  };
  return proposals.toSorted((a, b) => positionOf(a) - positionOf(b));
}
