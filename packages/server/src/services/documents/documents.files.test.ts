import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments({ maxDocumentBytes: 100_000 });
});
afterAll(() => kit.close());

function form(filename: string, content: string | Uint8Array<ArrayBuffer>, fields: Record<string, string>): FormData {
  const data = new FormData();
  data.set("file", new Blob([content]), filename);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("an uploaded file", () => {
  it.each([
    ["plan.html", PLAN, PLAN],
    ["plan.md", "# Plan\n\nOne.\n\nTwo.\n", "<h1>Plan</h1>\n<p>One.</p>\n<p>Two.</p>"],
    ["plan.txt", "One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"],
  ])("%s becomes the session's document, which the next message works on", async (name, content, html) => {
    const session = name.replace(".", "-");
    const { status, body } = await kit.post("/v1/documents/upload", form(name, content, { session_id: session }));
    expect(status).toBe(200);
    expect(body).toEqual({
      html: expect.stringContaining("data-chunk-id"),
      session_id: session,
      filename: name,
      chunks_count: expect.any(Number),
      version_id: expect.stringMatching(/^ver_\d+$/),
      document_id: "doc_primary",
      documents: [
        {
          document_id: "doc_primary",
          durable_document_id: null,
          title: null,
          chunks_count: body.chunks_count,
          focused: true,
          html: null,
        },
      ],
      page_setup: null,
      persisted: true,
      warnings: [],
    });
    expect(bare(body.html).trim()).toBe(html);
    kit.answer(rewriting((text) => `${text}!`));
    const next = await kit.post("/v1/chat", { message: "Mark", session_id: session });
    expect(next.body.document_changes.updated_html).toContain("One.!");
  });

  it("comes out as docx and goes in again", async () => {
    const exported = await fetch(`${kit.url}/v1/documents/export`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        format: "docx",
        html: "<h1>Plan</h1><p>One <strong>two</strong>.</p>",
        options: { filename: "my plan.docx", paper_size: "Letter" },
      }),
    });
    expect(exported.status).toBe(200);
    expect(exported.headers.get("content-disposition")).toContain(`filename*=UTF-8''my%20plan.docx`);
    const bytes = new Uint8Array(await exported.arrayBuffer());
    const { status, body } = await kit.post("/v1/documents/upload", form("plan.docx", bytes, { session_id: "word" }));
    expect(status).toBe(200);
    expect(bare(body.html)).toContain("<h1>Plan</h1>");
    expect(bare(body.html)).toContain("<strong>two</strong>");
  });

  it.each([
    ["an old Word file", "plan.doc", "x", { session_id: "s" }, 400],
    ["a PDF", "plan.pdf", "%PDF-1.4", { session_id: "s" }, 400],
    ["a PDF called HTML", "plan.html", "%PDF-1.4", { session_id: "s" }, 400],
    ["a broken docx", "plan.docx", "PK\u0003\u0004broken", { session_id: "s" }, 422],
    ["no session", "plan.md", "# A", {}, 422],
    ["another mode", "plan.md", "# A", { session_id: "s", open_mode: "background" }, 422],
    ["too large a document", "plan.txt", "word ".repeat(30_000), { session_id: "s" }, 413],
    ["too large a file", "plan.txt", "word ".repeat(100_000), { session_id: "s" }, 413],
  ])("is refused as %s", async (_name, filename, content, fields, status) => {
    const answer = await kit.post("/v1/documents/upload", form(filename, content, fields));
    expect(answer.status).toBe(status);
    expect((await kit.get("/v1/sessions/s/history")).status).toBe(404);
  });

  it("is refused while a job of the session awaits approval", async () => {
    kit.answer(rewriting((text) => `${text}?`));
    const ask = { message: "Ask", session_id: "waits", document_html: PLAN, approval_mode: "ask_every_time" };
    const { body } = await kit.post("/v1/chat/async", ask);
    await jobIn(kit, body.job_id, "awaiting_approval");
    const refused = await kit.post("/v1/documents/upload", form("a.md", "# A", { session_id: "waits" }));
    expect(refused).toMatchObject({ status: 409, body: { error_code: "session_busy", active_jobs: 1 } });
  });
});

describe("an export", () => {
  it.each([
    ["html", "text/html", /<title>Plan<\/title>[^]*<p>One\.<\/p>/],
    ["markdown", "text/markdown", /^# Plan\n\nOne\./],
    ["txt", "text/plain", /Plan[^]*One\./],
  ])("of a session as %s has its text and none of its ids", async (format, type, expected) => {
    await kit.post("/v1/documents/upload", form("plan.html", PLAN, { session_id: "out" }));
    const { status, headers, text } = await kit.post("/v1/documents/export", { format, session_id: "out" });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain(type);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="out\./);
    expect(text).toMatch(expected);
    expect(text).not.toContain("data-chunk-id");
  });

  it("says what it left out", async () => {
    const asked = { format: "txt", html: "<p>A<script>x()</script></p>", options: { watermark_text: "DRAFT" } };
    const { headers } = await kit.post("/v1/documents/export", asked);
    expect(headers.get("x-export-warnings")).toMatch(/script.*; The option watermark_text was left out\./);
  });

  it.each([
    ["an unknown format", { format: "md", session_id: "out" }, 422],
    ["a format that is not made", { format: "pdf", session_id: "out" }, 422],
    ["nothing to write", { format: "html" }, 422],
    ["an unknown session", { format: "html", session_id: "nobody" }, 404],
    ["a paper that is none", { format: "docx", html: "<p>A</p>", options: { paper_size: "B5" } }, 422],
    ["too large a document", { format: "html", html: `<p>${"x".repeat(100_000)}</p>` }, 413],
  ])("of %s is refused", async (_name, body, status) => {
    expect((await kit.post("/v1/documents/export", body)).status).toBe(status);
  });
});
