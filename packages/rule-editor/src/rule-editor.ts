import type { EditAnswer, Editor } from "@headway-jobs/ports/editor";
import type { Translation } from "@headway-jobs/ports/translation";
import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { EditingCalls, EditingWork } from "./editing-worker.ts";

/**
 * In worker threads: a long document takes the rules seconds, and a user's regular expression may never end. To start a thread and load its
 * dictionary takes half a second, so threads are kept for the next requests, unless a long document has left one with much memory.
 */
const threads = new WorkerPool<EditingWork, EditAnswer, EditingCalls>({
  module: workerModule("./editing-worker", import.meta.url),
  memoryMb: 768,
  timeLimitMs: 120_000,
  idleMs: 5 * 60_000,
});

/**
 * The editor that needs no language model: it follows instructions in plain English by rules, says what it did, and refuses in one sentence what it cannot
 * do. Throws the signal's reason on abort, INVALID_INPUT for a message that takes the rules longer than two minutes, translations not counted.
 */
export function ruleEditor(ports: { readonly translation: Pick<Translation, "pairs" | "translate"> }): Editor {
  const { translation } = ports;
  return {
    name: "rules",
    async edit({ document, message, denied, tell, signal, keep }) {
      signal.throwIfAborted();
      await tell("Reading the document and the instructions");
      return keep("rules", (piece) => {
        const ending = AbortSignal.any([signal, piece.signal]);
        const calls: EditingCalls = {
          tell: piece.tell,
          pairs: () => translation.pairs(),
          translate: (request) => translation.translate({ ...request, signal: ending }),
        };
        return edit({ html: document.html, message, denied }, ending, calls);
      });
    },
  };
}

function edit(work: EditingWork, signal: AbortSignal, calls: EditingCalls): Promise<EditAnswer> {
  const message = "These instructions take too long on this document; give fewer at a time.";
  return threads.run(work, { signal, calls, refusal: { code: "INVALID_INPUT", message, on: "limits" } });
}
