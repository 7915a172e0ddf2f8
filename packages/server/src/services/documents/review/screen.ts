import type { Proposal } from "@headway-jobs/ports/editor";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { sanitiseChunk } from "@headway-jobs/html-document/admit";

export interface Screened {
  readonly proposals: readonly Proposal[];
  /** Why others were left out, one sentence for each reason. */
  readonly warnings: readonly string[];
}

/**
 * Keeps of an editor's proposals what can be applied together, and with those that were `approved` in earlier rounds: none for chunks that are not there, none
 * that changes nothing, none that meets another one. Their HTML comes out as it would be applied.
 */
export function screenProposals(
  document: ReadDocument,
  proposals: readonly Proposal[],
  approved: readonly Proposal[] = [],
): Screened {
  const ground = new Ground(document);
  for (const proposal of approved) ground.take(proposal);
  const kept: Proposal[] = [];
  const reasons = new Map<string, number>();
  for (const raw of proposals) {
    const proposal = raw.operation === "delete" ? raw : { ...raw, newHtml: sanitiseChunk(raw.newHtml) };
    const reason = ground.refusal(proposal);
    if (reason === null) {
      ground.take(proposal);
      kept.push(proposal);
    } else {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  return { proposals: kept, warnings: [...reasons].map(([reason, count]) => sentence(reason, count)) };
}

const UNKNOWN = "named a section that is not in the document";
const SAME = "would not have changed anything";
const MEETS = "met another change of the same section";

function sentence(reason: string, count: number): string {
  return `${count === 1 ? "One proposed change" : `${count} proposed changes`} ${reason} and ${count === 1 ? "was" : "were"} left out.`;
}

/** The chunks that a proposal changes. */
class Ground {
  readonly #document: ReadDocument;
  readonly #edited = new Set<string>();
  readonly #deleted = new Set<string>();
  /** What lies around edited and deleted chunks. */
  readonly #aroundEdited = new Set<string>();
  readonly #aroundDeleted = new Set<string>();

  constructor(document: ReadDocument) {
    this.#document = document;
  }

  refusal(proposal: Proposal): string | null {
    if (proposal.operation === "create") {
      const { insertAfterChunkId: after, newHtml } = proposal;
      if (after !== null && this.#document.find(after) === undefined) return UNKNOWN;
      return newHtml.trim() === "" ? SAME : null;
    }
    const chunk = this.#document.find(proposal.chunkId);
    if (chunk === undefined) return UNKNOWN;
    if (proposal.operation === "edit" && sameHtml(proposal.newHtml, chunk.html)) return SAME;
    return this.#meets(proposal) ? MEETS : null;
  }

  take(proposal: Proposal): void {
    if (proposal.operation === "create") return;
    const isEdit = proposal.operation === "edit";
    (isEdit ? this.#edited : this.#deleted).add(proposal.chunkId);
    for (const id of this.#around(proposal.chunkId)) (isEdit ? this.#aroundEdited : this.#aroundDeleted).add(id);
  }

  #meets({ operation, chunkId: id }: Exclude<Proposal, { operation: "create" }>): boolean {
    if (this.#edited.has(id) || this.#deleted.has(id) || this.#aroundEdited.has(id)) return true;
    if (operation === "edit" && this.#aroundDeleted.has(id)) return true;
    for (const outer of this.#around(id)) {
      if (this.#edited.has(outer) || (operation === "edit" && this.#deleted.has(outer))) return true;
    }
    return false;
  }

  *#around(id: string): Iterable<string> {
    for (let outer = this.#parentOf(id); outer !== null; outer = this.#parentOf(outer)) yield outer;
  }

  #parentOf(id: string): string | null {
    return this.#document.find(id)?.parentId ?? null;
  }
}

/** Whether two pieces of HTML differ in nothing but ids. */
export function sameHtml(a: string, b: string): boolean {
  return withoutIds(a) === withoutIds(b);
}

function withoutIds(html: string): string {
  return html.replaceAll(/ data-chunk-id="[^"]*"/g, "").trim();
}

/** True when nothing that a reader sees would be left of a document that has something. */
export function leavesNothing(document: ReadDocument, proposals: readonly Proposal[]): boolean {
  const gone = new Set<string>();
  for (const proposal of proposals) {
    if (proposal.operation !== "delete" && hasContent(proposal.newHtml)) return false;
    if (proposal.operation !== "create") gone.add(proposal.chunkId);
  }
  // Containers come before what they hold.
  for (const { id, parentId } of document.chunks) if (parentId !== null && gone.has(parentId)) gone.add(id);
  const stays = document.chunks.some((chunk) => chunk.leaf && !gone.has(chunk.id) && hasContent(chunk.html));
  return !stays && document.chunks.some((chunk) => chunk.leaf && hasContent(chunk.html));
}

function hasContent(html: string): boolean {
  return (
    /<(?:img|hr)\b/i.test(html) ||
    html
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll("&nbsp;", "")
      .trim() !== ""
  );
}
