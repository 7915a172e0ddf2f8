import { randomHex } from "../../ui/random-hex.ts";

/** The document that a form works on. */
export interface SourceDocument {
  readonly name: string;
  readonly html: string;
  readonly sessionId: string;
  /** The session holds it just so: it need not be sent again. */
  readonly stored: boolean;
  readonly warnings: readonly string[];
}

export interface Instruction {
  readonly message: string;
  /** Every change waits for a decision. */
  readonly ask: boolean;
}

export const emptyInstruction: Instruction = { message: "", ask: true };

export const EXAMPLES: readonly string[] = [
  "Make all sections more concise",
  "Fix spelling and grammar",
  "Number the headings",
  "Add a table of contents",
  "Replace “colour” by “color”",
];

export const newSessionId = (): string => `console-${randomHex().slice(0, 20)}`;

/** A document that was written or pasted here. */
export function writtenDocument(name: string, html: string): SourceDocument {
  return { name, html, sessionId: newSessionId(), stored: false, warnings: [] };
}

/** Input of a document job (SPEC §4); without a document the session's own is worked on. */
export function documentInputOf(
  { message, ask }: Instruction,
  document: Pick<SourceDocument, "sessionId" | "html" | "stored">,
): Readonly<Record<string, unknown>> {
  return {
    message: message.trim(),
    session_id: document.sessionId,
    approval_mode: ask ? "ask_every_time" : "approve_all",
    ...(document.stored ? {} : { document_html: document.html }),
  };
}

/** True for HTML that shows nothing: an emptied editor leaves a paragraph behind. */
export function isBlankHtml(html: string): boolean {
  return !/<(?:img|hr|table)\b/i.test(html) && html.replaceAll(/<[^>]*>|&nbsp;|\s/g, "") === "";
}
