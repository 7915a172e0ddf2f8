import type { Translation } from "@headway-jobs/ports/translation";
import type { Editor } from "@headway-jobs/ports/editor";
import { editInThread } from "./editing-thread.ts";

/**
 * The editor that needs no language model: it follows instructions in plain English by rules, says what it did, and refuses in one sentence what it cannot
 * do. The work is done in a thread of its own. Throws the signal's reason on abort, INVALID_INPUT for a message that takes longer than two minutes.
 */
export function ruleEditor(ports: { readonly translation: Pick<Translation, "pairs" | "translate"> }): Editor {
  return {
    name: "rules",
    async edit({ document, message, denied, tell, signal, keep }) {
      await tell("Reading the document and the instructions");
      return keep("rules", (piece) =>
        editInThread(
          { html: document.html, message, denied },
          { ...ports, tell: piece.tell, signal: AbortSignal.any([signal, piece.signal]) },
        ),
      );
    },
  };
}
