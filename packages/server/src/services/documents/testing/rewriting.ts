import type { EditAnswer, EditRequest, Proposal } from "@headway-jobs/ports/editor";

export const PLAN = "<h1>Plan</h1><p>One.</p><p>Two.</p><p>Three.</p>";

/** An editor's answer that edits every paragraph into what `write` makes of its text. */
export const rewriting =
  (write: (text: string) => string) =>
  ({ document }: EditRequest): Partial<EditAnswer> => ({
    response: "I rewrote the paragraphs.",
    proposals: document.chunks
      .filter(({ tag }) => tag === "p")
      .map((chunk): Proposal => ({
        operation: "edit",
        chunkId: chunk.id,
        newHtml: `<p>${write(chunk.text)}</p>`,
        explanation: `Rewrote “${chunk.text}”.`,
      })),
  });

/** HTML as it was before the server gave its blocks ids. */
export function bare(html: string): string {
  return html.replaceAll(/ data-chunk-id="[^"]*"/g, "");
}
