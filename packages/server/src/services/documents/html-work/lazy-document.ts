import type { ReadDocument } from "@headway-jobs/ports/document";
import { readDocument } from "@headway-jobs/html-document/read";

/** A document that is parsed when somebody looks at its chunks: an editor that works in a thread of its own needs its HTML alone. */
export function lazyDocument(html: string): ReadDocument {
  let read: ReadDocument | undefined;
  const document = (): ReadDocument => (read ??= readDocument(html));
  return {
    html,
    get chunks() {
      return document().chunks;
    },
    find: (chunkId) => document().find(chunkId),
  };
}
