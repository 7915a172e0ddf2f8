import type { DocumentChange, DocumentInput, JsonObject } from "@headway-jobs/contract";
import type { JobContext, NewEvent } from "@headway-jobs/engine";
import type { ModelUsage } from "@headway-jobs/ports/language-model";
import type { DeniedProposal, EditAnswer, Editor, Proposal, Turn } from "@headway-jobs/ports/editor";
import type { ReadDocument } from "@headway-jobs/ports/document";
import { readDocument, readDocumentInPieces } from "@headway-jobs/html-document/read";
import { htmlWork } from "../html-work/thread.ts";
import type { DocumentPorts } from "../ports.ts";

export interface Working extends Pick<DocumentPorts, "newId" | "nowMs"> {
  readonly editor: Editor;
}

export interface EditRound {
  readonly html: string;
  readonly input: DocumentInput;
  readonly history: readonly Turn[];
  readonly round: number;
  readonly denied: readonly DeniedProposal[];
  /** Of earlier rounds: new proposals must be applicable together with them. */
  readonly approved: readonly Proposal[];
  readonly firstNumber: number;
}

export interface Proposed {
  readonly response: string;
  readonly changes: readonly DocumentChange[];
  readonly warnings: readonly string[];
  readonly usage: ModelUsage | null;
  /** Start of the time to decide; restarts do not change it. */
  readonly proposedAtMs: number;
}

/** One round of the editor. Its changes are journaled and, where a human decides, shown in the same commit: one event each, and all of them in the metadata. */
export async function proposeChanges(ctx: JobContext, working: Working, turn: EditRound): Promise<Proposed> {
  const { round, input } = turn;
  const asks = input.approval_mode === "ask_every_time";
  // Committed with the proposals: a run after a crash or a wait need not let the editor work again.
  const isProposed = Number(ctx.job.metadata["rounds"] ?? 0) >= round;
  const answer = isProposed ? null : await edit(ctx, working, turn);
  return ctx.step(
    `propose:${round}`,
    async ({ signal }) => {
      if (answer === null) throw new Error("the proposals of a round that was shown are not in the journal");
      const proposed = await proposedBy(answer, turn, working, signal);
      ctx.setMetadata({
        rounds: round,
        proposal_response: proposed.response,
        pending_changes: asks ? proposed.changes.map(asData) : [],
      });
      return proposed;
    },
    {
      events: ({ changes }) =>
        asks ? changes.map((change) => ({ type: "document.proposed", data: asData(change) })) : [],
    },
  );
}

const asData = (change: DocumentChange): JsonObject => ({ ...change });

async function edit(ctx: JobContext, { editor }: Working, turn: EditRound): Promise<EditAnswer> {
  const { html, input, history, round, denied } = turn;
  const document = editor.readsChunks === true ? await readDocumentInPieces(html) : lazyDocument(html);
  await ctx.progress({ phase: "editing", progress: round === 1 ? 10 : 50, message: "Working on the document." });
  return editor.edit({
    document,
    message: input.message,
    history,
    denied,
    signal: ctx.signal,
    tell: (sentence) => ctx.emit(progressEvent(sentence)),
    keep: (name, work) =>
      ctx.step(`edit:${round}:${name}`, (step) =>
        work({ signal: step.signal, tell: (sentence) => step.emit(progressEvent(sentence)) }),
      ),
  });
}

/** A document that is parsed when its chunks are first asked for: an editor that works in worker threads needs its HTML alone. */
function lazyDocument(html: string): ReadDocument {
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

const LONGEST_SENTENCE_CHARS = 2_000;

/** What an editor says while it works. */
function progressEvent(sentence: string): NewEvent {
  const isShort = sentence.length <= LONGEST_SENTENCE_CHARS;
  const content = isShort ? sentence : `${sentence.slice(0, LONGEST_SENTENCE_CHARS - 1).toWellFormed()}…`;
  return { type: "document.intermediate", data: { content } };
}

async function proposedBy(
  answer: EditAnswer,
  { html, input, approved, firstNumber }: EditRound,
  { newId, nowMs }: Working,
  signal: AbortSignal,
): Promise<Proposed> {
  const work = { task: "screen", html, proposals: answer.proposals, approved, firstNumber } as const;
  const screened = await htmlWork(work, newId, signal);
  const rest = { warnings: [...answer.warnings, ...screened.warnings], usage: answer.usage ?? null };
  // Without a review, a document is not emptied.
  const isRefused = screened.emptying && input.approval_mode === "approve_all";
  return {
    response: isRefused ? NOT_EVERYTHING : answer.response,
    changes: isRefused ? [] : screened.changes,
    ...rest,
    proposedAtMs: nowMs(),
  };
}

const NOT_EVERYTHING =
  "Nothing was changed: the proposed changes would have removed everything the document holds. If that is what you want, " +
  "send the message again with approval_mode ask_every_time and approve them.";
