import type { DecidedChange, DocumentChanges, DocumentInput, DocumentResult, JsonObject } from "@headway/contract";
import type { JobContext } from "@headway/engine";
import { htmlWork } from "../html-work/thread.ts";
import type { DocumentPorts } from "../ports.ts";
import { proposalOf } from "../review/changes.ts";
import { finishTurn } from "../sessions/session.ts";
import { SessionStore, type Version, versionName } from "../sessions/store.ts";
import { shownUsage } from "../usage/usage.ts";
import type { Reviewed } from "./edit-and-review.ts";
import type { OpenedDocument } from "./open-document.ts";

interface Work {
  readonly input: DocumentInput;
  readonly opened: OpenedDocument;
  readonly review: Reviewed;
}

/**
 * All approved changes become one version, are paid for, and come with the turn into the session, in this order: without the operations, or when the session
 * has moved on, nothing of them is applied. What was paid is given back when the job fails.
 */
export async function applyApproved(ctx: JobContext, ports: DocumentPorts, work: Work): Promise<JsonObject> {
  ctx.setMetadata({ pending_changes: [] });
  const approved = work.review.changes.filter(({ status }) => status !== "denied");
  await ctx.progress({ phase: "applying", progress: 90, message: "Applying the changes." });
  const sessions = new SessionStore(ports.engine, ctx.job.owner);
  const made = approved.length === 0 ? null : await makeVersion(ctx, ports, sessions, work.opened, approved);
  const charged = made === null ? 0 : approved.length;
  if (charged > 0) await ctx.step("charge", async () => null, { operations: () => charged });
  const response = responseOf(work.review);
  const usage = await ctx.step("finish", async (step) => {
    step.signal.throwIfAborted();
    await finish(sessions, ports, ctx.job.jobId, work, response, made);
    return shownUsage(await ports.engine.operations.use(ctx.job.owner), charged);
  });
  const html = made === null ? work.opened.html : (await sessions.version(made)).html;
  const result: DocumentResult = {
    response,
    document_changes: changesShown(work, made, html),
    usage,
    session_id: work.input.session_id,
  };
  // Shown to readers when the job has ended, which is its very next event.
  await ctx.emit({ type: "document.result", data: asData(result) });
  return asData(result);
}

const asData = (result: DocumentResult): JsonObject => JSON.parse(JSON.stringify(result)) as JsonObject;

/** Id of the new version; null when the changes leave the document as it is. */
function makeVersion(
  ctx: JobContext,
  { newId }: DocumentPorts,
  sessions: SessionStore,
  { html: before }: OpenedDocument,
  approved: readonly DecidedChange[],
): Promise<Version["id"] | null> {
  return ctx.step("apply", async ({ signal }) => {
    const proposals = approved.map(proposalOf);
    const { html, chunkCount } = await htmlWork({ task: "apply", html: before, proposals }, newId, signal);
    if (html === before) return null;
    return (await sessions.keep({ html, chunkCount }, `${ctx.job.jobId}:result`)).id;
  });
}

async function finish(
  sessions: SessionStore,
  { nowMs }: DocumentPorts,
  jobId: string,
  { input, opened }: Work,
  response: string,
  versionId: number | null,
): Promise<void> {
  const turn = {
    jobId,
    message: input.message,
    response,
    sentAtMs: opened.sentAtMs,
    answeredAtMs: nowMs(),
    before: opened.opened.versionId,
  };
  await sessions.change(input.session_id, (session) => finishTurn(session, opened.opened, turn, versionId));
}

function changesShown(
  { input, opened, review: { changes } }: Work,
  made: number | null,
  html: string,
): DocumentChanges | null {
  if (changes.length === 0) return null;
  const versionId = made ?? opened.opened.versionId;
  const isCompact = input.response_mode === "compact";
  const applied = made === null ? [] : changes.filter(({ status }) => status !== "denied");
  return {
    updated_html: isCompact ? null : html,
    version_id: versionId === null ? null : versionName(versionId),
    changes_summary: summaryOf(changes),
    requires_approval: false,
    pending_changes: null,
    changes: [...changes],
    chunk_diffs: isCompact ? [...applied] : null,
  };
}

const OPERATIONS = [
  ["edit", "edited"],
  ["create", "added"],
  ["delete", "deleted"],
] as const;

/** `2 sections edited, 1 added; 1 change denied.` */
function summaryOf(changes: readonly DecidedChange[]): string {
  const applied = changes.filter(({ status }) => status !== "denied");
  const denied = changes.length - applied.length;
  const parts = OPERATIONS.flatMap(([operation, word]) => {
    const count = applied.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const done = parts.length === 0 ? "Nothing was changed" : parts.join(", ").replace(/^(\d+)/, "Sections: $1");
  return denied === 0 ? `${done}.` : `${done}; ${denied} denied.`;
}

/** What the editor said, and where a human decided otherwise, what became of it. */
function responseOf({ responses, changes }: Reviewed): string {
  const denied = changes.filter(({ status }) => status === "denied").length;
  const said = [...new Set(responses.filter((response) => response.trim() !== ""))].join("\n\n");
  if (denied === 0) return said;
  const applied = changes.length - denied;
  const outcome =
    applied === 0
      ? "None of the proposed changes was approved; the document is as it was."
      : `${applied} of ${changes.length} proposed changes were approved and applied.`;
  return `${said}\n\n${outcome}`.trim();
}
