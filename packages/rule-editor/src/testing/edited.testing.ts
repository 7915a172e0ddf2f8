import { admitDocument } from "@headway-jobs/html-document/admit";
import { applyChanges } from "@headway-jobs/html-document/changes";
import { readDocument } from "@headway-jobs/html-document/read";
import type { DeniedProposal, EditAnswer } from "@headway-jobs/ports/editor";
import { markingTranslation } from "@headway-jobs/ports/testing/marking-translation";
import { editByRules, type Surroundings } from "../edit-by-rules.ts";
import { editAgain } from "../feedback.ts";
import { englishSpelling } from "../prose/english.ts";

const spelling = englishSpelling();

export const MARKING = markingTranslation;

export interface Edited {
  readonly html: string;
  readonly answer: EditAnswer;
}

export function counting(): () => string {
  let made = 0;
  return () => `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`;
}

export function around(translation = MARKING, told: string[] = []): Surroundings {
  return {
    translation,
    spelling,
    tell: async (sentence) => void told.push(sentence),
    signal: new AbortController().signal,
  };
}

/** The document after a message, all proposals applied, without chunk ids. */
export async function edited(html: string, message: string, surroundings = around()): Promise<Edited> {
  const newId = counting();
  const admitted = admitDocument(html, newId).html;
  const answer = await editByRules({ html: admitted, message }, surroundings);
  return { html: bare(applyChanges(readDocument(admitted), answer.proposals, newId).html), answer };
}

/** The same after one proposal was denied with feedback. */
export async function editedAgain(html: string, message: string, feedback: string, which = 0): Promise<Edited> {
  const newId = counting();
  const admitted = admitDocument(html, newId).html;
  const first = await editByRules({ html: admitted, message }, around());
  const proposal = first.proposals[which];
  if (proposal === undefined) throw new Error(`no proposal to deny: ${first.response}`);
  const denied: DeniedProposal[] = [{ proposal, feedback }];
  const answer = await editAgain({ html: admitted, message, denied }, around());
  return { html: bare(applyChanges(readDocument(admitted), answer.proposals, newId).html), answer };
}

export function bare(html: string): string {
  return html.replaceAll(/ data-chunk-id="[^"]*"/gu, "");
}
