import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServerKit, type ServerKit } from "../testing/server-kit.ts";
import type { OpenApiDocument } from "./openapi.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(() => kit.close());

const get = (url: string) => fetch(kit.url + url);

describe("the OpenAPI document", () => {
  it("describes every route and stream, of the edge and of services", async () => {
    const document = (await (await get("/openapi.json")).json()) as OpenApiDocument;
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toEqual([{ url: kit.url }]);
    expect(Object.keys(document.paths).toSorted()).toEqual([
      "/count",
      "/count/export",
      "/count/file",
      "/count/stream",
      "/count/{id}/alone",
      "/count/{id}/progress",
      "/docs",
      "/docs/errors",
      "/health",
      "/metrics",
      "/openapi.json",
      "/ready",
      "/v1/events",
      "/v1/events/stream-tokens",
      "/v1/jobs",
      "/v1/jobs/{id}",
      "/v1/jobs/{id}/approve",
      "/v1/jobs/{id}/artifacts",
      "/v1/jobs/{id}/artifacts/{name}",
      "/v1/jobs/{id}/cancel",
      "/v1/jobs/{id}/events",
      "/v1/jobs/{id}/rerun",
      "/v1/jobs/{id}/stream-tokens",
      "/v1/kinds",
      "/v1/uploads",
      "/v1/uploads/{id}",
      "/v1/usage",
    ]);
  });

  it("has its schemas from the ones that check the requests", async () => {
    const { paths } = (await (await get("/openapi.json")).json()) as OpenApiDocument;
    expect(paths["/count"]?.["post"]?.requestBody?.content["application/json"]?.schema).toMatchObject({
      type: "object",
      properties: { events: { type: "integer", minimum: 0, default: 3 } },
      required: ["name"],
    });
    expect(Object.keys(paths["/v1/jobs/{id}/events"]?.["get"]?.responses["200"]?.content ?? {})).toEqual([
      "text/event-stream",
      "application/json",
    ]);
  });

  it("closes the bodies of the routes that refuse unknown members, and no others", async () => {
    const { paths } = (await (await get("/openapi.json")).json()) as OpenApiDocument;
    const schemaOf = (url: string) => paths[url]?.["post"]?.requestBody?.content["application/json"]?.schema;
    const closed = { additionalProperties: false };
    for (const own of ["/v1/jobs/{id}/rerun", "/v1/jobs/{id}/approve", "/v1/jobs/{id}/stream-tokens"]) {
      expect(schemaOf(own)).toMatchObject(closed);
    }
    // One form for each kind, with the kind's own input.
    const counting = { ...closed, properties: { kind: { const: "video" }, input: { ...closed, required: ["name"] } } };
    expect(schemaOf("/v1/jobs")).toMatchObject({ oneOf: [counting] });
    expect(schemaOf("/count")).not.toHaveProperty("additionalProperties");
  });

  it("says which answers are streams or bytes, what a form takes, and where there is one reader", async () => {
    const { paths } = (await (await get("/openapi.json")).json()) as OpenApiDocument;
    const contentOf = (at: string) => Object.keys(paths[at]?.["post"]?.responses["200"]?.content ?? {});
    expect(contentOf("/count/stream")).toEqual(["text/event-stream"]);
    expect(contentOf("/count/export")).toEqual(["text/plain"]);
    expect(paths["/count/file"]?.["post"]?.requestBody?.content["multipart/form-data"]?.schema).toMatchObject({
      properties: { file: { type: "string", contentMediaType: "application/octet-stream" }, notes: { type: "string" } },
      required: ["name", "file"],
    });
    expect(paths["/count/{id}/alone"]?.["get"]?.responses).toHaveProperty("409");
    expect(paths["/count/{id}/progress"]?.["get"]?.responses).not.toHaveProperty("409");
  });

  it("gives each operation an id of its own", async () => {
    const { paths } = (await (await get("/openapi.json")).json()) as OpenApiDocument;
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the pages", () => {
  it.each(["/", "/docs", "/docs/errors"])("at %s load nothing from elsewhere and run nothing", async (url) => {
    const response = await get(url);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).not.toMatch(/<script|src=|@import|url\(/);
  });

  it("show every path of the API", async () => {
    const html = await (await get("/docs")).text();
    for (const part of ["/v1/jobs/{id}/events", "/count", "Idempotency-Key", "Last-Event-ID"])
      expect(html).toContain(part);
  });
});

describe("the console", () => {
  it("stands at / when it has been built, with a policy, and beside the API", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "headway-console-"));
    await mkdir(path.join(dir, "assets"));
    await writeFile(path.join(dir, "index.html"), "<!doctype html><title>Console</title>");
    await writeFile(path.join(dir, "assets", "main-1.js"), "1");
    const other = await startServerKit({}, dir);
    try {
      const page = await fetch(`${other.url}/`);
      expect(await page.text()).toContain("Console");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(page.headers.get("x-content-type-options")).toBe("nosniff");
      const script = await fetch(`${other.url}/assets/main-1.js`);
      expect(script.headers.get("cache-control")).toContain("immutable");
      expect((await fetch(`${other.url}/health`)).status).toBe(200);
      expect((await fetch(`${other.url}/assets/nothing.js`)).status).toBe(404);
    } finally {
      await other.close();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
