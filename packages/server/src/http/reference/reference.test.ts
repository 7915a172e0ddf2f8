import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServerKit, type ServerKit } from "../testing/server-kit.ts";
import type { OpenApiDocument } from "./openapi.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(() => kit.close());

const get = (url: string) => fetch(kit.url + url);
const readDocument = async () => (await (await get("/openapi.json")).json()) as OpenApiDocument;

const readGenerated = async () =>
  JSON.parse(await readFile(new URL("../../../../../docs/openapi.json", import.meta.url), "utf8")) as OpenApiDocument;

/** A schema, or the component that it refers to. */
function resolved({ components }: OpenApiDocument, schema: object | undefined): object | undefined {
  const { $ref } = (schema ?? {}) as { $ref?: string };
  return $ref === undefined ? schema : components.schemas[$ref.replace("#/components/schemas/", "")];
}

describe("the OpenAPI document", () => {
  it("describes every route and stream, of the edge and of services", async () => {
    const document = await readDocument();
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
    const { paths } = await readDocument();
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
    const document = await readDocument();
    const schemaOf = (url: string) =>
      resolved(document, document.paths[url]?.["post"]?.requestBody?.content["application/json"]?.schema);
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
    const { paths } = await readDocument();
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

  it.each([
    ["of this server", readDocument],
    ["of all four services, as generated", readGenerated],
  ])("is valid OpenAPI 3.1: %s", async (_whose, read) => {
    const validator = new Validator();
    expect(await validator.validate({ ...(await read()) })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("names the schemas that clients share, and refers to no name that is missing", async () => {
    const document = await readDocument();
    const { schemas } = document.components;
    for (const name of ["Job", "JobEvent", "JobKind", "RerunRequest", "Problem", "Upload", "Usage"])
      expect(Object.keys(schemas)).toContain(name);
    const answer = document.paths["/v1/jobs/{id}"]?.["get"]?.responses["200"]?.content?.["application/json"]?.schema;
    expect(answer).toEqual({ $ref: "#/components/schemas/Job" });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    expect(references.map(([, name = ""]) => name).filter((name) => !Object.hasOwn(schemas, name))).toEqual([]);
  });

  it("has the version of the package", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect((await readDocument()).info.version).toBe(version);
  });

  it("gives each operation an id of its own", async () => {
    const { paths } = await readDocument();
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
