import {
  HeadwayError,
  jobResourceSchema,
  revertReplySchema,
  revertSchema,
  type SessionHistory,
  sessionHistorySchema,
  sessionIdSchema,
  sessionListSchema,
} from "@headway-jobs/contract";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { revertTo, type Session, type SessionTurn } from "../sessions/session.ts";
import { SessionStore, type StoredSession, versionName } from "../sessions/store.ts";
import { requireIdle } from "../sessions/unfinished.ts";
import { DOCUMENTS_TAG } from "./wording.ts";
import { problem } from "../../../service-kit/replies.ts";

const params = z.object({ session_id: sessionIdSchema });
const flag = (byDefault: boolean) =>
  z
    .enum(["true", "false", "1", "0"])
    .optional()
    .transform((value) => (value === undefined ? byDefault : value === "true" || value === "1"));
const count = (most: number, byDefault: number) => z.coerce.number().int().min(1).max(most).default(byDefault);

const listQuery = z.object({ limit: count(1_000, 100) });
const historyQuery = z.object({ include_document_html: flag(true) });
const jobsQuery = z.object({ limit: count(100, 20), compact: flag(false) });
const jobListSchema = z.object({ jobs: z.array(jobResourceSchema) });

/** Sessions: list, history, jobs and revert (SPEC §4.5). */
export const sessionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/sessions",
    summary: "Sessions, the one that changed last first",
    tag: DOCUMENTS_TAG,
    query: listQuery,
    responses: { 200: { description: "The sessions.", schema: sessionListSchema } },
    validation: "fields",
    handle: list,
  },
  {
    method: "GET",
    path: "/v1/sessions/:session_id/history",
    summary: "A session's conversation and document",
    tag: DOCUMENTS_TAG,
    params,
    query: historyQuery,
    responses: { 200: { description: "The session.", schema: sessionHistorySchema }, 404: problem("No such session.") },
    validation: "fields",
    handle: history,
  },
  {
    method: "POST",
    path: "/v1/sessions/:session_id/revert",
    scope: "submit",
    summary: "Take back a message and all that came after it, document and conversation",
    tag: DOCUMENTS_TAG,
    params,
    body: revertSchema,
    responses: {
      200: { description: "As it was just before that message.", schema: revertReplySchema },
      404: problem("No such session, or no such turn in it."),
      409: problem("A job of the session runs or awaits approval."),
    },
    validation: "fields",
    handle: revert,
  },
  {
    method: "GET",
    path: "/v1/sessions/:session_id/jobs",
    summary: "A session's jobs, newest first",
    tag: DOCUMENTS_TAG,
    params,
    query: jobsQuery,
    responses: { 200: { description: "The jobs.", schema: jobListSchema }, 404: problem("No such session.") },
    validation: "fields",
    handle: jobs,
  },
];

async function list({ owner, query }: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { limit } = query as z.infer<typeof listQuery>;
  const sessions = (await new SessionStore(engine, owner).list()).slice(0, limit).map((one) => ({
    id: one.sessionId,
    session_id: one.sessionId,
    message_count: one.messageCount,
    first_message: one.firstMessage,
    version_id: one.versionId,
    created_at: iso(one.createdAtMs),
    updated_at: iso(one.updatedAtMs),
  }));
  const body: z.infer<typeof sessionListSchema> = { sessions, total: sessions.length };
  return { kind: "json", status: 200, body };
}

async function history({ owner, params: path, query }: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { include_document_html: withHtml } = query as z.infer<typeof historyQuery>;
  const store = new SessionStore(engine, owner);
  const found = await requireSession(store, path);
  const body: SessionHistory = {
    session_id: found.sessionId,
    messages: found.session.turns.flatMap(messagesOf),
    document_state: await documentState(store, found.session, withHtml),
    editor_action: actionFor(found.session, withHtml),
  };
  return { kind: "json", status: 200, body };
}

async function revert({ owner, params: path, body: asked }: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { turn_index: turnIndex } = asked as z.infer<typeof revertSchema>;
  const store = new SessionStore(engine, owner);
  const { sessionId } = await requireSession(store, path);
  await requireIdle(engine, owner, sessionId);
  let turn: SessionTurn | undefined;
  let before: Session | undefined;
  const session = await store.change(sessionId, (head) => {
    before = head;
    const reverted = revertTo(head, turnIndex);
    ({ turn } = reverted);
    return reverted.session;
  });
  const body: z.infer<typeof revertReplySchema> = {
    session_id: sessionId,
    reverted_to_turn: turnIndex - 1,
    compose_text: turn?.message ?? "",
    archived_turn_count: (before?.turns.length ?? turnIndex) - turnIndex,
    document_state: await documentState(store, session, true),
    editor_action: before?.versionId === session.versionId ? "keep" : actionFor(session, true),
  };
  return { kind: "json", status: 200, body };
}

async function jobs({ owner, params: path, query }: RouteRequest, call: ServiceCall): Promise<Reply> {
  const { session_id: sessionId } = params.parse(path);
  const { limit, compact } = query as z.infer<typeof jobsQuery>;
  const page = await call.engine.list({ owner, kind: "document", sessionId, limit });
  // A session is there from its first message on, which may still be queued; it is kept longer than its jobs.
  if (page.jobs.length === 0) await requireSession(new SessionStore(call.engine, owner), path);
  const body: z.infer<typeof jobListSchema> = {
    jobs: await Promise.all(page.jobs.map((job) => call.jobResource(job, { compact }))),
  };
  return { kind: "json", status: 200, body };
}

async function requireSession(store: SessionStore, path: unknown): Promise<StoredSession> {
  const { session_id: sessionId } = params.parse(path);
  const found = await store.find(sessionId);
  if (found === null) throw new HeadwayError("NOT_FOUND", "There is no such session.");
  return found;
}

function messagesOf(turn: SessionTurn, index: number): SessionHistory["messages"] {
  const shared = { turn_index: index, checkpoint_id: turn.before === null ? null : versionName(turn.before) };
  return [
    { id: `${turn.jobId}_user`, sender: "user", content: turn.message, timestamp: iso(turn.sentAtMs), ...shared },
    { id: `${turn.jobId}_ai`, sender: "ai", content: turn.response, timestamp: iso(turn.answeredAtMs), ...shared },
  ];
}

async function documentState(
  store: SessionStore,
  { versionId }: Session,
  withHtml: boolean,
): Promise<SessionHistory["document_state"]> {
  if (versionId === null) return null;
  const version = await store.version(versionId);
  return {
    html_content: withHtml ? version.html : null,
    version_id: version.versionId,
    chunk_count: version.chunkCount,
    last_modified: iso(version.createdAtMs),
    attachments: [],
  };
}

function actionFor({ versionId }: Session, withHtml: boolean): SessionHistory["editor_action"] {
  if (versionId === null) return "clear";
  return withHtml ? "update" : "keep";
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
