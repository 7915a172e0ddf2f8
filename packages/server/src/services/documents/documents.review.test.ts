import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EditRequest } from "@headway-jobs/ports/editor";
import { type Answered, type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments();
});
afterAll(() => kit.close());
beforeEach(() => kit.answer(rewriting((text) => `${text}!`)));

const PROPOSED = "I deleted the last paragraph.";
let sessions = 0;

/** A job of a new session that waits for decisions on three changes. */
async function waitingJob(more: object = {}): Promise<{ session: string; jobId: string; job: Answered["body"] }> {
  sessions += 1;
  const session = `session-${sessions}`;
  const { body } = await kit.post("/v1/chat/async", {
    message: "Mark",
    session_id: session,
    document_html: PLAN,
    approval_mode: "ask_every_time",
    ...more,
  });
  return { session, jobId: body.job_id, job: await jobIn(kit, body.job_id, "awaiting_approval") };
}

const approve = (session: string, jobId: string, body: object) =>
  kit.post(`/v1/chat/${session}/approve`, { job_id: jobId, approved: true, ...body });

const ids = (job: Answered["body"]): string[] =>
  job.metadata.pending_changes.map((change: { change_id: string }) => change.change_id);

describe("a job with ask_every_time", () => {
  it("shows its changes as a plain array with everything a reviewer needs, and holds no worker", async () => {
    const { job } = await waitingJob();
    expect(job.metadata.pending_changes[0]).toEqual({
      change_id: "ch_1",
      operation: "edit",
      chunk_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      old_html: expect.stringMatching(/^<p data-chunk-id="[0-9a-f-]{36}">One\.<\/p>$/),
      new_html: "<p>One.!</p>",
      ai_explanation: "Rewrote “One.”.",
      batch_id: "ch_1",
      batch_total: 3,
      insert_after_chunk_id: null,
      change_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(job.deadline_at).toBeNull();
    expect(kit.engine.stats().running).toBe(0);
  });

  it("applies what was approved as one version, however the decisions came", async () => {
    const { session, jobId } = await waitingJob();
    expect((await approve(session, jobId, { change_id: "ch_3", approved: false })).body.batch_complete).toBe(false);
    const shown = await kit.get(`/v1/jobs/${jobId}`);
    expect(shown.body).toMatchObject({
      status: "awaiting_approval",
      metadata: { pending_batch_decisions: { ch_3: { approved: false, feedback: null } } },
    });
    const changes = [
      { change_id: "ch_1", change_hash: shown.body.metadata.pending_changes[0]?.change_hash },
      { change_id: "ch_2" },
    ];
    expect((await approve(session, jobId, { changes })).body).toMatchObject({ status: "ok", batch_complete: true });
    const { result, metadata } = await jobIn(kit, jobId, "completed");
    expect(bare(result.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.!</p><p>Two.!</p><p>Three.</p>");
    expect(result.document_changes.changes.map(({ status }) => status)).toEqual(["approved", "approved", "denied"]);
    expect(result.usage).toMatchObject({ ops_charged: 2, was_billable: true });
    expect(metadata.pending_changes).toEqual([]);
  });

  it("leaves document and version as they are when nothing is approved, for nothing", async () => {
    const { session, jobId } = await waitingJob();
    await approve(session, jobId, { approved: false });
    const { result } = await jobIn(kit, jobId, "completed");
    const { body: history } = await kit.get(`/v1/sessions/${session}/history`);
    expect(bare(result.document_changes.updated_html)).toBe(PLAN);
    expect(result.document_changes.version_id).toBe(history.document_state.version_id);
    expect(result.usage).toMatchObject({ ops_charged: 0, was_billable: false });
    expect(result.response).toContain("None of the proposed changes was approved");
  });

  it("asks again about what was denied with feedback, and applies the approvals of all rounds together", async () => {
    const { session, jobId } = await waitingJob();
    kit.answer((request: EditRequest) => ({
      response: "Once more.",
      proposals: request.denied.map(({ proposal, feedback }) => ({
        ...proposal,
        newHtml: `<p>${feedback}</p>`,
        explanation: "As instructed.",
      })),
    }));
    await approve(session, jobId, { change_id: "ch_1" });
    await approve(session, jobId, { change_id: "ch_2", approved: false, feedback: "Deux." });
    await approve(session, jobId, { change_id: "ch_3", approved: false });
    await expect.poll(async () => ids((await kit.get(`/v1/jobs/${jobId}`)).body)).toEqual(["ch_4"]);
    const second = await jobIn(kit, jobId, "awaiting_approval");
    expect(second.metadata.pending_changes[0]).toMatchObject({
      batch_id: "ch_4",
      batch_total: 1,
      new_html: "<p>Deux.</p>",
    });
    expect(kit.asked.at(-1)?.denied).toMatchObject([{ feedback: "Deux.", proposal: { operation: "edit" } }]);
    await approve(session, jobId, { change_id: "ch_4" });
    const { result } = await jobIn(kit, jobId, "completed");
    expect(result.response).toBe(
      "2 of 4 proposed changes were approved and applied.\n\nWhat had been proposed: I rewrote the paragraphs.\n\nOnce more.",
    );
    expect(bare(result.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.!</p><p>Deux.</p><p>Three.</p>");
    expect(
      result.document_changes.changes.map(
        (one: { change_id: string; status: string }) => `${one.change_id} ${one.status}`,
      ),
    ).toEqual(["ch_1 approved", "ch_2 denied", "ch_3 denied", "ch_4 approved"]);
    expect(result.usage.ops_charged).toBe(2);
    expect((await kit.get(`/v1/sessions/${session}/history`)).body.messages).toHaveLength(2);
  });

  it.each([
    ["does not repeat what was said of proposals that were all denied", [PROPOSED, "Once more."], "Once more."],
    ["keeps why nothing more was proposed", [PROPOSED, "That cannot be done."], "That cannot be done."],
  ])("%s", async (_name, [first = "", second = ""], end) => {
    kit.answer(({ document, denied }: EditRequest) => ({
      response: denied.length === 0 ? first : second,
      proposals:
        second.includes("cannot") && denied.length > 0
          ? []
          : [{ operation: "delete", chunkId: document.chunks.at(-1)?.id ?? "", explanation: "x" }],
    }));
    const { session, jobId } = await waitingJob();
    await approve(session, jobId, { approved: false, feedback: "Why?" });
    if (!second.includes("cannot")) {
      await expect.poll(async () => ids((await kit.get(`/v1/jobs/${jobId}`)).body)).toEqual(["ch_2"]);
      await approve(session, jobId, {});
    }
    const { result } = await jobIn(kit, jobId, "completed");
    expect(result.response).toContain(end);
    expect(result.response).not.toContain(PROPOSED);
  });

  it("follows feedback for twenty rounds and then says that it does not any more", async () => {
    kit.answer((request: EditRequest) => ({
      ...rewriting((text) => `${text}${kit.asked.length}`)(request),
      response: "Again.",
    }));
    const { session, jobId } = await waitingJob({ document_html: "<p>One.</p>" });
    for (let round = 1; round <= 20; round += 1) {
      await expect.poll(async () => ids((await kit.get(`/v1/jobs/${jobId}`)).body)).toEqual([`ch_${round}`]);
      await approve(session, jobId, { approved: false, feedback: "Better." });
    }
    const { metadata, result } = await jobIn(kit, jobId, "completed");
    expect(metadata.warnings).toMatchObject([{ code: "ROUNDS" }]);
    expect(result.document_changes.changes).toHaveLength(20);
  });
});

describe("decisions", () => {
  it.each([
    ["an unknown change", { change_id: "ch_9" }, 404],
    ["one unknown among known", { changes: [{ change_id: "ch_1" }, { change_id: "ch_9" }] }, 404],
    ["another hash", { change_id: "ch_1", change_hash: "0".repeat(64) }, 409],
    ["two answers for one", { changes: [{ change_id: "ch_1" }, { change_id: "ch_1", approved: false }] }, 409],
    ["an empty list", { changes: [] }, 422],
    ["one and a list", { change_id: "ch_1", changes: [{ change_id: "ch_2" }] }, 422],
    ["a hash of nothing", { change_hash: "x" }, 422],
    ["no answer", { approved: undefined }, 422],
    ["an answer that is none", { approved: "yes" }, 422],
    ["no job", { job_id: undefined }, 422],
    ["an unknown job", { job_id: "job_01JD0000000000000000ABCDEF" }, 404],
    ["too much feedback", { approved: false, feedback: "x".repeat(5_001) }, 422],
  ])("of %s record nothing", async (_name, body, status) => {
    const { session, jobId } = await waitingJob();
    const answer = await approve(session, jobId, body);
    expect(answer.status).toBe(status);
    if (status === 422)
      expect(answer.body.detail).toMatchObject([
        { loc: ["body", expect.any(String)], msg: expect.any(String), type: expect.any(String) },
      ]);
    else expect(answer.body.detail).toEqual(expect.any(String));
    const { body: job } = await kit.get(`/v1/jobs/${jobId}`);
    expect(job).toMatchObject({ status: "awaiting_approval", metadata: { pending_batch_decisions: null } });
    await kit.post(`/v1/jobs/${jobId}/cancel`, {});
  });

  it("belong to the session of the job", async () => {
    const { jobId } = await waitingJob();
    const { session: other } = await waitingJob();
    expect((await approve(other, jobId, {})).status).toBe(404);
  });

  it("may be sent again with the same answer, also when the job has gone on, and never with another", async () => {
    const { session, jobId } = await waitingJob();
    await approve(session, jobId, { change_id: "ch_1" });
    expect((await approve(session, jobId, { change_id: "ch_1" })).body).toMatchObject({
      status: "ok",
      batch_complete: false,
    });
    expect((await approve(session, jobId, { change_id: "ch_1", approved: false })).status).toBe(409);
    await approve(session, jobId, {});
    await jobIn(kit, jobId, "completed");
    for (const body of [{}, { change_id: "ch_2" }, { changes: [{ change_id: "ch_3" }] }]) {
      expect(await approve(session, jobId, body)).toMatchObject({ status: 200, body: { batch_complete: true } });
    }
    expect((await approve(session, jobId, { approved: false })).status).toBe(409);
    expect((await approve(session, jobId, { change_id: "ch_2", approved: false })).status).toBe(409);
  });

  it("are refused where nothing awaits them", async () => {
    kit.answer(() => ({ response: "Nothing to do." }));
    const { body } = await kit.post("/v1/chat", { message: "Hello", session_id: "idle", document_html: PLAN });
    expect(body.document_changes).toBeNull();
    expect((await approve("idle", body.job_id, {})).status).toBe(409);
    expect((await approve("idle", body.job_id, { change_id: "ch_1" })).status).toBe(409);
  });

  it("of two at once: one wins, the other is told", async () => {
    const { session, jobId } = await waitingJob();
    const both = await Promise.all([approve(session, jobId, {}), approve(session, jobId, { approved: false })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { result } = await jobIn(kit, jobId, "completed");
    const wanted = both[0]?.status === 200 ? "approved" : "denied";
    expect(new Set(result.document_changes.changes.map(({ status }) => status))).toEqual(new Set([wanted]));
  });

  it("come to an end with the cancel of a waiting job, which then shows nothing to decide", async () => {
    const { session, jobId } = await waitingJob();
    await approve(session, jobId, { change_id: "ch_1" });
    const cancelled = { status: "cancelled", metadata: { pending_changes: [], message: "Mark" } };
    expect((await kit.post(`/v1/jobs/${jobId}/cancel`, {})).body).toMatchObject(cancelled);
    expect((await kit.get("/v1/jobs?limit=1")).body.jobs).toMatchObject([cancelled]);
    expect((await kit.get(`/v1/sessions/${session}/jobs`)).body.jobs).toMatchObject([cancelled]);
    for (const body of [{}, { change_id: "ch_2" }]) expect((await approve(session, jobId, body)).status).toBe(409);
    const { body } = await kit.get(`/v1/sessions/${session}/history`);
    expect(body).toMatchObject({ messages: [], document_state: { chunk_count: 4 } });
    kit.answer(() => ({ response: "Free again." }));
    expect((await kit.post("/v1/chat", { message: "Next", session_id: session })).status).toBe(200);
  });

  it("whatever approvers send, change by change the first answer stands and is what the result shows", async () => {
    const vote = fc.record({ change_id: fc.constantFrom("ch_1", "ch_2", "ch_3"), approved: fc.boolean() });
    const form = fc.oneof(
      fc.record({ approved: fc.boolean() }),
      vote,
      fc.record({ approved: fc.boolean(), changes: fc.array(vote, { minLength: 1, maxLength: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(form, { minLength: 1, maxLength: 3 }), { maxLength: 4 }), async (waves) => {
        const { session, jobId } = await waitingJob();
        for (const wave of waves) {
          const answers = await Promise.all(wave.map((body) => approve(session, jobId, body)));
          for (const { status } of answers) expect([200, 409]).toContain(status);
        }
        const { body: before } = await kit.get(`/v1/jobs/${jobId}`);
        for (const changeId of ["ch_1", "ch_2", "ch_3"]) await approve(session, jobId, { change_id: changeId });
        const { result, metadata } = await jobIn(kit, jobId, "completed");
        const decided = metadata.pending_batch_decisions ?? {};
        expect(decided).toMatchObject(before.metadata.pending_batch_decisions ?? {});
        const shown = result.document_changes.changes.map((one: { change_id: string; status: string }) => [
          one.change_id,
          one.status === "approved",
        ]);
        expect(Object.fromEntries(shown)).toEqual(
          Object.fromEntries(Object.entries(decided).map(([id, { approved }]) => [id, approved])),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe("a server that stops and starts again", () => {
  it("has kept every proposal and decision", async () => {
    const { session, jobId, job } = await waitingJob();
    await approve(session, jobId, { change_id: "ch_2", approved: false });
    const asked = kit.asked.length;
    await kit.restart();
    const again = await jobIn(kit, jobId, "awaiting_approval");
    expect(again.metadata.pending_changes).toEqual(job.metadata.pending_changes);
    expect((await approve(session, jobId, { change_id: "ch_2", approved: true })).status).toBe(409);
    await approve(session, jobId, {});
    const { result } = await jobIn(kit, jobId, "completed");
    expect(bare(result.document_changes.updated_html)).toBe("<h1>Plan</h1><p>One.!</p><p>Two.</p><p>Three.!</p>");
    expect(kit.asked).toHaveLength(asked);
  });
});

describe("proposals that nobody decides on", () => {
  it("end with APPROVAL_TIMEOUT, counted from when they were shown, however many were decided", async () => {
    const impatient = await startDocuments({ approvalTimeoutMs: 1_500 });
    try {
      impatient.answer(rewriting((text) => `${text}!`));
      const { body } = await impatient.post("/v1/chat/async", {
        message: "Mark",
        session_id: "late",
        document_html: PLAN,
        approval_mode: "ask_every_time",
      });
      await jobIn(impatient, body.job_id, "awaiting_approval");
      await impatient.post("/v1/chat/late/approve", { job_id: body.job_id, approved: true, change_id: "ch_1" });
      const job = await jobIn(impatient, body.job_id, "failed");
      expect(job.error).toMatchObject({ code: "APPROVAL_TIMEOUT" });
      expect((await impatient.get("/v1/users/me/usage")).body.monthly_used).toBe(0);
    } finally {
      await impatient.close();
    }
  });
});
