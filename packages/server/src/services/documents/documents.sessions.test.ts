import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proposal } from "@headway-jobs/ports/editor";
import { type Answered, type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments();
});
afterAll(() => kit.close());

/** A turn that puts `mark` behind every paragraph. */
async function turn(session: string, mark: string, more: object = {}): Promise<Answered["body"]> {
  kit.answer(rewriting((text) => text + mark));
  const { status, body } = await kit.post("/v1/chat", { message: `Add ${mark}`, session_id: session, ...more });
  if (status !== 200) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
  return body;
}

const historyOf = async (session: string) => (await kit.get(`/v1/sessions/${session}/history`)).body;
const revert = (session: string, turnIndex: number) =>
  kit.post(`/v1/sessions/${session}/revert`, { turn_index: turnIndex });

const idsOf = (html: string) => html.match(/data-chunk-id="[^"]*"/g);

describe("a session", () => {
  it("continues from its own document, and tells the editor what was said before", async () => {
    await turn("long", "a", { document_html: PLAN });
    const second = await turn("long", "b");
    expect(bare(second.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.ab</p><p>Two.ab</p><p>Three.ab</p>");
    expect(kit.asked.at(-1)?.history).toEqual([{ message: "Add a", response: "I rewrote the paragraphs." }]);
  });

  it("keeps the ids of chunks through edits, and through a client that sends the document back", async () => {
    const first = await turn("ids", "a", { document_html: PLAN });
    const { updated_html: html } = first.document_changes;
    const same = await turn("ids", "b", { document_html: html });
    expect(idsOf(same.document_changes.updated_html)).toEqual(idsOf(html));
    const { messages } = await historyOf("ids");
    // What came back unchanged is no version of its own.
    expect(messages.at(-1)).toMatchObject({ turn_index: 1, checkpoint_id: first.document_changes.version_id });
  });

  it("takes a document that the client changed as the one to work on", async () => {
    await turn("changed", "a", { document_html: PLAN });
    const { document_changes: changes } = await turn("changed", "b", { document_html: "<p>Mine.</p>" });
    expect(bare(changes.updated_html)).toBe("<p>Mine.b</p>");
  });

  it("begins empty where there is no document, and drafts one", async () => {
    kit.answer(({ document }) => {
      expect(document.chunks).toEqual([]);
      return {
        response: "A draft.",
        proposals: [
          {
            operation: "create",
            insertAfterChunkId: null,
            newHtml: "<h1>Draft</h1><p>Text.</p>",
            explanation: "Drafted.",
          } satisfies Proposal,
        ],
      };
    });
    const { body } = await kit.post("/v1/chat", { message: "Draft something", session_id: "draft" });
    expect(bare(body.document_changes.updated_html)).toBe("<h1>Draft</h1><p>Text.</p>");
    expect(body.document_changes.changes).toMatchObject([
      { operation: "create", chunk_id: null, old_html: null, insert_after_chunk_id: null },
    ]);
    expect((await historyOf("draft")).messages[0]).toMatchObject({ checkpoint_id: null });
  });

  it("goes back to any turn, document and conversation, and further from there", async () => {
    const versions = [];
    for (const mark of ["a", "b", "c"]) {
      const { document_changes: changes } = await turn("back", mark, mark === "a" ? { document_html: PLAN } : {});
      versions.push(changes);
    }
    const { status, body } = await revert("back", 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      session_id: "back",
      reverted_to_turn: 0,
      compose_text: "Add b",
      archived_turn_count: 2,
      editor_action: "update",
      document_state: {
        html_content: versions[0]?.updated_html,
        version_id: versions[0]?.version_id,
        chunk_count: 4,
        attachments: [],
      },
    });
    expect((await historyOf("back")).messages).toHaveLength(2);
    const further = await turn("back", "z");
    expect(bare(further.document_changes.updated_html)).toContain("One.az");
    expect((await revert("back", 0)).body).toMatchObject({
      reverted_to_turn: -1,
      archived_turn_count: 2,
      compose_text: "Add a",
    });
    expect(bare((await historyOf("back")).document_state.html_content)).toBe(PLAN);
    expect((await revert("back", 0)).status).toBe(404);
  });

  it("is left without a document by going back to before it had one", async () => {
    kit.answer(() => ({
      proposals: [{ operation: "create", insertAfterChunkId: null, newHtml: "<p>New.</p>", explanation: "" }],
    }));
    await kit.post("/v1/chat", { message: "Draft", session_id: "cleared" });
    expect((await revert("cleared", 0)).body).toMatchObject({
      document_state: null,
      editor_action: "clear",
      reverted_to_turn: -1,
    });
    expect(await historyOf("cleared")).toMatchObject({ messages: [], document_state: null, editor_action: "clear" });
  });

  it("keeps its document where a message changed nothing", async () => {
    await turn("kept", "a", { document_html: PLAN });
    kit.answer(() => ({ response: "It is a plan." }));
    const { body } = await kit.post("/v1/chat", { message: "What is it?", session_id: "kept" });
    expect(body).toMatchObject({
      response: "It is a plan.",
      document_changes: null,
      usage: { was_billable: false, ops_charged: 0 },
    });
    expect((await revert("kept", 1)).body).toMatchObject({
      editor_action: "keep",
      archived_turn_count: 1,
      reverted_to_turn: 0,
    });
  });

  it("answers with what changed alone in compact mode", async () => {
    const { document_changes: changes } = await turn("compact", "a", { document_html: PLAN, response_mode: "compact" });
    expect(changes).toMatchObject({ updated_html: null, chunk_diffs: [{ new_html: "<p>One.a</p>" }, {}, {}] });
  });

  it("shows its conversation without the document when that is not wanted", async () => {
    await turn("light", "a", { document_html: PLAN });
    const { body } = await kit.get("/v1/sessions/light/history?include_document_html=false");
    expect(body).toMatchObject({ document_state: { html_content: null, chunk_count: 4 }, editor_action: "keep" });
  });

  it("is listed with its first message, and lists its jobs", async () => {
    await turn("listed", "a", { document_html: PLAN });
    await turn("listed", "b");
    const { body } = await kit.get("/v1/sessions?limit=1");
    expect(body).toMatchObject({
      sessions: [{ id: "listed", session_id: "listed", message_count: 4, first_message: "Add a" }],
      total: 1,
    });
    const jobs = (await kit.get("/v1/sessions/listed/jobs?compact=true")).body.jobs;
    expect(jobs).toMatchObject([
      {
        kind: "document",
        job_type: "chat",
        session_id: "listed",
        status: "completed",
        result: null,
        metadata: { message: "Add b" },
      },
      { metadata: { message: "Add a" } },
    ]);
  });
});

describe("a busy session", () => {
  it("refuses another message, a revert and an upload until its job has ended", async () => {
    await turn("busy", "a", { document_html: PLAN });
    kit.answer(rewriting((text) => `${text}?`));
    const ask = { message: "Ask", session_id: "busy", approval_mode: "ask_every_time" };
    const { body: job } = await kit.post("/v1/chat/async", ask);
    expect(job).toEqual({
      job_id: expect.any(String),
      session_id: "busy",
      status: "pending",
      message: expect.any(String),
    });
    await jobIn(kit, job.job_id, "awaiting_approval");
    const said = { code: "SESSION_BUSY", error_code: "session_busy", active_jobs: 1, job_id: job.job_id };
    const busy = { status: 409, body: said };
    expect(await kit.post("/v1/chat", ask)).toMatchObject(busy);
    expect(await revert("busy", 0)).toMatchObject(busy);
    await kit.post("/v1/chat/busy/approve", { job_id: job.job_id, approved: true });
    await jobIn(kit, job.job_id, "completed");
    expect((await revert("busy", 0)).status).toBe(200);
  });

  it("lets one of many that come at once in", async () => {
    kit.answer(rewriting((text) => `${text}*`));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        kit.post("/v1/chat/async", { message: "Go", session_id: "rush", document_html: PLAN }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });

  it("applies nothing of a job whose session was changed behind its back", async () => {
    const { body: job } = await kit.post("/v1/chat/async", {
      message: "Go",
      session_id: "moved",
      document_html: PLAN,
      approval_mode: "ask_every_time",
    });
    await jobIn(kit, job.job_id, "awaiting_approval");
    // As a server that had looked before the job came would do.
    const head = await kit.engine.documents.findNamed("local", "document-session", "moved");
    await kit.engine.documents.change("local", "document-session", head?.id ?? 0, (document) => ({
      ...document,
      value: { ...document.value, edition: 99 },
    }));
    await kit.post("/v1/chat/moved/approve", { job_id: job.job_id, approved: true });
    const failed = await jobIn(kit, job.job_id, "failed");
    expect(failed.error).toMatchObject({ code: "CONFLICT" });
    expect(bare((await historyOf("moved")).document_state.html_content)).toBe(PLAN);
    expect((await kit.get("/v1/users/me/usage")).body.monthly_used).toBe(await charged());
  });
});

/** Operations of all completed jobs. */
async function charged(): Promise<number> {
  const { jobs } = (await kit.get("/v1/jobs?kind=document&status=completed&limit=100")).body;
  return jobs.reduce((sum, { result }) => sum + result.usage.ops_charged, 0);
}
