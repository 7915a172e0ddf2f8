import { type DocumentChange, HeadwayError } from "@headway-jobs/contract";
import type { Proposal } from "@headway-jobs/ports/editor";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { applyChanges } from "@headway-jobs/html-document/changes";
import { readDocument } from "@headway-jobs/html-document/read";
import { changesOf } from "../review/changes.ts";
import { leavesNothing, screenProposals } from "../review/screen.ts";

export type HtmlWork =
  /** Untrusted HTML becomes a document. */
  | { readonly task: "admit"; readonly html: string }
  /** A document with all these in it. */
  | { readonly task: "apply"; readonly html: string; readonly proposals: readonly Proposal[] }
  /** What an editor proposes for a document becomes the changes that are shown, numbered on from `firstNumber`. */
  | {
      readonly task: "screen";
      readonly html: string;
      readonly proposals: readonly Proposal[];
      readonly approved: readonly Proposal[];
      readonly firstNumber: number;
    };

export interface WorkedHtml {
  readonly html: string;
  readonly chunkCount: number;
  readonly warnings: readonly string[];
}

export interface ScreenedChanges {
  readonly changes: readonly DocumentChange[];
  /** They would leave nothing of the document. */
  readonly emptying: boolean;
  readonly warnings: readonly string[];
}

export interface HtmlResults {
  readonly admit: WorkedHtml;
  readonly apply: WorkedHtml;
  readonly screen: ScreenedChanges;
}

/** Of a document in JSON, its ids included: what a job shows of it must fit one event. */
const MOST_CHARS = 26 * 2 ** 20;

/** Throws PAYLOAD_TOO_LARGE for a document that cannot be shown, and what `admitDocument` and `applyChanges` throw. */
export function workOnHtml(work: HtmlWork, newId: () => string): HtmlResults[HtmlWork["task"]] {
  switch (work.task) {
    case "admit": {
      const { html, warnings } = admitDocument(work.html, newId);
      return counted(html, warnings);
    }
    case "apply":
      return counted(applyChanges(readDocument(work.html), work.proposals, newId).html, []);
    case "screen": {
      const document = readDocument(work.html);
      const { proposals, warnings } = screenProposals(document, work.proposals, work.approved);
      const changes = changesOf(document, proposals, work.firstNumber);
      return { changes, emptying: leavesNothing(document, proposals), warnings };
    }
  }
}

function counted(html: string, warnings: readonly string[]): WorkedHtml {
  if (html.length > MOST_CHARS / 2 && JSON.stringify(html).length > MOST_CHARS) {
    throw new HeadwayError(
      "PAYLOAD_TOO_LARGE",
      `With the ids of its blocks the document has more than ${MOST_CHARS} characters; work on it in parts.`,
    );
  }
  return { html, chunkCount: readDocument(html).chunks.length, warnings };
}
