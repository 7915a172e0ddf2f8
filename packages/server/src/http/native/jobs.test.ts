import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createJob, postJson, problemOf, UNKNOWN_JOB, type JobBody } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(kit.url + path, { headers });

const send = (input: object, key: string) =>
  postJson(`${kit.url}/v1/jobs`, { kind: "video", input }, { "Idempotency-Key": key });

const act = (method: string, path: string) => fetch(kit.url + path, { method });

describe("submitting", () => {
  it("answers 202 with the job and where it is", async () => {
    const response = await postJson(`${kit.url}/v1/jobs`, { kind: "video", input: { name: "plain" } });
    expect(response.status).toBe(202);
    const job = (await response.json()) as JobBody;
    expect(response.headers.get("location")).toBe(`/v1/jobs/${job.job_id}`);
    expect(job.links["self"]).toBe(`${kit.url}/v1/jobs/${job.job_id}`);
  });

  it("answers 200 with the end when it comes within `Prefer: wait`, else 202", async () => {
    const quick = await postJson(
      `${kit.url}/v1/jobs`,
      { kind: "video", input: { name: "quick" } },
      { Prefer: "wait=20" },
    );
    expect(quick.status).toBe(200);
    expect(await quick.json()).toMatchObject({ status: "completed", result: { counted: 3 }, progress: 100 });
    const slow = await postJson(
      `${kit.url}/v1/jobs`,
      { kind: "video", input: { name: "slow", waits: 1 } },
      { Prefer: "wait=0" },
    );
    expect(slow.status).toBe(202);
  });

  it("words invalid input as a sentence with errors[] beside it", async () => {
    const response = await postJson(`${kit.url}/v1/jobs`, { kind: "video", input: { name: "", events: -1 } });
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      code: "INVALID_INPUT",
      status: 422,
      detail: expect.stringContaining("input.name"),
      errors: [{ loc: ["body", "input", "name"] }, { loc: ["body", "input", "events"] }],
    });
  });

  it("words invalid input as [{loc, msg, type}] where the service's dialect does", async () => {
    const response = await postJson(`${kit.url}/count`, {});
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      detail: [{ loc: ["body", "name"], msg: "is required", type: "invalid_type" }],
    });
  });

  it("passes on what a service refuses before there is a job", async () => {
    const response = await postJson(`${kit.url}/v1/jobs`, { kind: "video", input: { name: "refused" } });
    expect(await problemOf(response)).toMatchObject({ status: 422, code: "UNSUPPORTED_LANGUAGE" });
  });

  it("names the kinds there are for one that is not", async () => {
    const response = await postJson(`${kit.url}/v1/jobs`, { kind: "speech", input: {} });
    expect(await problemOf(response)).toMatchObject({ status: 422, detail: expect.stringContaining("video") });
  });

  it("gives a blocking route's client the job it made", async () => {
    const response = await postJson(`${kit.url}/count`, { name: "blocking", events: 2 });
    const body = (await response.json()) as { status: string; job_id: string };
    expect(body.status).toBe("completed");
    expect(response.headers.get("location")).toBe(`/v1/jobs/${body.job_id}`);
  });
});

describe("Idempotency-Key", () => {
  it("makes one job of the same request sent twice at once", async () => {
    const responses = await Promise.all([send({ name: "once" }, "k1"), send({ name: "once", events: 3 }, "k1")]);
    const [first, second] = (await Promise.all(responses.map((one) => one.json()))) as JobBody[];
    expect(second?.job_id).toBe(first?.job_id);
  });

  it("refuses another input under the same key, but not under another route's", async () => {
    await send({ name: "one" }, "k2");
    expect(await problemOf(await send({ name: "two" }, "k2"))).toMatchObject({
      status: 422,
      code: "IDEMPOTENCY_MISMATCH",
    });
    const elsewhere = await postJson(`${kit.url}/count`, { name: "three" }, { "Idempotency-Key": "k2" });
    expect(elsewhere.status).toBe(200);
  });

  it("does not remember a refusal", async () => {
    expect((await send({ name: "refused" }, "k3")).status).toBe(422);
    expect((await send({ name: "taken" }, "k3")).status).toBe(202);
  });
});

