import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, problemOf, type JobBody } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";

let kit: ServerKit;
let ann = "";
let bob = "";
let job: JobBody;
beforeAll(async () => {
  kit = await startServerKit({ auth: "keys", metricsToken: "metrics-secret" });
  ann = (await kit.engine.keys.create("ann")).key;
  bob = (await kit.engine.keys.create("bob")).key;
  const files = [{ name: "a.txt", mediaType: "text/plain", text: "ann's" }];
  job = await createJob(kit, { name: "anns", files }, { "x-api-key": ann, Prefer: "wait=20" });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(kit.url + path, { headers });
const token = async (path: string, key = ann) => {
  const response = await fetch(kit.url + path, { method: "POST", headers: { "x-api-key": key } });
  return (await response.json()) as { token: string; expires_at: string };
};

describe("keys", () => {
  it.each([
    ["Authorization: Bearer", () => ({ Authorization: `Bearer ${ann}` })],
    ["x-api-key", () => ({ "x-api-key": ann })],
  ])("are taken from %s", async (_where, headers) => {
    expect((await get("/v1/jobs", headers())).status).toBe(200);
  });

  it.each([
    ["none", {}],
    ["an unknown one", { "x-api-key": `sk_${"0".repeat(32)}` }],
    ["nonsense", { Authorization: "Bearer nonsense" }],
    ["another scheme", { Authorization: "Basic YTpi" }],
  ])("are needed: %s is 401 with `error`", async (_what, headers) => {
    const response = await get("/v1/jobs", headers);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "INVALID_KEY", error: "INVALID_KEY" });
  });

  it("are taken from the query on streams only", async () => {
    expect((await get(`/v1/jobs?api_key=${ann}`)).status).toBe(401);
    const stream = await readSse(`${kit.url}/v1/jobs/${job.job_id}/events?api_key=${ann}`);
    expect((await stream.ended()).at(-1)?.event).toBe("job.completed");
  });

  it("never show another owner's things: 404, not 403", async () => {
    const path = `/v1/jobs/${job.job_id}`;
    const asBob = { "x-api-key": bob };
    for (const one of [path, `${path}/artifacts`, `${path}/artifacts/a.txt`, "/v1/jobs/anns"]) {
      expect((await get(one, asBob)).status).toBe(404);
    }
    for (const [method, one] of [
      ["POST", `${path}/cancel`],
      ["DELETE", path],
      ["POST", `${path}/stream-tokens`],
    ]) {
      expect((await fetch(kit.url + one, { method: method ?? "", headers: asBob })).status).toBe(404);
    }
    const stream = await readSse(`${kit.url}${path}/events`, { headers: asBob });
    expect((await stream.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["NOT_FOUND"]);
    expect(await (await get("/v1/jobs", asBob)).json()).toMatchObject({ jobs: [], total: 0 });
  });

  it("scope aliases and idempotency keys to their owner", async () => {
    const headers = { "Idempotency-Key": "same" };
    const anns = await createJob(kit, { name: "shared" }, { ...headers, "x-api-key": ann });
    const bobs = await createJob(kit, { name: "shared" }, { ...headers, "x-api-key": bob });
    expect(bobs.job_id).not.toBe(anns.job_id);
    expect(await (await get("/v1/jobs/shared", { "x-api-key": bob })).json()).toMatchObject({ job_id: bobs.job_id });
  });

  it("tell a stream of a bad key in a frame, and who accepts JSON alone by status", async () => {
    const path = `/v1/jobs/${job.job_id}/events`;
    const stream = await readSse(`${kit.url}${path}?api_key=wrong`);
    expect(stream.status).toBe(200);
    expect((await stream.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
    expect((await get(path, { Accept: "application/json" })).status).toBe(401);
    const dialect = await readSse(`${kit.url}/count/anns/progress`);
    expect(await dialect.ended()).toMatchObject([{ event: "failed", data: '{"code":"INVALID_KEY"}' }]);
    const list = await readSse(`${kit.url}/v1/events`);
    expect((await list.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
  });

  it("end their open streams when they are revoked", async () => {
    const { key, keyId } = await kit.engine.keys.create("ann");
    const waiting = await createJob(kit, { name: "waiting", waits: 1 }, { "x-api-key": ann });
    const stream = await readSse(`${kit.url}/v1/jobs/${waiting.job_id}/events`, { headers: { "x-api-key": key } });
    await stream.until(({ messages }) => messages.length > 0);
    await kit.engine.keys.revoke(keyId);
    const last = (await stream.ended()).at(-1);
    expect(last).toMatchObject({ event: "stream.refused", id: undefined });
    expect(JSON.parse(last?.data ?? "")).toEqual({
      code: "INVALID_KEY",
      message: "The API key was revoked or has expired.",
      status: 401,
      retryable: false,
      advice: expect.any(String),
    });
    await kit.go(waiting.job_id, "ann");
  });
});

describe("stream tokens", () => {
  it("open the streams of their job, of every dialect, and nothing else", async () => {
    const { token: text, expires_at: expiresAt } = await token(`/v1/jobs/${job.job_id}/stream-tokens`);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const native = await readSse(`${kit.url}/v1/jobs/${job.job_id}/events?token=${text}`);
    expect((await native.ended()).at(-1)?.event).toBe("job.completed");
    const dialect = await readSse(`${kit.url}/count/anns/progress?token=${text}`);
    expect((await dialect.ended()).at(-1)?.event).toBe("end");
    const other = await createJob(kit, { name: "other" }, { "x-api-key": ann });
    const refused = await readSse(`${kit.url}/v1/jobs/${other.job_id}/events?token=${text}`);
    expect((await refused.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
    const list = await readSse(`${kit.url}/v1/events?token=${text}`);
    expect((await list.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
    expect((await get(`/v1/jobs/${job.job_id}?token=${text}`)).status).toBe(401);
  });

  it("exist for the live list too", async () => {
    const { token: text } = await token("/v1/events/stream-tokens");
    const list = await readSse(`${kit.url}/v1/events?token=${text}`);
    await list.until(({ messages }) => messages.length > 0);
    list.close();
  });

  it("die with the key that made them", async () => {
    const { key, keyId } = await kit.engine.keys.create("ann");
    const { token: text } = await token("/v1/events/stream-tokens", key);
    await kit.engine.keys.revoke(keyId);
    const list = await readSse(`${kit.url}/v1/events?token=${text}`);
    expect((await list.ended()).map(({ data }) => JSON.parse(data).code)).toEqual(["INVALID_KEY"]);
  });
});

describe("operations", () => {
  it("are public for health and readiness", async () => {
    expect(await (await get("/health")).json()).toEqual({ status: "healthy" });
    expect(await (await get("/ready")).json()).toEqual({ store: true, dispatch: true, providers: true, disk: true });
  });

  it("show metrics to a key or the metrics token", async () => {
    expect((await get("/metrics")).status).toBe(401);
    expect((await get("/metrics", { Authorization: "Bearer wrong" })).status).toBe(401);
    expect((await get("/metrics", { "x-api-key": bob })).status).toBe(200);
    const response = await get("/metrics", { Authorization: "Bearer metrics-secret" });
    expect(await response.text()).toMatch(/headway_streams_opened_total\{dialect="native"\} \d+/);
    expect((await get("/v1/jobs", { Authorization: "Bearer metrics-secret" })).status).toBe(401);
  });

  it("open signed URLs without a key, for their owner's file only", async () => {
    const { links } = (await (await get(`/v1/jobs/${job.job_id}`, { "x-api-key": ann })).json()) as JobBody;
    expect(await (await fetch(links["a.txt"] ?? "")).text()).toBe("ann's");
    const forged = (links["a.txt"] ?? "").replace(/sig=[^.]+/, `sig=${Buffer.from("bob").toString("base64url")}`);
    expect((await fetch(forged)).status).toBe(401);
  });
});
