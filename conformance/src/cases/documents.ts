import type { Case, Expected, RequestStep } from "../case.ts";

const HTML = "<h1>Pets</h1><p>The cat sleeps.</p><p>A cat is a cat.</p>";
/** Both editors understand it: the one that follows rules, and a model. */
const MESSAGE = 'Replace "cat" by "dog"';
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const request = (session: string, more: object = {}) => ({
  message: MESSAGE,
  session_id: `${session}-{{run}}`,
  document_html: HTML,
  ...more,
});
const accepted: Expected = { job_id: { $match: "^job_" }, status: "pending", message: { $type: "string" } };
const change: Expected = {
  change_id: { $match: "^ch_\\d+$" },
  operation: "edit",
  chunk_id: { $match: `^${UUID}$` },
  old_html: { $match: "cat" },
  new_html: { $match: "dog" },
  ai_explanation: { $type: "string" },
  batch_id: "ch_1",
  batch_total: 2,
  insert_after_chunk_id: null,
  change_hash: { $match: "^[0-9a-f]{64}$" },
};
const usage: Expected = {
  monthly_used: { $type: "integer" },
  was_billable: true,
  subscription_tier: { $type: "string" },
};

const refused = (body: unknown, field: string): RequestStep => ({
  path: "/v1/chat/async",
  body,
  status: 422,
  answer: { detail: [{ loc: ["body", field], msg: { $type: "string" }, type: { $type: "string" } }] },
});

/** Starts a job whose two changes await approval. */
const startAsking = (session: string): Case["steps"] => [
  {
    path: "/v1/chat/async",
    body: request(session, { approval_mode: "ask_every_time" }),
    status: [200, 202],
    answer: accepted,
    save: { job: "body.job_id" },
  },
  { path: "/v1/jobs/{{job}}/events", stream: { untilText: "job.awaiting_approval" } },
];

