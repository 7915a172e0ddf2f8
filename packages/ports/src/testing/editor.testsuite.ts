import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadDocument } from "../document.ts";
import type { EditAnswer, Editor, EditRequest } from "../editor.ts";
import { expectReasonOfAbort, expectSentences, outcomeOf } from "./expected-error.ts";
import { anyText } from "./hostile-texts.ts";

export interface EditorCase extends Partial<AsyncDisposable> {
  readonly editor: Editor;
  /** Admits and reads HTML; each has ids of its own. */
  readonly read: (html: string) => ReadDocument;
  /** A document and a message for which the editor has at least one proposal. */
  readonly html: string;
  readonly message: string;
}

/** What holds for every editor. `runs` of the property: fewer where each starts a server. */
export function testEditor(
  name: string,
  prepare: () => Promise<EditorCase>,
  { runs = 20 }: { readonly runs?: number } = {},
): void {
  describe(`${name} as an editor`, () => {
    it("proposes changes of chunks that there are, each with a reason", async () => {
      const theCase = await prepare();
      const document = theCase.read(theCase.html);
      const answer = await theCase.editor.edit(new Round(document, theCase.message).request);
      expect(answer.proposals.length).toBeGreaterThan(0);
      requireAnswer(answer, document);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("leaves the document as it is", async () => {
      const theCase = await prepare();
      const document = theCase.read(theCase.html);
      const before = JSON.stringify([document.html, document.chunks]);
      await theCase.editor.edit(new Round(document, theCase.message).request);
      expect(JSON.stringify([document.html, document.chunks])).toBe(before);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("comes to the same in a second run and does no kept work again", async () => {
      const theCase = await prepare();
      const document = theCase.read(theCase.html);
      const kept = new Map<string, unknown>();
      const first = new Round(document, theCase.message, kept);
      const answer = await theCase.editor.edit(first.request);
      const second = new Round(document, theCase.message, kept);
      expect(await theCase.editor.edit(second.request)).toEqual(answer);
      expect(second.worked).toEqual([]);
      expect(first.worked.filter((one, at) => first.worked.indexOf(one) !== at)).toEqual([]);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("has an answer about a document without content", async () => {
      const theCase = await prepare();
      const document = theCase.read("");
      const outcome = await outcomeOf(theCase.editor.edit(new Round(document, theCase.message).request), CODES);
      if ("proposals" in outcome) requireAnswer(outcome, document);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("does not begin when it has been aborted", async () => {
      const theCase = await prepare();
      const round = new Round(theCase.read(theCase.html), theCase.message);
      await expectReasonOfAbort((signal) => theCase.editor.edit({ ...round.request, signal }));
      expect(round.worked).toEqual([]);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("answers or refuses whatever it is told, with proposals that can be used", async () => {
      const theCase = await prepare();
      const document = theCase.read(theCase.html);
      await fc.assert(
        fc.asyncProperty(anyText, async (message) => {
          const outcome = await outcomeOf(theCase.editor.edit(new Round(document, message).request), CODES);
          if ("proposals" in outcome) requireAnswer(outcome, document);
        }),
        { numRuns: runs },
      );
      await theCase[Symbol.asyncDispose]?.();
    });
  });
}

const CODES = ["INVALID_INPUT", "PROVIDER_", "UNSUPPORTED_LANGUAGE", "TOOL_MISSING", "TOOL_FAILED"] as const;

/** A request, and what became of the work that it keeps: stored as JSON, as a journal does. */
class Round {
  readonly request: EditRequest;
  readonly worked: string[] = [];

  constructor(document: ReadDocument, message: string, kept = new Map<string, unknown>()) {
    const { signal } = new AbortController();
    const keep: EditRequest["keep"] = async (piece, work) => {
      if (!kept.has(piece)) {
        this.worked.push(piece);
        kept.set(piece, JSON.parse(JSON.stringify(await work({ tell, signal }))));
      }
      return kept.get(piece) as Awaited<ReturnType<typeof work>>;
    };
    this.request = { document, message, history: [], denied: [], tell, signal, keep };
  }
}

async function tell(sentence: string): Promise<void> {
  expect(sentence).toMatch(/\S/);
}

function requireAnswer({ response, proposals, warnings }: EditAnswer, document: ReadDocument): void {
  expect(response).toMatch(/\S/);
  expectSentences(warnings);
  for (const proposal of proposals) {
    expect(proposal.explanation).toMatch(/\S/);
    if (proposal.operation === "create") {
      expect(proposal.newHtml).toMatch(/\S/);
      if (proposal.insertAfterChunkId !== null) expect(document.find(proposal.insertAfterChunkId)).toBeDefined();
    } else expect(document.find(proposal.chunkId)).toBeDefined();
    if (proposal.operation === "edit") expect(proposal.newHtml).toMatch(/\S/);
  }
}
