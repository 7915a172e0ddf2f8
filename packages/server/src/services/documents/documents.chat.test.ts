import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments();
});
afterAll(() => kit.close());

describe("a message with approve_all", () => {
  it("answers with the new version, each change, and what it cost", async () => {
    kit.answer(rewriting((text) => text.toUpperCase()));
    const { status, body, headers } = await kit.post("/v1/chat", {
      message: "Shout",
      session_id: "loud",
      document_html: PLAN,
      some_new_field: 1,
    });
    expect(status).toBe(200);
    expect(headers.get("location")).toBe(`/v1/jobs/${body.job_id}`);
    expect(body).toMatchObject({
      response: "I rewrote the paragraphs.",
      session_id: "loud",
      requires_approval: false,
      pending_changes: null,
      usage: {
        monthly_limit: null,
        monthly_remaining: null,
        was_billable: true,
        subscription_tier: "free",
        ops_charged: 3,
      },
      document_changes: { requires_approval: false, pending_changes: null, chunk_diffs: null },
    });
    const { updated_html: html, changes, version_id: version } = body.document_changes;
    expect(bare(html)).toBe("<h1>Plan</h1><p>ONE.</p><p>TWO.</p><p>THREE.</p>");
    expect(changes.map((change: { change_id: string; status: string }) => [change.change_id, change.status])).toEqual([
      ["ch_1", "auto_approved"],
      ["ch_2", "auto_approved"],
      ["ch_3", "auto_approved"],
    ]);
    const history = await kit.get("/v1/sessions/loud/history");
    expect(history.body.document_state).toMatchObject({ html_content: html, version_id: version, chunk_count: 4 });
    expect(history.body.messages.map(({ sender, content }) => [sender, content])).toEqual([
      ["user", "Shout"],
      ["ai", "I rewrote the paragraphs."],
    ]);
  });

  it("asks, applies and continues with ask_every_time", async () => {
    kit.answer(rewriting((text) => `${text}!`));
    const asked = await kit.post("/v1/chat", {
      message: "Mark",
      session_id: "ask",
      document_html: PLAN,
      approval_mode: "ask_every_time",
    });
    expect(asked.body).toMatchObject({
      requires_approval: true,
      pending_changes: [{ change_id: "ch_1" }, { change_id: "ch_2" }, {}],
    });
    const jobId = asked.body.job_id;
    const waiting = await jobIn(kit, jobId, "awaiting_approval");
    expect(waiting.metadata.pending_changes).toHaveLength(3);
    const one = await kit.post("/v1/chat/ask/approve", { job_id: jobId, approved: true, change_id: "ch_1" });
    expect(one.body).toMatchObject({ status: "ok", batch_complete: false });
    const rest = await kit.post("/v1/chat/ask/approve", { job_id: jobId, approved: false });
    expect(rest.body).toMatchObject({ status: "ok", batch_complete: true });
    const done = await jobIn(kit, jobId, "completed");
    expect(bare(done.result.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.!</p><p>Two.</p><p>Three.</p>");
  });
});
