import type { KeyScope } from "@headway-jobs/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, type JobBody, postJson, problemOf } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";

let kit: ServerKit;
let usual = "";
let job: JobBody;
let other: JobBody;
beforeAll(async () => {
  kit = await startServerKit({ auth: "keys" });
  usual = (await kit.engine.keys.create("ann")).key;
  const files = [{ name: "a.txt", mediaType: "text/plain", text: "ann's" }];
  job = await createJob(kit, { name: "anns", files }, { "x-api-key": usual, Prefer: "wait=20" });
  other = await createJob(kit, { name: "another", files }, { "x-api-key": usual, Prefer: "wait=20" });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const keyWith = async (...scopes: KeyScope[]): Promise<string> => (await kit.engine.keys.create("ann", { scopes })).key;
const get = (path: string, headers: Record<string, string> = {}) => fetch(kit.url + path, { headers });

function form(): FormData {
  const made = new FormData();
  made.append("name", "n");
  made.append("file", new Blob(["x"]), "x.txt");
  return made;
}

const json = (body: object): RequestInit => ({
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

describe("a key without the scope of a route", () => {
  it.each<[string, string, () => RequestInit]>([
    ["a plain route", "/v1/jobs", () => json({ kind: "video", input: { name: "x" } })],
    ["a form", "/count/file", () => ({ body: form() })],
    ["an upload", "/v1/uploads", () => ({ body: form() })],
    ["an answer in events", "/count/stream", () => json({ name: "x" })],
  ])("is refused with 403 that names it: %s", async (_what, path, sent) => {
    const { headers, body } = sent();
    const key = await keyWith("read", "admin");
    const response = await fetch(kit.url + path, { method: "POST", headers: { ...headers, "x-api-key": key }, body });
    const detail = 'This needs the scope "submit"; the key has: read, admin.';
    expect(await problemOf(response)).toMatchObject({ status: 403, code: "FORBIDDEN_SCOPE", detail });
  });

  it("is refused by a stream in its own form, and by status where only JSON is accepted", async () => {
    const key = await keyWith("submit");
    const headers = { "x-api-key": key };
    for (const path of [`/v1/jobs/${job.job_id}/events`, "/v1/events"]) {
      const [refusal] = await (await readSse(kit.url + path, { headers })).ended();
      expect(refusal).toMatchObject({ event: "stream.refused", id: undefined });
      expect(JSON.parse(refusal?.data ?? "")).toMatchObject({ code: "FORBIDDEN_SCOPE" });
    }
    const dialect = await readSse(`${kit.url}/count/anns/progress`, { headers });
    expect(await dialect.ended()).toMatchObject([{ event: "failed", data: '{"code":"FORBIDDEN_SCOPE"}' }]);
    const status = await get(`/v1/jobs/${job.job_id}/events`, { ...headers, Accept: "application/json" });
    expect(status.status).toBe(403);
  });

  it("may do what it has the scope for", async () => {
    const submitOnly = await keyWith("submit");
    const made = await createJob(kit, { name: "made" }, { "x-api-key": submitOnly });
    expect((await get(`/v1/jobs/${made.job_id}`, { "x-api-key": submitOnly })).status).toBe(403);
    expect((await get(`/v1/jobs/${made.job_id}`, { "x-api-key": await keyWith("read") })).status).toBe(200);
  });
});

describe("a key that expires", () => {
  it("is refused with 401 from then on, and its open streams end as those of a revoked key do", async () => {
    const expiresAtMs = kit.engine.clock.nowMs() + 1_500;
    const { key } = await kit.engine.keys.create("ann", { expiresAtMs });
    const waiting = await createJob(kit, { name: "waiting", waits: 1 }, { "x-api-key": key });
    const { token } = await tokenOf(waiting, key);
    const native = await readSse(`${kit.url}/v1/jobs/${waiting.job_id}/events`, { headers: { "x-api-key": key } });
    const byToken = await readSse(`${kit.url}/count/waiting/progress?token=${token}`);
    expect(JSON.parse((await native.ended()).at(-1)?.data ?? "")).toEqual({
      code: "INVALID_KEY",
      message: "The API key was revoked or has expired.",
      status: 401,
      retryable: false,
      advice: expect.any(String),
    });
    expect((await byToken.ended()).at(-1)).toMatchObject({ event: "failed", data: '{"code":"INVALID_KEY"}' });
    expect(await problemOf(await get("/v1/jobs", { "x-api-key": key }))).toMatchObject({
      status: 401,
      code: "INVALID_KEY",
      detail: "The API key is not known, was revoked or has expired.",
    });
    const after = await readSse(`${kit.url}/v1/jobs/${waiting.job_id}/events?token=${token}`);
    expect((await after.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
    await kit.go(waiting.job_id, "ann");
  });
});

describe("a key of an older version", () => {
  it("may read, submit and approve", async () => {
    expect(await kit.engine.keys.verify(usual)).toMatchObject({ scopes: ["read", "submit", "approve"] });
  });
});

async function tokenOf(of: JobBody, key: string, scopes?: readonly string[]): Promise<{ readonly token: string }> {
  const response = await askToken(of, key, scopes === undefined ? undefined : { scopes });
  if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
  return (await response.json()) as { token: string };
}

function askToken(of: JobBody, key: string, body: object | undefined): Promise<Response> {
  const headers = { "x-api-key": key };
  const url = `${kit.url}/v1/jobs/${of.job_id}/stream-tokens`;
  return body === undefined ? fetch(url, { method: "POST", headers }) : postJson(url, body, headers);
}

describe("a stream token", () => {
  it("opens streams alone unless more was asked for", async () => {
    for (const scopes of [undefined, ["read"]]) {
      const { token } = await tokenOf(job, usual, scopes);
      const stream = await readSse(`${kit.url}/v1/jobs/${job.job_id}/events?token=${token}`);
      expect((await stream.ended()).at(-1)?.event).toBe("job.completed");
      const refused = await problemOf(await get(`/v1/jobs/${job.job_id}/artifacts/a.txt?token=${token}`));
      const detail = 'This needs the scope "artifacts"; the token has: read.';
      expect(refused).toMatchObject({ status: 403, code: "FORBIDDEN_SCOPE", detail });
    }
  });

  it("with artifacts opens the files of its job, and no stream and no other job", async () => {
    const { token } = await tokenOf(job, usual, ["artifacts"]);
    const path = `/v1/jobs/${job.job_id}/artifacts`;
    expect(await (await get(`${path}?token=${token}`)).json()).toMatchObject({ artifacts: [{ name: "a.txt" }] });
    expect(await (await get(`${path}/a.txt?token=${token}`)).text()).toBe("ann's");
    const part = await get(`${path}/a.txt?token=${token}`, { Range: "bytes=0-2" });
    expect([part.status, await part.text()]).toEqual([206, "ann"]);
    const stream = await readSse(`${kit.url}/v1/jobs/${job.job_id}/events?token=${token}`);
    expect((await stream.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["FORBIDDEN_SCOPE"]);
    for (const one of [`/v1/jobs/${other.job_id}/artifacts`, "/v1/jobs/another/artifacts/a.txt"]) {
      expect((await get(`${one}?token=${token}`)).status).toBe(401);
    }
    expect((await get(`/v1/jobs/${job.job_id}?token=${token}`)).status).toBe(401);
    expect((await get(`${path}?token=${token}x`)).status).toBe(401);
  });

  it("hands out no scope that its key does not have", async () => {
    const response = await askToken(job, await keyWith("read", "submit"), { scopes: ["read", "approve"] });
    const detail = 'This needs the scope "approve"; the key has: read, submit.';
    expect(await problemOf(response)).toMatchObject({ status: 403, code: "FORBIDDEN_SCOPE", detail });
    expect((await askToken(job, await keyWith("read"), { scopes: ["read", "artifacts"] })).status).toBe(200);
  });

  it("loses what its key loses", async () => {
    const { key, keyId } = await kit.engine.keys.create("ann");
    const { token } = await tokenOf(job, key, ["artifacts"]);
    await kit.engine.keys.revoke(keyId);
    expect((await get(`/v1/jobs/${job.job_id}/artifacts?token=${token}`)).status).toBe(401);
  });

  it.each([[{ scopes: [] }], [{ scopes: ["submit"] }], [{ scopes: "read" }], [{ scope: ["read"] }]])(
    "is refused with 422 for %j",
    async (body) => expect((await askToken(job, usual, body)).status).toBe(422),
  );

  it("of the live list carries read alone", async () => {
    const url = `${kit.url}/v1/events/stream-tokens`;
    expect((await postJson(url, { scopes: ["read"] }, { "x-api-key": usual })).status).toBe(200);
    expect((await postJson(url, { scopes: ["artifacts"] }, { "x-api-key": usual })).status).toBe(422);
  });
});
