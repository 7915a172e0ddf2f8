import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EditRequest, Proposal } from "@headway-jobs/ports/editor";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments({ maxDocumentBytes: 5 * 2 ** 20 }, { bodyLimitBytes: 8 * 2 ** 20 });
});
afterAll(() => kit.close());
beforeEach(() => kit.answer(rewriting((text) => `${text}!`)));

const UNKNOWN = "job_01JD0000000000000000ABCDEF";
let sessions = 0;
const request = (more: object = {}) => {
  sessions += 1;
  return { message: "Mark", session_id: `request-${sessions}`, document_html: PLAN, ...more };
};

describe("a request", () => {
  it.each([
    ["an empty message", { message: "" }, ["body", "message"]],
    ["a blank message", { message: " \n\t" }, ["body", "message"]],
    ["no message", { message: undefined }, ["body", "message"]],
    ["a message that is no text", { message: 7 }, ["body", "message"]],
    ["a message without end", { message: "x".repeat(50_001) }, ["body", "message"]],
    ["no session", { session_id: undefined }, ["body", "session_id"]],
    ["a session with a slash", { session_id: "a/b" }, ["body", "session_id"]],
    ["a session of 129 letters", { session_id: "a".repeat(129) }, ["body", "session_id"]],
    ["an unknown approval mode", { approval_mode: "sometimes" }, ["body", "approval_mode"]],
    ["an unknown tier", { model_tier: "huge" }, ["body", "model_tier"]],
    ["an unknown depth", { thinking_depth: "abyss" }, ["body", "thinking_depth"]],
    ["an unknown response mode", { response_mode: "tiny" }, ["body", "response_mode"]],
    ["a document that is no text", { document_html: 1 }, ["body", "document_html"]],
  ])("with %s is refused with its place, on each route", async (_name, members, loc) => {
    for (const path of ["/v1/chat", "/v1/chat/async"]) {
      const { status, body } = await kit.post(path, request(members));
      expect(status).toBe(422);
      expect(body.detail).toMatchObject([{ loc, msg: expect.any(String), type: expect.any(String) }]);
    }
    const native = await kit.post("/v1/jobs", { kind: "document", input: request(members) });
    expect(native.status).toBe(422);
    expect(native.body.errors[0]?.loc).toEqual(["body", "input", ...loc.slice(1)]);
  });

  it("with a document of six megabytes is refused, one just within the limit is not", async () => {
    const large = await kit.post("/v1/chat/async", request({ document_html: `<p>${"x".repeat(6 * 2 ** 20)}</p>` }));
    expect(large).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    const wide = await kit.post("/v1/chat/async", request({ document_html: `<p>${"é".repeat(2.7 * 2 ** 20)}</p>` }));
    expect(wide.status).toBe(413);
    kit.answer(() => ({ response: "Large." }));
    const { status, body } = await kit.post(
      "/v1/chat",
      request({ document_html: `<p>${"x".repeat(5 * 2 ** 20 - 7)}</p>` }),
    );
    expect([status, body.response]).toEqual([200, "Large."]);
  });

  it("may send back a document that only its ids have made larger than the limit", async () => {
    const source = `<p>${"x".repeat(230)}</p>`.repeat(21_000);
    const { body } = await kit.post("/v1/chat", request({ document_html: source, session_id: "back" }));
    const given = (await kit.get("/v1/sessions/back/history")).body.document_state.html_content;
    expect([body.code, given.length > 5 * 2 ** 20]).toEqual([undefined, true]);
    kit.answer(() => ({ response: "Back." }));
    const again = await kit.post("/v1/chat", request({ document_html: given, session_id: "back" }));
    expect([again.status, again.body.response]).toEqual([200, "Back."]);
    const { body: after } = await kit.get("/v1/sessions/back/history");
    expect(after.document_state.html_content === given).toBe(true);
  }, 60_000);

  it("with more changes than a result can list has them all applied, and is told how many are listed", async () => {
    const source = `<p>${"x".repeat(400)}</p>`.repeat(3_000);
    const { body } = await kit.post("/v1/chat", request({ document_html: source, response_mode: "compact" }));
    const { changes, chunk_diffs, changes_summary } = body.document_changes;
    expect(changes_summary).toBe("Sections: 3000 edited.");
    expect(changes.length).toBeLessThan(3_000);
    expect(chunk_diffs).toHaveLength(changes.length);
    expect(body.usage.ops_charged).toBe(3_000);
    const job = await kit.get(`/v1/jobs/${body.job_id}?compact=true`);
    expect(job.body.metadata.warnings).toMatchObject([
      { code: "RESULT_SHORTENED", message: expect.stringContaining(`first ${changes.length} of 3000`) },
    ]);
  });

  it("may leave out or null whatever has a default, and bring what this server does not know", async () => {
    const nulls = {
      document_html: null,
      approval_mode: null,
      model_tier: null,
      thinking_depth: null,
      response_mode: null,
      image_attachments: null,
    };
    const { status } = await kit.post(
      "/v1/chat",
      request({ ...nulls, user_id: null, async_mode: true, document_id: "doc_primary", future: [1] }),
    );
    expect(status).toBe(200);
  });

  it("is told that its images were left out", async () => {
    const image = { id: "1", name: "a.png", base64Data: "AAAA", mimeType: "image/png", size: 3 };
    const { body } = await kit.post("/v1/chat", request({ image_attachments: [image] }));
    const job = await kit.get(`/v1/jobs/${body.job_id}`);
    expect(job.body.metadata.warnings).toMatchObject([{ code: "IMAGES_IGNORED" }]);
  });

  it.each([{ model_tier: "max" }, { thinking_depth: "deep" }, { model_tier: "pro", thinking_depth: "fast" }])(
    "is told once that there is one editor whatever it chooses: %o",
    async (chosen) => {
      const { body } = await kit.post("/v1/chat", request(chosen));
      const job = await kit.get(`/v1/jobs/${body.job_id}`);
      expect(job.body.metadata.warnings).toMatchObject([{ code: "MODEL_CHOICE_IGNORED" }]);
    },
  );

  it("that chooses what is chosen anyway is told nothing", async () => {
    const { body } = await kit.post("/v1/chat", request({ model_tier: "core", thinking_depth: "balanced" }));
    expect((await kit.get(`/v1/jobs/${body.job_id}`)).body.metadata).not.toHaveProperty("warnings");
  });

  it("gets its document sanitised, with a warning", async () => {
    const html = `<p onclick="steal()">Hi<script>steal()</script></p><iframe src="https://evil.example"></iframe><p>Two`;
    const { body } = await kit.post("/v1/chat", request({ document_html: html }));
    expect(bare(body.document_changes.updated_html)).toBe("<p>Hi!</p><p>Two!</p>");
    const job = await kit.get(`/v1/jobs/${body.job_id}`);
    expect(job.body.metadata.warnings).toMatchObject([
      { code: "DOCUMENT_CLEANED", message: expect.stringContaining("script") },
    ]);
  });

  it("answers at once when it prefers to, and with what there is after the time it gives", async () => {
    const async = await kit.post("/v1/chat", request(), { Prefer: "respond-async" });
    expect(async).toMatchObject({ status: 202, body: { status: "pending" } });
    await jobIn(kit, async.body.job_id, "completed");
    const { promise, resolve } = Promise.withResolvers<object>();
    kit.answer(() => promise);
    const slow = await kit.post("/v1/chat", request(), { Prefer: "wait=1" });
    expect(slow).toMatchObject({ status: 202, body: { status: "pending" } });
    resolve({ response: "Finally." });
    await jobIn(kit, slow.body.job_id, "completed");
  });

  it("that takes too long for an answer is told so, and its job continues", async () => {
    const hasty = await startDocuments({ longestBlockMs: 200 });
    try {
      const { promise, resolve } = Promise.withResolvers<object>();
      hasty.answer(() => promise);
      const slow = await hasty.post("/v1/chat", request());
      expect(slow).toMatchObject({
        status: 504,
        body: { code: "STILL_RUNNING", job_id: expect.stringMatching(/^job_/) },
      });
      resolve({ response: "Finally." });
      expect((await jobIn(hasty, slow.body.job_id, "completed")).result.response).toBe("Finally.");
    } finally {
      await hasty.close();
    }
  });

  it("with the same Idempotency-Key is the same job", async () => {
    const sent = request();
    const first = await kit.post("/v1/chat/async", sent, { "Idempotency-Key": "k" });
    const again = await kit.post("/v1/chat/async", sent, { "Idempotency-Key": "k" });
    expect(again.body.job_id).toBe(first.body.job_id);
  });

  it("as a native job is the same job", async () => {
    const { status, body } = await kit.post("/v1/jobs", { kind: "document", input: request() }, { Prefer: "wait=20" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: "document",
      job_type: "chat",
      status: "completed",
      progress: 100,
      result: { response: "I rewrote the paragraphs." },
    });
  });
});

