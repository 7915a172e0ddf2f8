import { DEFAULT_MODEL_TIER, DEFAULT_THINKING_DEPTH, type DocumentInput } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { warnOfUnknownMembers } from "../../../service-kit/service.ts";
import type { Turn } from "@headway-jobs/ports/editor";
import { htmlWork } from "../html-work/thread.ts";
import type { DocumentPorts } from "../ports.ts";
import { type Opened, openSession, type Session } from "../sessions/session.ts";
import { SessionStore, type Version } from "../sessions/store.ts";

/** Turns that editors get; older ones say little about the present message. */
const MOST_TURNS_TOLD = 20;

export interface OpenedDocument {
  /** Edition of the session's head; the work is refused when it has changed since. */
  readonly opened: Opened;
  /** Empty for a session that has no document yet. */
  readonly html: string;
  readonly history: readonly Turn[];
  readonly sentAtMs: number;
}

/** Takes the session over with the document that came along or, without one, its own; the reader of the stream gets it when it asked for it. */
export async function openDocument(
  ctx: JobContext,
  ports: DocumentPorts,
  input: DocumentInput,
): Promise<OpenedDocument> {
  await ctx.progress({ phase: "opening", progress: 2, message: "Opening the document." });
  const sessions = new SessionStore(ports.engine, ctx.job.owner);
  const found = await ctx.step("open", async () => {
    const sent = input.document_html === null ? null : await keepSent(ctx, ports, sessions, input, input.document_html);
    const session = await sessions.change(input.session_id, (head) =>
      openSession(head, ctx.job.jobId, sent?.version?.id ?? null),
    );
    return { opened: openedBy(session, ctx.job.jobId), history: recentTurns(session), warnings: sent?.warnings ?? [] };
  });
  const { versionId } = found.opened;
  const html = versionId === null ? "" : (await sessions.version(versionId)).html;
  // Readers take it as the first thing of their stream (SPEC §4): warnings come behind it.
  if (input.document_sync) await ctx.emit({ type: "document.sync", data: { html } });
  await warnOfUnknownMembers(ctx);
  for (const warning of found.warnings) await ctx.warn("DOCUMENT_CLEANED", warning);
  await warnOfIgnored(ctx, input);
  return { opened: found.opened, html, history: found.history, sentAtMs: ctx.job.createdAtMs };
}

async function warnOfIgnored(ctx: JobContext, input: DocumentInput): Promise<void> {
  if (input.image_attachments.length > 0) {
    await ctx.warn("IMAGES_IGNORED", "Image attachments were left out: this server edits documents by text alone.");
  }
  if (input.model_tier !== DEFAULT_MODEL_TIER || input.thinking_depth !== DEFAULT_THINKING_DEPTH) {
    await ctx.warn("MODEL_CHOICE_IGNORED", "This server has one editor: model_tier and thinking_depth change nothing.");
  }
}

/** The document of the request as a new version, unless it equals the session's. */
async function keepSent(
  ctx: JobContext,
  { newId }: DocumentPorts,
  sessions: SessionStore,
  { session_id: sessionId }: DocumentInput,
  sentHtml: string,
): Promise<{ readonly version: Version | null; readonly warnings: readonly string[] }> {
  const { html, chunkCount, warnings } = await htmlWork({ task: "admit", html: sentHtml }, newId, ctx.signal);
  const there = (await sessions.find(sessionId))?.session.versionId ?? null;
  const current = there === null ? "" : (await sessions.version(there)).html;
  if (html === current) return { version: null, warnings };
  return { version: await sessions.keep({ html, chunkCount }, `${ctx.job.jobId}:sent`), warnings };
}

function openedBy(session: Session, jobId: string): Opened {
  if (session.opened?.jobId !== jobId) throw new Error("a session was opened by another job than its own");
  return session.opened;
}

function recentTurns({ turns }: Session): readonly Turn[] {
  return turns.slice(-MOST_TURNS_TOLD).map(({ message, response }) => ({ message, response }));
}
