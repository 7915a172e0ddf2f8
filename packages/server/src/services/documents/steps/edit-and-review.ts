import type { DecidedChange, DocumentChange, DocumentInput } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import type { ModelUsage } from "@headway-jobs/ports/language-model";
import type { DeniedProposal } from "@headway-jobs/ports/editor";
import { type DocumentPorts, editorOf } from "../ports.ts";
import { type Answer, awaitDecisions } from "../review/await-decisions.ts";
import { proposalOf } from "../review/changes.ts";
import type { OpenedDocument } from "./open-document.ts";
import { proposeChanges } from "./propose-changes.ts";

/** Rounds of denial with feedback, after which feedback is not followed any more. */
const MOST_ROUNDS = 20;

/** What the editor said and proposed in one round, and how it was decided. */
export interface ReviewedRound {
  readonly response: string;
  readonly changes: readonly DecidedChange[];
}

export interface Reviewed {
  readonly rounds: readonly ReviewedRound[];
}

/** The editor proposes; a human decides where the approval mode asks for it; what was denied with feedback is proposed again, until nothing is open. */
export async function editAndReview(
  ctx: JobContext,
  ports: DocumentPorts,
  { approvalTimeoutMs }: { readonly approvalTimeoutMs: number },
  { input, opened }: { readonly input: DocumentInput; readonly opened: OpenedDocument },
): Promise<Reviewed> {
  const { html, history } = opened;
  const working = { ...ports, editor: editorOf(ports) };
  const rounds: ReviewedRound[] = [];
  let usage: ModelUsage = { inputTokens: 0, outputTokens: 0 };
  let denied: readonly DeniedProposal[] = [];
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const before = rounds.flatMap(({ changes }) => changes);
    const approved = before.filter(({ status }) => status !== "denied").map(proposalOf);
    const turn = { html, input, history, round, denied, approved, firstNumber: before.length + 1 };
    const proposed = await proposeChanges(ctx, working, turn);
    const { response, changes } = proposed;
    for (const warning of proposed.warnings) await ctx.warn("EDITOR", warning);
    usage = showUsage(ctx, usage, proposed.usage);
    if (input.approval_mode === "approve_all") {
      rounds.push({ response, changes: changes.map((change) => ({ ...change, status: "auto_approved" })) });
      break;
    }
    const untilMs = proposed.proposedAtMs + approvalTimeoutMs;
    const answers = await awaitDecisions(ctx, changes, { untilMs, now: ports.nowMs });
    rounds.push({ response, changes: changes.map((change) => decided(change, answers)) });
    denied = withFeedback(changes, answers);
    if (denied.length === 0) break;
    if (round === MOST_ROUNDS) {
      await ctx.warn("ROUNDS", `After ${MOST_ROUNDS} rounds no more proposals are made; send another message instead.`);
    }
  }
  return { rounds };
}

function decided(change: DocumentChange, answers: ReadonlyMap<string, Answer>): DecidedChange {
  return { ...change, status: answers.get(change.change_id)?.approved === true ? "approved" : "denied" };
}

function withFeedback(
  changes: readonly DocumentChange[],
  answers: ReadonlyMap<string, Answer>,
): readonly DeniedProposal[] {
  return changes.flatMap((change) => {
    const answer = answers.get(change.change_id);
    if (answer === undefined || answer.approved || answer.feedback === null) return [];
    return [{ proposal: proposalOf(change), feedback: answer.feedback }];
  });
}

function showUsage(ctx: JobContext, before: ModelUsage, added: ModelUsage | null): ModelUsage {
  if (added === null) return before;
  const inputTokens = before.inputTokens + added.inputTokens;
  const outputTokens = before.outputTokens + added.outputTokens;
  ctx.setUsage({ input_tokens: inputTokens, output_tokens: outputTokens });
  return { inputTokens, outputTokens };
}
