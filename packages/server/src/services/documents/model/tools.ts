import { z } from "zod";
import type { ToolCall, ToolDefinition } from "@headway-jobs/ports/language-model";
import type { Proposal } from "@headway-jobs/ports/editor";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { sameHtml } from "../review/screen.ts";
import type { Labels } from "./labels.ts";
import { htmlIn, leavesOut, wholeElement } from "./whole-element.ts";

const MAX_EXPLANATION = 1_000;

/** Small models leave it out; to ask for it again costs a turn over the whole part. */
const NO_REASON = "The language model gave no reason.";
const explanation = z
  .string()
  .trim()
  .max(MAX_EXPLANATION)
  .default(NO_REASON)
  .transform((text) => (text === "" ? NO_REASON : text))
  .describe("Why, in one sentence for the user.");

const editSchema = z.object({
  chunk_id: z.string().describe("The data-id of the element to change, e.g. c12."),
  new_html: z.string().describe("The whole element as it shall be, its own tag included."),
  explanation,
  changes_element: z
    .boolean()
    .optional()
    .describe("True only when the user asked for another kind of element, e.g. a list instead of a paragraph."),
});
const createSchema = z.object({
  insert_after_chunk_id: z
    .string()
    .nullable()
    .describe("The data-id of the element that the new one comes behind; null for the document's beginning."),
  new_html: z.string().describe("The new element."),
  explanation,
});
const deleteSchema = z.object({ chunk_id: z.string().describe("The data-id of the element to remove."), explanation });
const answerSchema = z.object({
  text: z.string().describe("What the user is told, in their language: what was changed, or the answer to a question."),
});

/** What a model may do to a document. */
export const EDITING_TOOLS: readonly ToolDefinition[] = [
  { name: "edit_chunk", description: "Proposes a changed version of one element.", parameters: editSchema },
  { name: "create_chunk", description: "Proposes a new element.", parameters: createSchema },
  { name: "delete_chunk", description: "Proposes to remove one element.", parameters: deleteSchema },
  { name: "answer", description: "Ends the work with words to the user.", parameters: answerSchema },
];

export type Reading =
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "answer"; readonly text: string }
  /** What is wrong with the call; sent to the model. */
  | { readonly kind: "problem"; readonly problem: string };

export interface ToolContext {
  readonly document: ReadDocument;
  readonly labels: Labels;
  /** Sanitised HTML and the tag of its first element; null when nothing is left of it. */
  readonly clean: (html: string) => { readonly html: string; readonly tag: string } | null;
}

/** A call as a proposal, or what is wrong with it. */
export function readCall(call: ToolCall, context: ToolContext): Reading {
  if (call.input === undefined) return problem("The arguments are not valid JSON.");
  switch (call.name) {
    case "edit_chunk":
      return withInput(editSchema, call, (input) => readEdit(input, context));
    case "create_chunk":
      return withInput(createSchema, call, (input) => readCreate(input, context));
    case "delete_chunk":
      return withInput(deleteSchema, call, (input) => readDelete(input, context));
    case "answer":
      return withInput(answerSchema, call, ({ text }) => ({ kind: "answer", text }));
    default:
      return problem(`There is no function ${call.name}.`);
  }
}

function withInput<T>(schema: z.ZodType<T>, call: ToolCall, read: (input: T) => Reading): Reading {
  const parsed = schema.safeParse(call.input);
  if (parsed.success) return read(parsed.data);
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`);
  return problem(issues.slice(0, 5).join("; "));
}

function readEdit(input: z.infer<typeof editSchema>, { document, labels, clean }: ToolContext): Reading {
  const chunkId = labels.chunkIdOf(input.chunk_id);
  const chunk = chunkId === undefined ? undefined : document.find(chunkId);
  if (chunk === undefined) return noSuchChunk(input.chunk_id);
  const html = wholeElement(htmlIn(input.new_html), chunk);
  const cleaned = clean(labels.restore(html));
  if (cleaned === null) return problem("new_html has no content; use delete_chunk to remove an element.");
  if (cleaned.tag !== chunk.tag && input.changes_element !== true) {
    return problem(
      `${input.chunk_id} is a <${chunk.tag}> and new_html begins with <${cleaned.tag}>: ` +
        "keep the element, or say changes_element when the user asked for another one.",
    );
  }
  if (leavesOut(html) && !leavesOut(chunk.html))
    return problem("new_html stands for the whole element, and nothing of it may be abbreviated.");
  if (sameHtml(cleaned.html, chunk.html)) return problem(`new_html is what ${input.chunk_id} is already.`);
  const proposal: Proposal = {
    operation: "edit",
    chunkId: chunk.id,
    newHtml: cleaned.html,
    explanation: input.explanation,
  };
  return { kind: "proposal", proposal };
}

function readCreate(input: z.infer<typeof createSchema>, { labels, clean }: ToolContext): Reading {
  const after = input.insert_after_chunk_id;
  const insertAfterChunkId = after === null ? null : (labels.chunkIdOf(after) ?? undefined);
  if (insertAfterChunkId === undefined) return noSuchChunk(after ?? "");
  const cleaned = clean(labels.restore(htmlIn(input.new_html)));
  if (cleaned === null) return problem("new_html has no content.");
  const proposal: Proposal = {
    operation: "create",
    insertAfterChunkId,
    newHtml: cleaned.html,
    explanation: input.explanation,
  };
  return { kind: "proposal", proposal };
}

function readDelete(input: z.infer<typeof deleteSchema>, { labels }: ToolContext): Reading {
  const chunkId = labels.chunkIdOf(input.chunk_id);
  if (chunkId === undefined) return noSuchChunk(input.chunk_id);
  return { kind: "proposal", proposal: { operation: "delete", chunkId, explanation: input.explanation } };
}

function noSuchChunk(label: string): Reading {
  return problem(`There is no element ${label.slice(0, 40)}; take a data-id that was shown.`);
}

function problem(text: string): Reading {
  return { kind: "problem", problem: text };
}
