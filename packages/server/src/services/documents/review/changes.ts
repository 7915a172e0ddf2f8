import { createHash } from "node:crypto";
import type { DocumentChange } from "@headway-jobs/contract";
import type { Proposal } from "@headway-jobs/ports/editor";
import type { ReadDocument } from "@headway-jobs/ports/document";

/** Proposals as they are shown: numbered on from `firstNumber`, one batch, each with the hash that a decision can be bound to. */
export function changesOf(
  document: ReadDocument,
  proposals: readonly Proposal[],
  firstNumber: number,
): readonly DocumentChange[] {
  const batch = { batch_id: `ch_${firstNumber}`, batch_total: proposals.length };
  return proposals.map((proposal, index) => {
    const shown = shownOf(document, proposal);
    return {
      change_id: `ch_${firstNumber + index}`,
      operation: proposal.operation,
      chunk_id: shown.chunk_id,
      old_html: shown.old_html,
      new_html: shown.new_html,
      ai_explanation: proposal.explanation,
      ...batch,
      insert_after_chunk_id: shown.insert_after_chunk_id,
      change_hash: hashOf(proposal.operation, shown),
    };
  });
}

/** The proposal that a change shows. */
export function proposalOf(change: DocumentChange): Proposal {
  const { operation, ai_explanation: explanation, chunk_id: chunkId, new_html: newHtml } = change;
  if (operation === "create") {
    return { operation, insertAfterChunkId: change.insert_after_chunk_id, newHtml: newHtml ?? "", explanation };
  }
  if (operation === "edit") return { operation, chunkId: chunkId ?? "", newHtml: newHtml ?? "", explanation };
  return { operation, chunkId: chunkId ?? "", explanation };
}

type Shown = Pick<DocumentChange, "chunk_id" | "old_html" | "new_html" | "insert_after_chunk_id">;

function shownOf(document: ReadDocument, proposal: Proposal): Shown {
  if (proposal.operation === "create") {
    const { insertAfterChunkId, newHtml } = proposal;
    return { chunk_id: null, old_html: null, new_html: newHtml, insert_after_chunk_id: insertAfterChunkId };
  }
  const old = document.find(proposal.chunkId)?.html ?? null;
  const newHtml = proposal.operation === "edit" ? proposal.newHtml : null;
  return { chunk_id: proposal.chunkId, old_html: old, new_html: newHtml, insert_after_chunk_id: null };
}

/** Lower-case hex SHA-256. */
function hashOf(operation: string, shown: Shown): string {
  const { chunk_id: id, insert_after_chunk_id: after, old_html: old, new_html: now } = shown;
  return createHash("sha256")
    .update(JSON.stringify([operation, id, after, old, now]))
    .digest("hex");
}