/** SPEC §4: the documents API. */
export const documentCases: readonly Case[] = [
  {
    id: "documents/sync",
    rule: "POST /v1/chat answers with the whole document, each change and what it cost",
    steps: [
      {
        path: "/v1/chat",
        body: request("sync"),
        status: 200,
        answer: {
          response: { $type: "string" },
          session_id: { $match: "^sync-" },
          requires_approval: false,
          pending_changes: null,
          document_changes: {
            updated_html: {
              $match: `<h1 data-chunk-id="${UUID}">Pets</h1><p data-chunk-id="${UUID}">The dog sleeps\\.</p>`,
            },
            version_id: { $type: "string" },
            changes_summary: { $type: "string" },
            requires_approval: false,
            pending_changes: null,
            changes: [{ change_id: "ch_1", status: "auto_approved" }, { change_id: "ch_2" }],
            chunk_diffs: null,
          },
          usage,
        },
        save: { job: "body.job_id" },
      },
      { path: "/v1/jobs/{{job}}", status: 200, answer: { kind: "document", job_type: "chat", status: "completed" } },
      {
        path: "/v1/sessions/sync-{{run}}/history",
        status: 200,
        answer: {
          messages: [
            { sender: "user", content: MESSAGE, turn_index: 0 },
            { sender: "ai", turn_index: 0 },
          ],
          document_state: { html_content: { $match: "dog sleeps" }, chunk_count: 3 },
          editor_action: "update",
        },
      },
      {
        path: "/v1/sessions/sync-{{run}}/revert",
        body: { turn_index: 0 },
        status: 200,
        answer: {
          reverted_to_turn: -1,
          compose_text: MESSAGE,
          archived_turn_count: 1,
          document_state: { html_content: { $match: "cat sleeps" } },
        },
      },
      { path: "/v1/sessions/sync-{{run}}/revert", body: { turn_index: 0 }, status: 404 },
    ],
  },
  {
    id: "documents/approval",
    rule: "Each change is one proposed_change; single decisions add up; the stream stays open and ends with final and usage",
    steps: [
      ...startAsking("approval"),
      {
        path: "/v1/jobs/{{job}}",
        status: 200,
        answer: { status: "awaiting_approval", metadata: { pending_changes: [change, change] } },
      },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: true, change_id: "ch_1" },
        status: 200,
        answer: { status: "ok", message: { $type: "string" }, batch_complete: false },
      },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: false, change_id: "ch_1" },
        status: 409,
      },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: true, changes: [{ change_id: "ch_2" }, { change_id: "ch_7" }] },
        status: 404,
      },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: true, change_id: "ch_2", change_hash: "0" },
        status: 409,
      },
      { path: "/v1/chat/another/approve", body: { job_id: "{{job}}", approved: true }, status: 404 },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: false },
        status: 200,
        answer: { batch_complete: true },
      },
      {
        path: "/v1/chat/approval-{{run}}/stream?job_id={{job}}",
        stream: {
          ids: { from: 1 },
          last: { event: "usage", data: { monthly_used: { $type: "integer" }, was_billable: true } },
        },
      },
      {
        path: "/v1/jobs/{{job}}",
        status: 200,
        answer: {
          status: "completed",
          result: { document_changes: { changes: [{ status: "approved" }, { status: "denied" }] } },
        },
      },
      {
        path: "/v1/chat/approval-{{run}}/approve",
        body: { job_id: "{{job}}", approved: true, change_id: "ch_1" },
        status: 200,
      },
    ],
  },
  {
    id: "documents/busy",
    rule: "One running or waiting job a session: 409 with error_code and active_jobs; cancel while it waits ends it",
    steps: [
      ...startAsking("busy"),
      {
        path: "/v1/chat/async",
        body: request("busy"),
        status: 409,
        answer: { error_code: "session_busy", active_jobs: 1 },
      },
      { path: "/v1/sessions/busy-{{run}}/revert", body: { turn_index: 0 }, status: 409 },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: 200, answer: { status: "cancelled" } },
      {
        path: "/v1/chat/busy-{{run}}/approve",
        body: { job_id: "{{job}}", approved: true },
        status: 409,
      },
      {
        path: "/v1/chat/busy-{{run}}/stream?job_id={{job}}",
        stream: { last: { event: "error", data: { error: { $type: "string" }, content: { $absent: true } } } },
      },
    ],
  },
  {
    id: "documents/stream-errors",
    rule: "An unknown job or one of another session is an error frame, never with content",
    steps: [
      {
        path: "/v1/chat/nobody/stream?job_id={{ended}}",
        stream: {
          count: 1,
          last: { event: "error", data: { error: { $type: "string" }, content: { $absent: true } } },
        },
      },
      { path: "/v1/chat/nobody/stream?job_id={{ended}}&last_sequence=x", status: 400 },
    ],
  },
  {
    id: "documents/validation",
    rule: "Refusals are 422 with [{loc, msg, type}]: message, session, approval mode, response mode",
    steps: [
      refused(request("bad", { message: "  " }), "message"),
      refused(request("bad", { session_id: "a/b" }), "session_id"),
      refused(request("bad", { approval_mode: "sometimes" }), "approval_mode"),
      refused(request("bad", { response_mode: "tiny" }), "response_mode"),
      { path: "/v1/chat/nobody/approve", body: { job_id: "x" }, status: 422 },
      { path: "/v1/chat/nobody/approve", body: { job_id: "x", approved: true }, status: 404 },
      { path: "/v1/sessions/nobody-{{run}}/history", status: 404 },
    ],
  },
  {
    id: "documents/export",
    rule: "POST /v1/documents/export answers with a file; md is no format",
    steps: [
      {
        path: "/v1/documents/export",
        body: { format: "markdown", html: HTML },
        status: 200,
        answerHeaders: { "content-disposition": { $match: "^attachment" } },
      },
      { path: "/v1/documents/export", body: { format: "md", html: HTML }, status: 422 },
      { path: "/v1/documents/export", body: { format: "html", session_id: "nobody-{{run}}" }, status: 404 },
    ],
  },
  {
    id: "documents/usage",
    rule: "GET /v1/users/me/usage and /limits answer for the key",
    steps: [
      {
        path: "/v1/users/me/usage",
        status: 200,
        answer: { monthly_used: { $type: "integer" }, subscription_tier: { $type: "string" }, quota_exhausted: false },
      },
      { path: "/v1/users/me/limits", status: 200, answer: { max_document_bytes: { $type: "integer" } } },
    ],
  },
];
