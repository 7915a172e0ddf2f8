import { ERRORS } from "@headway-jobs/contract";
import { request as rawRequest } from "node:http";
import { connect } from "node:net";
import { text as allOf } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemOf as problem } from "./testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit({ origins: ["https://app.example"], bodyLimitBytes: 20_000, uploadLimitBytes: 50_000 });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(kit.url + path, { method, headers, ...(body === undefined ? {} : { body }) });

const preflight = (origin: string) =>
  send("OPTIONS", "/v1/jobs", {
    Origin: origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, idempotency-key",
  });

const upload = (content: Blob, name = "file") => {
  const form = new FormData();
  form.append(name, content, "../../evil.txt");
  return fetch(`${kit.url}/v1/uploads`, { method: "POST", body: form });
};

const withoutHost = async (version: string) => {
  const socket = connect(Number(new URL(kit.url).port), "127.0.0.1");
  socket.write(`GET /health HTTP/${version}\r\nConnection: close\r\n\r\n`);
  return allOf(socket);
};

describe("problem bodies", () => {
  it.each([
    ["GET", "/nowhere", 404, "NOT_FOUND"],
    ["GET", "/v1/jobs/%zz", 400, "BAD_REQUEST"],
    ["PUT", "/v1/jobs", 405, "METHOD_NOT_ALLOWED"],
    ["PATCH", "/v1/jobs/x", 405, "METHOD_NOT_ALLOWED"],
    ["POST", "/v1/jobs", 422, "INVALID_INPUT"],
  ])("%s %s is %i %s", async (method, path, status, code) => {
    const response = await send(method, path);
    expect(response.status).toBe(status);
    const body = await problem(response);
    expect(body).toMatchObject({ status, code, type: `${kit.url}/docs/errors#${code}`, title: expect.any(String) });
    expect(body["detail"]).toEqual(expect.any(String));
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("name the methods that a path takes", async () => {
    expect((await send("PUT", "/v1/jobs")).headers.get("allow")).toBe("GET, HEAD, POST");
    expect((await send("POST", "/count/x/progress")).headers.get("allow")).toBe("GET, HEAD");
  });

  it.each([
    ["text/plain", "hello", 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["application/x-www-form-urlencoded", "kind=video", 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["application/json", "{broken", 400, "MALFORMED_JSON"],
    ["application/json", '{"__proto__": {"a": 1}}', 400, "MALFORMED_JSON"],
    ["application/json", "null", 422, "INVALID_INPUT"],
    [
      "application/json",
      JSON.stringify({ kind: "video", input: { name: "x".repeat(30_000) } }),
      413,
      "PAYLOAD_TOO_LARGE",
    ],
  ])("refuse a body of %s: %#", async (type, body, status, code) => {
    expect(await problem(await send("POST", "/v1/jobs", { "Content-Type": type }, body))).toMatchObject({
      status,
      code,
    });
  });

  it("point to a page that explains every code", async () => {
    const page = await (await send("GET", "/docs/errors")).text();
    for (const code of Object.keys(ERRORS)) expect(page).toContain(`id="${code}"`);
  });

  it("answer what is no HTTP request in the same form", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(kit.url).port), "127.0.0.1", () => socket.write("NONSENSE\r\n\r\n"));
      let text = "";
      socket.on("data", (bytes) => (text += bytes.toString()));
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
  });
});

describe("a request without Host", () => {
  it("is refused like any other, except by HTTP/1.0, which has none", async () => {
    expect(await withoutHost("1.1")).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nx-content-type-options: nosniff\r\n/);
    expect(await withoutHost("1.0")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe("guards", () => {
  it("refuse a foreign host, a foreign page and a forwarded request", async () => {
    const answers = async (headers: Record<string, string>, method = "POST"): Promise<number> =>
      new Promise((resolve, reject) => {
        const { port } = new URL(kit.url);
        const request = rawRequest({ port, host: "127.0.0.1", path: "/v1/jobs", method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on("error", reject);
        request.end();
      });
    expect(await answers({ Host: "evil.example" }, "GET")).toBe(421);
    expect(await answers({ Origin: "https://evil.example" })).toBe(403);
    expect(await answers({ "Sec-Fetch-Site": "cross-site" })).toBe(403);
    expect(await answers({ "X-Forwarded-For": "10.0.0.1" }, "GET")).toBe(403);
    expect(await answers({ Origin: kit.url })).toBe(422);
  });
});

describe("CORS", () => {
  it("answers preflights of listed origins with what is allowed", async () => {
    const response = await preflight("https://app.example");
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
    for (const name of ["Authorization", "x-api-key", "Content-Type", "Last-Event-ID", "Idempotency-Key", "Prefer"]) {
      expect(response.headers.get("access-control-allow-headers")).toContain(name);
    }
  });

  it("lets pages of listed origins read answers, streams and errors", async () => {
    const headers = { Origin: "https://app.example" };
    for (const path of ["/v1/jobs", "/v1/jobs/unknown", "/v1/jobs/unknown/events"]) {
      const response = await send("GET", path, headers);
      expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
      for (const name of ["Location", "ETag", "Retry-After", "Content-Range", "X-Usage-Limit", "X-Export-Warnings"]) {
        expect(response.headers.get("access-control-expose-headers")).toContain(name);
      }
      await response.body?.cancel();
    }
  });

  it("says nothing to other origins", async () => {
    const response = await send("GET", "/v1/jobs", { Origin: "https://evil.example" });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(response.headers.get("vary")).toBe("Origin");
    expect((await preflight("https://evil.example")).status).toBe(403);
  });
});

describe("a quota that is used up", () => {
  it("says in headers how much there was and when there is more, and nothing odd in its body", async () => {
    const response = await send("POST", "/count", { "Content-Type": "application/json" }, '{"name": "used up"}');
    const body = await problem(response);
    expect(body).toMatchObject({ status: 429, code: "QUOTA", retryable: false });
    expect(body).not.toHaveProperty("usage");
    const { headers } = response;
    expect(["limit", "used", "remaining"].map((name) => headers.get(`x-usage-${name}`))).toEqual(["5", "5", "0"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(3_000);
  });
});

describe("uploads", () => {
  it("are stored until they expire", async () => {
    const response = await upload(new Blob(["hello"], { type: "text/plain" }));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      upload_id: expect.stringMatching(/^upload_[0-9a-f]{32}$/),
      size_bytes: 5,
      media_type: "text/plain",
    });
  });

  it("are refused over the limit", async () => {
    expect(await problem(await upload(new Blob(["x".repeat(50_001)])))).toMatchObject({
      status: 413,
      code: "PAYLOAD_TOO_LARGE",
    });
    expect((await upload(new Blob(["x".repeat(50_000)]))).status).toBe(201);
  });

  it.each([
    ["without a boundary", "multipart/form-data", "x"],
    [
      "that is cut off",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    ],
  ])("are refused in a form %s", async (_how, type, body) => {
    const response = await send("POST", "/v1/uploads", { "Content-Type": type }, body);
    expect(await problem(response)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  it("need a form with a file", async () => {
    expect((await send("POST", "/v1/uploads", { "Content-Type": "application/json" }, "{}")).status).toBe(415);
    const form = new FormData();
    form.append("file", "only text");
    const response = await fetch(`${kit.url}/v1/uploads`, { method: "POST", body: form });
    expect(await problem(response)).toMatchObject({ status: 422, errors: [{ loc: ["body", "file"] }] });
  });
});
