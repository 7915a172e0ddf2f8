import type { Engine } from "@headway-jobs/engine";
import type { Editor } from "@headway-jobs/ports/editor";

/** What the documents service needs from outside. The composition root plugs editors in. */
export interface DocumentPorts {
  /** The model's is taken where there is one. */
  readonly editors: { readonly rules: Editor; readonly model?: Editor };
  readonly engine: Pick<Engine, "documents" | "operations">;
  /** A new UUID. */
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

export interface DocumentSettings {
  /** HEADWAY_MAX_DOCUMENT: bytes of HTML in UTF-8. */
  readonly maxDocumentBytes: number;
  /** HEADWAY_APPROVAL_TIMEOUT. */
  readonly approvalTimeoutMs: number;
  /** A blocking request is answered after this at the latest; its job goes on. Default 30 minutes (SPEC §4.1). */
  readonly longestBlockMs?: number;
  /** HEADWAY_DOCUMENT_TIME_LIMIT; it stands still while changes wait for decisions. */
  readonly timeLimitMs: number;
  /** Documents worked on at the same time on this node. */
  readonly concurrency: number;
}

export function editorOf({ editors }: Pick<DocumentPorts, "editors">): Editor {
  return editors.model ?? editors.rules;
}
