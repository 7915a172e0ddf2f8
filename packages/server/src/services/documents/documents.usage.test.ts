import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments();
});
afterAll(() => kit.close());
beforeEach(() => kit.answer(rewriting((text) => `${text}!`)));

let sessions = 0;
const request = (more: object = {}) => {
  sessions += 1;
  return { message: "Mark", session_id: `usage-${sessions}`, document_html: PLAN, ...more };
};
const usage = async () => (await kit.get("/v1/users/me/usage")).body;

describe("operations", () => {
  it("are counted without a limit until one is set", async () => {
    await kit.post("/v1/chat", request());
    expect(await usage()).toEqual({
      monthly_used: 3,
      monthly_limit: null,
      monthly_remaining: null,
      subscription_tier: "free",
      quota_exhausted: false,
      resets_at: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00\.000Z$/),
    });
  });

  it("are charged once for each applied change, never for denied ones", async () => {
    await kit.engine.operations.set("local", { limit: 20, tier: "plus" });
    const asked = request({ approval_mode: "ask_every_time" });
    const { body } = await kit.post("/v1/chat", asked);
    await kit.post(`/v1/chat/${asked.session_id}/approve`, { job_id: body.job_id, approved: true, change_id: "ch_1" });
    await kit.post(`/v1/chat/${asked.session_id}/approve`, { job_id: body.job_id, approved: false });
    const { result } = await jobIn(kit, body.job_id, "completed");
    expect(result.usage).toEqual({
      monthly_used: 4,
      monthly_limit: 20,
      monthly_remaining: 16,
      was_billable: true,
      subscription_tier: "plus",
      ops_charged: 1,
    });
  });

  it("that a turn would need beyond the limit apply nothing of it", async () => {
    await kit.engine.operations.set("local", { limit: 6, tier: "plus" });
    const sent = request();
    const { status, body, headers } = await kit.post("/v1/chat", sent);
    expect([status, body.code, headers.get("x-usage-remaining")]).toEqual([429, "QUOTA", "2"]);
    const { body: history } = await kit.get(`/v1/sessions/${sent.session_id}/history`);
    expect(bare(history.document_state.html_content)).toBe(PLAN);
    expect(history.messages).toEqual([]);
    expect((await usage()).monthly_used).toBe(4);
  });

  it("that are used up refuse a request before there is a job, in words and headers", async () => {
    await kit.engine.operations.set("local", { limit: 4, tier: "plus" });
    const { body: before } = await kit.get("/v1/jobs?limit=100");
    for (const path of ["/v1/chat", "/v1/chat/async"]) {
      const { status, headers, body } = await kit.post(path, request());
      expect([status, body.code]).toEqual([429, "QUOTA"]);
      expect(["x-usage-limit", "x-usage-used", "x-usage-remaining"].map((name) => headers.get(name))).toEqual([
        "4",
        "4",
        "0",
      ]);
    }
    expect((await kit.get("/v1/jobs?limit=100")).body.total).toBe(before.total);
    expect(await usage()).toMatchObject({ quota_exhausted: true, monthly_remaining: 0 });
  });

  it("that are used up meanwhile do not keep a repeated request from its job", async () => {
    const { monthly_used: used } = await usage();
    await kit.engine.operations.set("local", { limit: used + 3, tier: "plus" });
    const sent = request();
    const first = await kit.post("/v1/chat", sent, { "Idempotency-Key": "once" });
    expect([first.status, (await usage()).quota_exhausted]).toEqual([200, true]);
    expect(await kit.post("/v1/chat", sent, { "Idempotency-Key": "once" })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect((await kit.post("/v1/chat", sent)).status).toBe(429);
  });

  it("are shared fairly by many turns at once: never more than there are", async () => {
    const { monthly_used: used } = await usage();
    await kit.engine.operations.set("local", { limit: used + 7, tier: "plus" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => kit.post("/v1/chat", request())));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 429, 429, 429]);
    expect((await usage()).monthly_used).toBe(used + 6);
  });
});

describe("limits", () => {
  it("say what requests may be", async () => {
    await kit.engine.operations.set("local", { limit: 500, tier: "free" });
    expect((await kit.get("/v1/users/me/limits")).body).toEqual({
      subscription_tier: "free",
      monthly_limit: 500,
      max_document_bytes: 5 * 2 ** 20,
      max_message_chars: 50_000,
      active_jobs_per_session: 1,
      approval_timeout_seconds: 604_800,
    });
  });
});
