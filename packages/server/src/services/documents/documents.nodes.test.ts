import { privatePostgres } from "@headway-jobs/engine/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answered, type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

const MARKED = "<h1>Plan</h1><p>One.!</p><p>Two.!</p><p>Three.!</p>";

let here: DocumentsKit;
let there: DocumentsKit;
beforeAll(async () => {
  const { url: databaseUrl } = await privatePostgres();
  [here, there] = await Promise.all([startDocuments({}, {}, { databaseUrl }), startDocuments({}, {}, { databaseUrl })]);
});
afterAll(() => Promise.all([here?.close(), there?.close()]));
beforeEach(() => {
  for (const node of [here, there]) node.answer(rewriting((text) => `${text}!`));
});

let sessions = 0;
const asking = (more: object = {}) => {
  sessions += 1;
  return {
    message: "Mark",
    session_id: `nodes-${sessions}`,
    document_html: PLAN,
    approval_mode: "ask_every_time",
    ...more,
  };
};
const statusesOf = (answers: readonly Answered[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const usedBy = async () => (await here.get("/v1/users/me/usage")).body.monthly_used;

describe("documents on two nodes and one PostgreSQL", () => {
  it("are asked for on one, seen and decided on the other, and the same on both", async () => {
    const sent = asking();
    const { body } = await here.post("/v1/chat/async", sent);
    const waiting = await jobIn(there, body.job_id, "awaiting_approval");
    expect(waiting.metadata.pending_changes).toHaveLength(3);
    const stream = here.get(`/v1/chat/${sent.session_id}/stream?job_id=${body.job_id}`, {
      Accept: "text/event-stream",
    });
    const decision = { job_id: body.job_id, approved: true };
    expect((await there.post(`/v1/chat/${sent.session_id}/approve`, decision)).body.batch_complete).toBe(true);
    const frames = (await stream).text.matchAll(/^event: (.+)$/gm);
    expect([...frames].map(([, name]) => name).slice(-5)).toEqual([
      ...Array.from({ length: 3 }, () => "proposed_change"),
      "final",
      "usage",
    ]);
    const path = `/v1/sessions/${sent.session_id}/history`;
    const [mine, theirs] = await Promise.all([here.get(path), there.get(path)]);
    expect(bare(mine.body.document_state.html_content)).toBe(MARKED);
    expect(theirs.body).toEqual(mine.body);
  });

  it("have one job of a session, wherever others are asked for", async () => {
    const sent = asking();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? here : there).post("/v1/chat/async", sent)),
    );
    expect(statusesOf(answers).filter((status) => status !== 409)).toHaveLength(1);
  });

  it("are decided once by many at the same time: who agrees with the first is told so, the others that they are late", async () => {
    const sent = asking();
    const { body } = await here.post("/v1/chat/async", sent);
    await jobIn(here, body.job_id, "awaiting_approval");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 3 === 0 ? here : there).post(`/v1/chat/${sent.session_id}/approve`, {
          job_id: body.job_id,
          approved: at % 2 === 0,
        }),
      ),
    );
    const { result } = await jobIn(there, body.job_id, "completed");
    const agreed = answers.flatMap(({ status }, at) => (status === 200 ? [at % 2 === 0] : []));
    expect(new Set(agreed)).toEqual(new Set([result.usage.ops_charged === 3]));
    expect(new Set(statusesOf(answers))).toEqual(new Set([200, 409]));
  });

  it("are cancelled or completed, never half: a turn, its version and its cost come together or not at all", async () => {
    for (let round = 0; round < 12; round += 1) {
      const before = await usedBy();
      const sent = asking();
      const { body } = await here.post("/v1/chat/async", sent);
      await jobIn(here, body.job_id, "awaiting_approval");
      const approved = here.post(`/v1/chat/${sent.session_id}/approve`, { job_id: body.job_id, approved: true });
      // A little later each time, so that the cancel meets every moment of the way to the end.
      for (let asked = 0; asked < round; asked += 1) await there.get("/health");
      await there.post(`/v1/jobs/${body.job_id}/cancel`, {});
      await approved;
      const { status } = await jobIn(here, body.job_id, "completed", "cancelled");
      const { body: history } = await there.get(`/v1/sessions/${sent.session_id}/history`);
      const isDone = status === "completed";
      expect(history.messages).toHaveLength(isDone ? 2 : 0);
      expect(bare(history.document_state.html_content)).toBe(isDone ? MARKED : PLAN);
      expect((await usedBy()) - before).toBe(isDone ? 3 : 0);
    }
  });

  it("share the month's operations without overspending them", async () => {
    const used = await usedBy();
    await here.engine.operations.set("local", { limit: used + 7, tier: "plus" });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        (at % 2 === 0 ? here : there).post("/v1/chat", asking({ approval_mode: "approve_all" })),
      ),
    );
    expect(statusesOf(answers)).toEqual([200, 200, 429, 429, 429]);
    expect(await usedBy()).toBe(used + 6);
  });
});
