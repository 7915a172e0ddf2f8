import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentsKit, startDocuments } from "./testing/documents-kit.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments({ maxDocumentBytes: 20_000 });
});
afterAll(() => kit.close());

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "s",
    "..",
    "__proto__",
    "<p>A</p>",
    "<table><tr><td>x",
    "ch_1",
    "job_01JD0000000000000000ABCDEF",
  ),
);
const anything = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.integer(), fc.constant(null));
const body = fc.dictionary(
  fc.constantFrom(
    "message",
    "session_id",
    "document_html",
    "approval_mode",
    "response_mode",
    "document_sync",
    "image_attachments",
    "job_id",
    "approved",
    "change_id",
    "changes",
    "feedback",
    "turn_index",
    "format",
    "html",
    "options",
    "change_hash",
    "model_tier",
    "thinking_depth",
  ),
  anything,
);
const valid = fc.record({
  message: fc.constant("x"),
  session_id: fc.constant("s"),
  document_html: text,
  format: fc.constant("html"),
  html: text,
});
const segment = text.map((value) => encodeURIComponent(value.toWellFormed()) || "s");
const request = fc.oneof(
  fc.record({
    path: fc.constantFrom("/v1/chat", "/v1/chat/async", "/v1/documents/export", "/v1/documents/upload"),
    body: fc.oneof(body, valid),
  }),
  fc.record({ path: segment.map((session) => `/v1/chat/${session}/approve`), body }),
  fc.record({ path: segment.map((session) => `/v1/sessions/${session}/revert`), body }),
  fc.record({
    path: fc.tuple(segment, segment, segment).map(([a, b, c]) => `/v1/chat/${a}/stream?job_id=${b}&last_sequence=${c}`),
    body: fc.constant(null),
  }),
  fc.record({
    path: fc.tuple(segment, segment).map(([a, b]) => `/v1/sessions/${a}/jobs?limit=${b}&compact=${b}`),
    body: fc.constant(null),
  }),
  fc.record({ path: fc.constantFrom("/v1/users/me/usage", "/v1/users/me/limits"), body: fc.constant(null) }),
  fc.record({
    path: segment.map((session) => `/v1/sessions/${session}/history?limit=${session}`),
    body: fc.constant(null),
  }),
  fc.record({ path: segment.map((limit) => `/v1/sessions?limit=${limit}`), body: fc.constant(null) }),
);

describe("whatever is sent to the documents API", () => {
  it("is answered, never with an inner error", async () => {
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const {
          status,
          headers,
          body: answer,
        } = asked.body === null ? await kit.get(asked.path) : await kit.post(asked.path, asked.body);
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
        if (status < 400) return;
        expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
        expect(answer).toMatchObject({ status, code: expect.any(String) });
        expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:\d|SQLITE/);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
