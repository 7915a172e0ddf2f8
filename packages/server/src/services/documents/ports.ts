import type { Engine } from "@headway-jobs/engine";
import type { Editor } from "@headway-jobs/ports/editor";

/** What the documents service needs from outside. The composition root plugs editors in. */
export interface DocumentPorts {
  /** The model's editor is used when there is one. */
  readonly editors: { readonly rules: Editor; readonly model?: Editor };
  readonly engine: Pick<Engine, "documents" | "operations">;
  /** A new UUID. */
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

/** The editor that jobs are given: the one with a language model where there is one. */
export function editorOf({ editors }: Pick<DocumentPorts, "editors">): Editor {
  return editors.model ?? editors.rules;
}
