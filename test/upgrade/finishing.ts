import { afterAll, beforeAll, expect, it } from "vitest";
import type { StartedServer } from "../../packages/server/src/cli/testing/server-processes.ts";
import { type Api, apiOf, eventsOf, type JobView, sha256 } from "./api.ts";
import type { Manifest } from "./manifest.ts";

interface Job extends JobView {
  readonly result: unknown;
}

/** What is opened to be finished: a server of this version on a store that another has left, and what is in it. */
export interface Left {
  readonly manifest: Manifest;
  readonly server: StartedServer;
}

interface Held extends Left {
  readonly api: Api;
}

/** Cases of one `describe`: all that a store holds is finished by this version as if nothing had happened in between. */
export function finishesEverything(open: (onEnd: (cleanUp: () => Promise<void>) => void) => Promise<Left>): void {
  const cleanUps: (() => Promise<void>)[] = [];
  const held = {} as Held;

  beforeAll(async () => {
    const opened = await open((cleanUp) => cleanUps.push(cleanUp));
    Object.assign(held, opened, { api: apiOf(opened.server.url, opened.manifest.key) });
  }, 240_000);

  afterAll(async () => {
    held.server.child.kill("SIGTERM");
    await held.server.ended;
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });

  finishesWork(held);
  keepsWhatEnded(held);
  takesWhatWasAwaited(held);
  keepsDocumentsAndUploads(held);
}

function finishesWork(held: Held): void {
  it("continues with what was killed in the middle, after the events that it had", async () => {
    for (const job of held.manifest.half_done) {
      const events = await expectCompleted(held.api, job.job_id);
      expect(events.length).toBeGreaterThan(job.last_seq);
    }
  }, 180_000);

  it("begins what was queued", async () => {
    for (const job of held.manifest.queued) await expectCompleted(held.api, job.job_id);
  }, 120_000);

  it("keeps the credits of jobs that ended or continue", async () => {
    const usage = await held.api.get<{ credits: number; operations: { limit: number; tier: string } }>("/v1/usage");
    expect(usage).toMatchObject({ owner: held.manifest.owner, operations: { limit: 100, tier: "pro" } });
    expect(usage.credits).toBe(held.manifest.credits.left);
    expect(usage.credits).toBeLessThan(held.manifest.credits.granted);
  });
}

function keepsWhatEnded(held: Held): void {
  it("serves ended jobs with their events and the bytes of their artifacts", async () => {
    for (const job of held.manifest.finished) {
      expect(await held.api.get<Job>(`/v1/jobs/${job.job_id}`)).toMatchObject({ kind: job.kind, status: job.status });
      expect((await eventsOf(held.api, job.job_id)).at(-1)?.seq).toBe(job.last_seq);
      for (const { name, sha256: known } of job.artifacts) {
        const bytes = await held.api.bytes(`/v1/jobs/${job.job_id}/artifacts/${encodeURIComponent(name)}`);
        expect(sha256(bytes), `${job.kind} ${name}`).toBe(known);
      }
    }
    expect(held.manifest.finished.flatMap(({ artifacts }) => artifacts).length).toBeGreaterThan(5);
  });

  it("opens a URL that the older version has signed", async () => {
    const anonymous = apiOf(held.server.url, null);
    expect(sha256(await anonymous.bytes(held.manifest.signed.path))).toBe(held.manifest.signed.sha256);
    await expect(anonymous.bytes(held.manifest.signed.path.replace("exp=", "exp=1"))).rejects.toThrow("401");
  });
}

function takesWhatWasAwaited(held: Held): void {
  it("takes the decisions that were awaited, beside those that it had", async () => {
    for (const { job_id: jobId, session_id: session, decided } of held.manifest.waiting) {
      expect(await held.api.get(`/v1/jobs/${jobId}`)).toMatchObject({ status: "awaiting_approval" });
      await held.api.post(`/v1/chat/${session}/approve`, {
        job_id: jobId,
        approved: false,
        change_id: `ch_${decided + 1}`,
      });
      if (decided === 0) await held.api.post(`/v1/chat/${session}/approve`, { job_id: jobId, approved: true });
      await expectCompleted(held.api, jobId);
      const state = await sessionHtml(held.api, session);
      // The changes that were not denied are made.
      expect([state.includes("dog sleeps"), state.includes("A dog is a dog")]).toEqual(
        decided === 0 ? [false, true] : [true, false],
      );
    }
  });

  it("takes the next chunk of an open live session and concludes it", async () => {
    const { session_id: session, job_id: jobId, next_chunk_seq: seq, rest } = held.manifest.live;
    expect(await held.api.get(`/analyze/live/${session}`)).toMatchObject({ next_chunk_seq: seq });
    await held.api.form(`/analyze/live/${session}/chunk`, {
      chunk_seq: String(seq),
      chunk: Buffer.from(rest, "base64"),
    });
    await held.api.post(`/analyze/live/${session}/control`, { action: "finalize" });
    await expectCompleted(held.api, jobId);
  }, 120_000);
}

function keepsDocumentsAndUploads(held: Held): void {
  it("keeps a document with its versions, and edits it further", async () => {
    const { session_id: session, html } = held.manifest.session;
    expect(await sessionHtml(held.api, session)).toBe(html);
    await held.api.post("/v1/chat", { session_id: session, message: 'Replace "horse" by "cow"' });
    expect(await sessionHtml(held.api, session)).toContain("cow sleeps");
    await held.api.post(`/v1/sessions/${session}/revert`, { turn_index: 1 });
    expect(await sessionHtml(held.api, session)).toContain("dog sleeps");
  });

  it("takes an upload for a job", async () => {
    const { upload_id: file, transcript } = held.manifest.upload;
    const { job_id: jobId } = await held.api.post<JobView>("/v1/jobs", {
      kind: "conversation",
      input: { task: "recording", file, transcript },
    });
    await expectCompleted(held.api, jobId);
  });

  it("knows a submission again by its idempotency key", async () => {
    const { idempotency_key: key, body, job_id: jobId } = held.manifest.repeated;
    expect(await held.api.post("/v1/jobs", body, { "idempotency-key": key })).toMatchObject({ job_id: jobId });
  });
}

async function expectCompleted(
  api: Api,
  jobId: string,
): Promise<readonly { readonly seq: number; readonly type: string }[]> {
  expect(await api.ended(jobId)).toMatchObject({ status: "completed", error: null });
  const events = await eventsOf(api, jobId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => /^job\.(completed|failed|cancelled)$/.test(type))).toHaveLength(1);
  expect(events.at(-1)?.type).toBe("job.completed");
  return events;
}

async function sessionHtml(api: Api, session: string): Promise<string> {
  const { document_state: state } = await api.get<{ document_state: { html_content: string } }>(
    `/v1/sessions/${session}/history`,
  );
  return state.html_content;
}