describe("reading a job", () => {
  it("finds it by id and by its other names, and no other", async () => {
    const { job_id: id } = await createJob(kit, { name: "with-alias" }, { Prefer: "wait=20" });
    expect(await (await get(`/v1/jobs/${id}`)).json()).toMatchObject({ job_id: id, kind: "video" });
    expect(await (await get("/v1/jobs/with-alias")).json()).toMatchObject({ job_id: id });
    expect(await problemOf(await get(`/v1/jobs/${UNKNOWN_JOB}`))).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("answers 304 as long as nothing has changed, though signatures in links differ", async () => {
    const { job_id: id } = await createJob(
      kit,
      {
        name: "tagged",
        files: [{ name: "a.txt", mediaType: "text/plain", text: "a" }],
      },
      { Prefer: "wait=20" },
    );
    const first = await get(`/v1/jobs/${id}`);
    const etag = first.headers.get("etag") ?? "";
    expect((await get(`/v1/jobs/${id}`, { "If-None-Match": etag })).status).toBe(304);
    expect((await get(`/v1/jobs/${id}?compact=true`, { "If-None-Match": etag })).status).toBe(200);
  });

  it("looks up the job's files once for the tag and the links", async () => {
    const { job_id: id } = await createJob(kit, { name: "looked-up" }, { Prefer: "wait=20" });
    const lookUp = vi.spyOn(kit.engine, "artifacts");
    const { headers } = await get(`/v1/jobs/${id}`);
    await get(`/v1/jobs/${id}`, { "If-None-Match": headers.get("etag") ?? "" });
    expect(lookUp).toHaveBeenCalledTimes(2);
    lookUp.mockRestore();
  });

  it("says when to ask again while it is unfinished", async () => {
    const { job_id: id } = await createJob(kit, { name: "unfinished", waits: 1 });
    expect((await get(`/v1/jobs/${id}`)).headers.get("retry-after")).toMatch(/^\d+$/);
    await kit.go(id);
    const ended = await get(`/v1/jobs/${id}`, { Prefer: "wait=20" });
    expect(ended.headers.get("retry-after")).toBeNull();
    expect(await ended.json()).toMatchObject({ status: "completed" });
  });

  it("holds a conditional poll back until the job differs", async () => {
    const { job_id: id } = await createJob(kit, { name: "polled", events: 1, waits: 1 });
    let etag = "";
    // The state settles when the job has come to its wait: from then on nothing changes by itself.
    for (;;) {
      const response = await get(`/v1/jobs/${id}`, { "If-None-Match": etag, Prefer: "wait=1" });
      if (response.status === 304) break;
      etag = response.headers.get("etag") ?? "";
    }
    const polled = get(`/v1/jobs/${id}`, { "If-None-Match": etag, Prefer: "wait=30" });
    await kit.go(id);
    expect((await polled).status).toBe(200);
  });

  it("leaves the result out when asked for the compact form", async () => {
    const { job_id: id } = await createJob(kit, { name: "compact" }, { Prefer: "wait=20" });
    expect(await (await get(`/v1/jobs/${id}?compact=true`)).json()).toMatchObject({ job_id: id, result: null });
    expect((await get(`/v1/jobs/${id}?compact=maybe`)).status).toBe(422);
  });
});

describe("listing", () => {
  it("pages through all jobs, newest first, each once", async () => {
    for (let n = 0; n < 5; n += 1) await createJob(kit, { name: `listed-${n}` });
    const ids: string[] = [];
    let cursor: string | null = null;
    let total = -1;
    do {
      const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const response = await get(`/v1/jobs?limit=2${query}`);
      const page = (await response.json()) as { jobs: JobBody[]; total: number; next_cursor: string | null };
      ids.push(...page.jobs.map((job) => job.job_id));
      cursor = page.next_cursor;
      ({ total } = page);
    } while (cursor !== null);
    expect(new Set(ids).size).toBe(total);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });

  it("can be of one session", async () => {
    const mine = await createJob(kit, { name: "of a session" });
    const response = await get(`/v1/jobs?session_id=${encodeURIComponent("session of of a session")}`);
    expect(await response.json()).toMatchObject({ jobs: [{ job_id: mine.job_id }], total: 1 });
    expect(await (await get("/v1/jobs?session_id=unknown")).json()).toMatchObject({ jobs: [], total: 0 });
  });

  it.each(["limit=0", "limit=101", "limit=x", "kind=poem", "status=done"])("refuses ?%s", async (query) => {
    expect((await get(`/v1/jobs?${query}`)).status).toBe(422);
  });

  it("refuses a cursor that it has not given", async () => {
    expect(await problemOf(await get("/v1/jobs?cursor=nonsense"))).toMatchObject({
      status: 400,
      code: "INVALID_CURSOR",
    });
  });
});

describe("a compact job", () => {
  it("leaves out its result and what it has streamed", async () => {
    const { job_id: id } = await createJob(kit, { name: "compact" }, { Prefer: "wait=20" });
    const whole = {
      result: { counted: 3 },
      metadata: {
        name: "compact",
        counted: [
          { seq: 4, n: 2 },
          { seq: 5, n: 3 },
        ],
      },
    };
    const compact = { result: null, metadata: { name: "compact" }, status: "completed" };
    expect(await (await get(`/v1/jobs/${id}`)).json()).toMatchObject(whole);
    expect(await (await get("/v1/jobs?limit=1")).json()).toMatchObject({ jobs: [whole] });
    const response = await get(`/v1/jobs/${id}?compact=true`);
    const body = (await response.json()) as { metadata: object };
    expect(body).toMatchObject(compact);
    expect(body.metadata).not.toHaveProperty("counted");
  });
});

describe("cancelling and deleting", () => {
  it("cancels once and for all, and says so again", async () => {
    const { job_id: id } = await createJob(kit, { name: "cancelled", waits: 1 });
    expect(await (await act("POST", `/v1/jobs/${id}/cancel`)).json()).toMatchObject({ status: "cancelled" });
    expect((await act("POST", `/v1/jobs/${id}/cancel`)).status).toBe(200);
  });

  it("answers 409 to the cancel of a completed job", async () => {
    const { job_id: id } = await createJob(kit, { name: "completed" }, { Prefer: "wait=20" });
    expect(await problemOf(await act("POST", `/v1/jobs/${id}/cancel`))).toMatchObject({
      status: 409,
      code: "JOB_ENDED",
    });
  });

  it("takes an empty JSON body for no body", async () => {
    const { job_id: id } = await createJob(kit, { name: "empty-body", waits: 1 });
    const headers = { "Content-Type": "application/json" };
    expect((await fetch(`${kit.url}/v1/jobs/${id}/cancel`, { method: "POST", headers, body: "" })).status).toBe(200);
  });

  it("deletes a finished job and nothing that runs", async () => {
    const { job_id: id } = await createJob(kit, { name: "deleted", waits: 1 });
    expect(await problemOf(await act("DELETE", `/v1/jobs/${id}`))).toMatchObject({ status: 409, code: "JOB_RUNNING" });
    await act("POST", `/v1/jobs/${id}/cancel`);
    expect((await act("DELETE", `/v1/jobs/${id}`)).status).toBe(204);
    expect((await get(`/v1/jobs/${id}`)).status).toBe(404);
    expect((await act("DELETE", `/v1/jobs/${id}`)).status).toBe(404);
  });
});

describe("usage", () => {
  it("tells what the owner uses and what the limits are", async () => {
    expect(await (await get("/v1/usage")).json()).toMatchObject({
      owner: "local",
      jobs: { completed: expect.any(Number) },
      operations: { used: 0, limit: null, tier: "free" },
      limits: { open_streams: 100 },
    });
    await kit.engine.operations.set("local", { limit: 7, tier: "pro" });
    const { operations } = (await (await get("/v1/usage")).json()) as { operations: { resets_at: string } };
    expect(operations).toMatchObject({ used: 0, limit: 7, tier: "pro" });
    expect(operations.resets_at).toMatch(/^\d{4}-\d\d-01T00:00:00.000Z$/);
  });
});