describe("what is not there", () => {
  it.each([
    ["GET", "/v1/sessions/nobody/history", undefined],
    ["POST", "/v1/sessions/nobody/revert", { turn_index: 0 }],
    ["POST", "/v1/chat/nobody/approve", { job_id: UNKNOWN, approved: true }],
    ["GET", "/v1/sessions/nobody/jobs", undefined],
    ["GET", `/v1/jobs/${UNKNOWN}`, undefined],
  ])("is 404: %s %s", async (method, path, body) => {
    const { status } = method === "GET" ? await kit.get(path) : await kit.post(path, body);
    expect(status).toBe(404);
  });
});

const edit = (chunkId: string, newHtml: string): Proposal => ({
  operation: "edit",
  chunkId,
  newHtml,
  explanation: "",
});
const first = ({ document }: EditRequest) => document.chunks.find(({ tag }) => tag === "p")?.id ?? "";

describe("an editor", () => {
  it("that names a chunk which is not there has that left out, with a warning", async () => {
    kit.answer((asked) => ({
      proposals: [edit("11111111-1111-4111-8111-111111111111", "<p>No</p>"), edit(first(asked), "<p>Yes</p>")],
    }));
    const { body } = await kit.post("/v1/chat", request());
    expect(body.document_changes.changes).toHaveLength(1);
    const job = await kit.get(`/v1/jobs/${body.job_id}`);
    expect(job.body.metadata.warnings).toMatchObject([
      { code: "EDITOR", message: expect.stringContaining("not in the document") },
    ]);
  });

  it("that proposes what is there already, or two things for one chunk, has that left out", async () => {
    kit.answer((asked) => ({
      proposals: [edit(first(asked), "<p>One.</p>"), edit(first(asked), "<p>A</p>"), edit(first(asked), "<p>B</p>")],
    }));
    const { body } = await kit.post("/v1/chat", request());
    expect(bare(body.document_changes.updated_html)).toBe("<h1>Plan</h1><p>A</p><p>Two.</p><p>Three.</p>");
    expect(body.usage.ops_charged).toBe(1);
  });

  it("that writes scripts has them taken out before anybody sees them", async () => {
    kit.answer((asked) => ({ proposals: [edit(first(asked), `<p onclick="x()">A<script>x()</script></p>`)] }));
    const { body } = await kit.post("/v1/chat", request({ approval_mode: "ask_every_time" }));
    expect(body.pending_changes[0]?.new_html).toBe("<p>A</p>");
  });

  it("that deletes everything is not followed, unless a human approves", async () => {
    kit.answer(({ document }) => ({
      response: "All gone.",
      proposals: document.chunks.map((chunk): Proposal => ({
        operation: "delete",
        chunkId: chunk.id,
        explanation: "",
      })),
    }));
    const { body } = await kit.post("/v1/chat", request());
    expect(body).toMatchObject({
      document_changes: null,
      usage: { was_billable: false },
      response: expect.stringContaining("removed everything"),
    });
    const asked = request({ approval_mode: "ask_every_time" });
    const waiting = await kit.post("/v1/chat", asked);
    await kit.post(`/v1/chat/${asked.session_id}/approve`, { job_id: waiting.body.job_id, approved: true });
    const { result } = await jobIn(kit, waiting.body.job_id, "completed");
    expect(bare(result.document_changes.updated_html)).toBe("");
  });

  it("that fails ends the job with its code, costs nothing and leaves the session free", async () => {
    const { HeadwayError } = await import("@headway-jobs/contract");
    kit.answer(() => {
      throw new HeadwayError("PROVIDER_BAD_ANSWER", "The model answered with poetry.");
    });
    const sent = request();
    const failed = await kit.post("/v1/chat", sent);
    expect(failed).toMatchObject({
      status: 502,
      body: { code: "PROVIDER_BAD_ANSWER", job_id: expect.stringMatching(/^job_/) },
    });
    kit.answer(() => ({ response: "Fine." }));
    expect((await kit.post("/v1/chat", { ...sent, document_html: undefined })).body.response).toBe("Fine.");
  });

  it("tells what it does, and who polls sees the latest fifty as the stream shows them", async () => {
    kit.answer(async ({ tell, keep }) => {
      for (let part = 1; part <= 60; part += 1) await tell(`Part ${part}`);
      const kept = await keep("sum", async (piece) => {
        await piece.tell("Adding up");
        return 7;
      });
      return { response: String(kept) };
    });
    const { body } = await kit.post("/v1/chat", request());
    expect(body.response).toBe("7");
    const { metadata } = (await kit.get(`/v1/jobs/${body.job_id}`)).body;
    expect(metadata.intermediate_responses).toHaveLength(50);
    expect(metadata.intermediate_responses.at(-1)).toEqual({
      type: "intermediate",
      content: "Adding up",
      sequence: expect.any(Number),
      timestamp: expect.any(String),
    });
    const { body: page } = await kit.get(`/v1/jobs/${body.job_id}/events?limit=200`, { Accept: "application/json" });
    const told = page.events.filter(({ type }) => type === "document.intermediate");
    expect(told).toHaveLength(61);
    const sequences = metadata.intermediate_responses.map(({ sequence }) => sequence);
    expect(sequences).toEqual(told.slice(-50).map(({ seq }) => seq));
    const compact = (await kit.get(`/v1/jobs/${body.job_id}?compact=true`)).body;
    expect(compact.metadata).not.toHaveProperty("intermediate_responses");
  });
});
