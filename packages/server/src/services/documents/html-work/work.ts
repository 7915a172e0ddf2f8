import { admitDocument } from "../html/admit.ts";
import { applyChanges, type DocumentChange } from "../html/changes.ts";
import { readDocument } from "../html/read.ts";

export type HtmlWork =
  | { readonly task: "admit"; readonly html: string }
  | { readonly task: "apply"; readonly html: string; readonly changes: readonly DocumentChange[] };

export interface WorkedHtml {
  readonly html: string;
  readonly chunkCount: number;
  readonly warnings: readonly string[];
}

/** Throws what `admitDocument` and `applyChanges` throw. */
export function workOnHtml(work: HtmlWork, newId: () => string): WorkedHtml {
  const { html, warnings } =
    work.task === "admit"
      ? admitDocument(work.html, newId)
      : { ...applyChanges(readDocument(work.html), work.changes, newId), warnings: [] };
  return { html, chunkCount: readDocument(html).chunks.length, warnings };
}
