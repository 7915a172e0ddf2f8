import type { ModelUsage } from "./language-model.ts";
import type { ReadDocument } from "./document.ts";

/** What an editor proposes; the review gives it its `change_id`, batch and hash (SPEC §4). */
export type Proposal =
  | { readonly operation: "edit"; readonly chunkId: string; readonly newHtml: string; readonly explanation: string }
  | {
      readonly operation: "create";
      /** The new chunk comes behind this one, as its sibling; null = at the document's beginning. */
      readonly insertAfterChunkId: string | null;
      readonly newHtml: string;
      readonly explanation: string;
    }
  | { readonly operation: "delete"; readonly chunkId: string; readonly explanation: string };

/** One finished turn of a session, oldest first. */
export interface Turn {
  readonly message: string;
  readonly response: string;
}

/** A proposal that the user denied and said why. */
export interface DeniedProposal {
  readonly proposal: Proposal;
  readonly feedback: string;
}

export interface EditRequest {
  readonly document: ReadDocument;
  readonly message: string;
  readonly history: readonly Turn[];
  /** In a feedback round: what to propose again, and only that. Empty in the first round. */
  readonly denied: readonly DeniedProposal[];
  /** Publishes one sentence of progress. Outside of kept work only. */
  readonly tell: Tell;
  readonly signal: AbortSignal;
  /**
   * Does a costly piece of work once: after a crash or a wait an editor runs again from its top, and what was kept comes back at once. Names are unique in a
   * round, results are JSON. Between kept pieces an editor only decides. Pieces may be kept side by side.
   */
  readonly keep: <T>(
    name: string,
    work: (piece: { readonly tell: Tell; readonly signal: AbortSignal }) => Promise<T>,
  ) => Promise<T>;
}

export type Tell = (sentence: string) => Promise<void>;

export interface EditAnswer {
  /** For the user: what was done or, when nothing could be, one helpful sentence. */
  readonly response: string;
  /** In document order; none when the message asked for no change or could not be followed. */
  readonly proposals: readonly Proposal[];
  readonly usage?: ModelUsage;
  readonly warnings: readonly string[];
}

/** Turns a message into proposals. Pure towards the document: nothing is changed until proposals are applied. */
export interface Editor {
  /** `rules`, or `provider/model`. */
  readonly name: string;
  /** True: it looks at the document's chunks, which are read for it beforehand, beside the other work of this process. */
  readonly readsChunks?: boolean;
  edit(request: EditRequest): Promise<EditAnswer>;
}
