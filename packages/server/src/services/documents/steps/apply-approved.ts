import type { DecidedChange, DocumentChanges, DocumentInput, DocumentResult, JsonObject } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { htmlWork } from "../html-work/thread.ts";
import type { DocumentPorts } from "../ports.ts";
import { proposalOf } from "../review/changes.ts";
import { finishTurn, type SessionTurn } from "../sessions/session.ts";
import { SessionStore, type Version, versionName } from "../sessions/store.ts";
import { shownUsage } from "../usage.ts";
import type { Reviewed } from "./edit-and-review.ts";
import type { OpenedDocument } from "./open-document.ts";

interface Work {
  readonly input: DocumentInput;
  readonly opened: OpenedDocument;
  readonly review: Reviewed;
}

/**
 * All approved changes become one version. The turn, the version's place in the session and what the changes cost come with the job's completion, in its
 * transaction: without the operations, when the session has moved on, or when a cancel was faster, there is nothing of them.
 */
export async function applyApproved(ctx: JobContext, ports: DocumentPorts, work: Work): Promise<JsonObject> {
  ctx.setMetadata({ pending_changes: [] });
  const approved = work.review.rounds.flatMap((round) => round.changes).filter(isApplied);
  await ctx.progress({ phase: "applying", progress: 90, message: "Applying the changes." });
  const sessions = new SessionStore(ports.engine, ctx.job.owner);
  const made = approved.length === 0 ? null : await makeVersion(ctx, ports, sessions, work.opened, approved);
  const charged = made === null ? 0 : approved.length;
  const usage = await ctx.step("use", async () =>
    shownUsage(await ports.engine.operations.use(ctx.job.owner), charged),
  );
  const html = made === null ? work.opened.html : (await sessions.version(made)).html;
  const response = responseOf(work.review);
  const { shown, warnings } = changesShown(work, made, html);
  for (const warning of warnings) await ctx.warn("RESULT_SHORTENED", warning);
  const result = asData({ response, document_changes: shown, usage, session_id: work.input.session_id });
  // Shown to readers when the job has completed.
  await ctx.emit({ type: "document.result", data: result });
  const turn = turnOf(ctx, ports, work, response);
  ctx.onCompletion({
    operations: charged,
    document: sessions.changing(work.input.session_id, (session) =>
      finishTurn(session, work.opened.opened, turn, made),
    ),
  });
  return result;
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

function turnOf(ctx: JobContext, { nowMs }: DocumentPorts, { input, opened }: Work, response: string): SessionTurn {
  return {
    jobId: ctx.job.jobId,
    message: input.message,
    response,
    sentAtMs: opened.sentAtMs,
    answeredAtMs: nowMs(),
    before: opened.opened.versionId,
  };
}

function changesShown(
  { input, opened, review: { rounds } }: Work,
  made: number | null,
  html: string,
): { readonly shown: DocumentChanges | null; readonly warnings: readonly string[] } {
  const changes = rounds.flatMap((round) => round.changes);
  if (changes.length === 0) return { shown: null, warnings: [] };
  const versionId = made ?? opened.opened.versionId;
  const isCompact = input.response_mode === "compact";
  const listed = fitting(changes);
  const applied = made === null ? [] : listed.filter(isApplied);
  const shown: DocumentChanges = {
    updated_html: isCompact ? null : html,
    version_id: versionId === null ? null : versionName(versionId),
    changes_summary: summaryOf(changes),
    requires_approval: false,
    pending_changes: null,
    changes: [...listed],
    chunk_diffs: isCompact ? [...applied] : null,
  };
  const left = changes.length - listed.length;
  const warnings = left === 0 ? [] : [`The result lists the first ${listed.length} of ${changes.length} changes.`];
  return { shown, warnings };
}

/** Of changes in JSON. A compact result has them twice; with a document of the largest size they fit one event. */
const LISTED_CHARS = 3 * 2 ** 19;

function fitting(changes: readonly DecidedChange[]): readonly DecidedChange[] {
  let chars = 0;
  const end = changes.findIndex((change) => (chars += JSON.stringify(change).length) > LISTED_CHARS);
  return end < 0 ? changes : changes.slice(0, end);
}

const OPERATIONS = [
  ["edit", "edited"],
  ["create", "added"],
  ["delete", "deleted"],
] as const;

/** `2 sections edited, 1 added; 1 change denied.` */
function summaryOf(changes: readonly DecidedChange[]): string {
  const applied = changes.filter(isApplied);
  const denied = changes.length - applied.length;
  const parts = OPERATIONS.flatMap(([operation, word]) => {
    const count = applied.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const done = parts.length === 0 ? "Nothing was changed" : parts.join(", ").replace(/^(\d+)/, "Sections: $1");
  return denied === 0 ? `${done}.` : `${done}; ${denied} denied.`;
}

const isApplied = ({ status }: DecidedChange): boolean => status !== "denied";

/**
 * What the editor said of what was applied, or why it proposed nothing; else what it said last. Where a human decided
 * otherwise, what became of it comes first.
 */
function responseOf({ rounds }: Reviewed): string {
  const changes = rounds.flatMap((round) => round.changes);
  const heard = rounds.filter((round) => round.changes.length === 0 || round.changes.some(isApplied));
  const responses = (heard.length === 0 ? rounds.slice(-1) : heard).map(({ response }) => response.trim());
  const said = [...new Set(responses)].filter((response) => response !== "").join("\n\n");
  const applied = changes.filter(isApplied).length;
  if (applied === changes.length) return said;
  // The editor speaks as if all of it had been done.
  const outcome =
    applied === 0
      ? "None of the proposed changes was approved; the document is as it was."
      : `${applied} of ${changes.length} proposed changes ${applied === 1 ? "was" : "were"} approved and applied.`;
  return said === "" ? outcome : `${outcome}\n\nWhat had been proposed: ${said}`;
}
