import { request as send } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, UNKNOWN_JOB } from "./testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";

let kit: ServerKit;
let jobId = "";
beforeAll(async () => {
  kit = await startServerKit({ rateLimit: { perSecond: 0, burst: 0 } });
  const files = [{ name: "a.txt", mediaType: "text/plain", text: "0123456789" }];
  jobId = (await createJob(kit, { name: "target", files }, { Prefer: "wait=20" })).job_id;
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const wild = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e9",
    "null",
    "..",
    "../..",
    "%00",
    "%",
    "\0",
    "\ud800",
    "'; DROP TABLE jobs; --",
    "{{7*7}}",
    "[]",
  ),
);
const id = fc.oneof(fc.constantFrom("target", UNKNOWN_JOB), wild);
const segment = (value: string) => encodeURIComponent(value.toWellFormed());
const path = fc.oneof(
  id.map((one) => `/v1/jobs/${segment(one)}`),
  id.map((one) => `/v1/jobs/${segment(one)}/events`),
  id.map((one) => `/v1/jobs/${segment(one)}/cancel`),
  id.map((one) => `/v1/jobs/${segment(one)}/stream-tokens`),
  fc.tuple(id, wild).map(([one, name]) => `/v1/jobs/${segment(one)}/artifacts/${segment(name)}`),
  id.map((one) => `/count/${segment(one)}/progress`),
  fc.constantFrom(
    "/v1/jobs",
    "/v1/events",
    "/v1/uploads",
    "/count",
    "/v1/usage",
    "/ready",
    "/metrics",
    "/docs",
    "/openapi.json",
  ),
  wild.map((text) => `/${segment(text)}`),
  fc.stringMatching(/^[!-~]{0,30}$/).map((text) => `/${text}`),
);
const queryName = fc.constantFrom(
  "after",
  "from",
  "limit",
  "cursor",
  "kind",
  "status",
  "compact",
  "sig",
  "exp",
  "token",
  "api_key",
);
const query = fc.array(fc.tuple(queryName, wild), { maxLength: 3 });
const headerName = fc.constantFrom(
  "range",
  "if-none-match",
  "if-range",
  "last-event-id",
  "prefer",
  "accept",
  "idempotency-key",
  "authorization",
  "x-api-key",
  "origin",
  "content-type",
);
const headerValue = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.constantFrom(
    "bytes=0-1",
    "bytes=-",
    "wait=0",
    "wait=x, respond-async",
    "application/json",
    "text/event-stream",
    "*",
    "1",
    "multipart/form-data; boundary=x",
  ),
);
const headers = fc.dictionary(headerName, headerValue, { maxKeys: 4 });
const body = fc.option(
  fc.oneof(
    fc
      .record({
        kind: fc.oneof(fc.constant("video"), wild),
        input: fc.oneof(fc.record({ name: wild }), fc.jsonValue()),
      })
      .map((one) => JSON.stringify(one)),
    fc.json(),
    wild,
    fc.constant("[".repeat(5_000)),
    fc.constant(`--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ndata\r\n--x--\r\n`),
  ),
);
const generated = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"),
  path,
  query,
  headers,
  body,
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Streams that stay open are let go after their head. */
function exchange(one: typeof generated extends fc.Arbitrary<infer T> ? T : never): Promise<Answer> {
  const { port } = new URL(kit.url);
  const search = new URLSearchParams(one.query.map(([name, value]): [string, string] => [name, value.toWellFormed()]));
  const target = one.path.replace("target", jobId) + (one.query.length === 0 ? "" : `?${search.toString()}`);
  return new Promise((resolve, reject) => {
    const request = send(
      { host: "127.0.0.1", port, method: one.method, path: target, headers: one.headers },
      (response) => {
        const { statusCode: status = 0, headers: got } = response;
        let text = "";
        if (got["content-type"]?.startsWith("text/event-stream")) {
          response.destroy();
          resolve({ status, headers: got, text });
          return;
        }
        response.on("data", (bytes: Buffer) => (text += bytes.toString()));
        response.on("end", () => resolve({ status, headers: got, text }));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(one.method === "GET" || one.method === "HEAD" ? undefined : (one.body ?? undefined));
  });
}

describe("any request at all", () => {
  it("is answered without an internal error, with the security headers, and without describing the inside", async () => {
    await fc.assert(
      fc.asyncProperty(generated, async (one) => {
        const { status, headers: got, text } = await exchange(one);
        expect(status).toBeLessThan(500);
        expect(got["x-content-type-options"]).toBe("nosniff");
        expect(got["referrer-policy"]).toBe("no-referrer");
        expect(text).not.toMatch(/node_modules|\.ts:\d|SQLITE|headway-http-/);
        if (status >= 400 && one.method !== "HEAD") {
          expect(got["content-type"]).toMatch(/^application\/problem\+json/);
          expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
        }
      }),
      { numRuns: 600 },
    );
  });
});
