import { openEngine } from "@headway-jobs/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { TestServer } from "../services/video/testing/server.ts";

/** Every route that is not public, with what a key must be allowed to do. */
const SCOPES: Readonly<Record<string, string>> = {
  "DELETE /dictionaries/{id}": "submit",
  "DELETE /dictionaries/term/{id}/{term_id}": "submit",
  "DELETE /v1/jobs/{id}": "submit",
  "DELETE /v1/local-models/{name}": "admin",
  "DELETE /v1/uploads/{id}": "submit",
  "GET /analyze/live/{session_id}": "read",
  "GET /analyze/live/{session_id}/events": "read",
  "GET /analyze/{conversation_id}/events": "read",
  "GET /api/content/{id}": "read",
  "GET /api/progress/{id}": "read",
  "GET /api/script/{id}": "read",
  "GET /api/status/{id}": "read",
  "GET /api/video/{filename}": "read",
  "GET /dictionaries": "read",
  "GET /dictionaries/{id}": "read",
  "GET /dictionaries/{id}/full-details": "read",
  "GET /list-voices": "read",
  "GET /metrics": "read",
  "GET /source-languages": "read",
  "GET /target-languages": "read",
  "GET /translate/{task_id}": "read",
  "GET /translated-tts/{task_id}": "read",
  "GET /translation-result/{run_id}": "read",
  "GET /tts-result/{run_id}": "read",
  "GET /tts/{task_id}": "read",
  "GET /v1/chat/{session_id}/stream": "read",
  "GET /v1/events": "read",
  "GET /v1/jobs": "read",
  "GET /v1/jobs/{id}": "read",
  "GET /v1/jobs/{id}/artifacts": "read",
  "GET /v1/jobs/{id}/artifacts/{name}": "read",
  "GET /v1/jobs/{id}/events": "read",
  "GET /v1/kinds": "read",
  "GET /v1/local-models": "read",
  "GET /v1/providers": "read",
  "GET /v1/sessions": "read",
  "GET /v1/sessions/{session_id}/history": "read",
  "GET /v1/sessions/{session_id}/jobs": "read",
  "GET /v1/uploads": "read",
  "GET /v1/usage": "read",
  "GET /v1/users/me/limits": "read",
  "GET /v1/users/me/usage": "read",
  "POST /analyze": "submit",
  "POST /analyze/live/start": "submit",
  "POST /analyze/live/{session_id}/chunk": "submit",
  "POST /analyze/live/{session_id}/control": "submit",
  "POST /analyze/stream": "submit",
  "POST /api/generate": "submit",
  "POST /dictionaries/create-from-file": "submit",
  "POST /dictionaries/{id}/add-term": "submit",
  "POST /translate": "submit",
  "POST /translated-tts": "submit",
  "POST /translation-results": "read",
  "POST /tts": "submit",
  "POST /tts-results": "read",
  "POST /v1/chat": "submit",
  "POST /v1/chat/async": "submit",
  "POST /v1/chat/{session_id}/approve": "approve",
  "POST /v1/documents/export": "read",
  "POST /v1/documents/upload": "submit",
  "POST /v1/events/stream-tokens": "read",
  "POST /v1/jobs": "submit",
  "POST /v1/jobs/{id}/approve": "approve",
  "POST /v1/jobs/{id}/cancel": "submit",
  "POST /v1/jobs/{id}/rerun": "submit",
  "POST /v1/jobs/{id}/stream-tokens": "read",
  "POST /v1/local-models/{name}": "admin",
  "POST /v1/sessions/{session_id}/revert": "submit",
  "POST /v1/uploads": "submit",
  "PUT /dictionaries/term/{id}/{term_id}": "submit",
};
/** How a stream tells that its key may not read, by its path. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  "/analyze/live/{session_id}/events": /^event: error$/m,
  "/analyze/{conversation_id}/events": /^event: error$/m,
  "/api/progress/{id}": /^data: \{"status":"error"/m,
  "/v1/chat/{session_id}/stream": /^event: error$/m,
  "/v1/events": /^event: stream\.refused$/m,
  "/v1/jobs/{id}/events": /^event: stream\.refused$/m,
};
const NEEDS = /This needs the scope "(\w+)"; the key has: (?:admin|read)\./;

interface Mounted {
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
}

let server: TestServer;
let mounted: readonly Mounted[] = [];
let adminOnly = "";
let readOnly = "";
beforeAll(async () => {
  server = await TestServer.start({ HEADWAY_AUTH: "keys" });
  const engine = await openEngine({ dataDir: server.dataDir });
  adminOnly = (await engine.keys.create("ann", { scopes: ["admin"] })).key;
  readOnly = (await engine.keys.create("ann", { scopes: ["read"] })).key;
  await engine.stop();
  mounted = await mountedRoutes();
}, 60_000);
afterAll(async () => server.dispose());

describe("the scope of a route", () => {
  it("is asked for before anything else of the request is looked at, and named in the refusal", async () => {
    const found: Record<string, string> = {};
    for (const { method, path } of mounted) {
      const response = await request(method, path, { Accept: "application/json" });
      const problem = z.looseObject({ code: z.string(), detail: z.string() }).parse(await response.json());
      expect([path, response.status, problem.code]).toEqual([path, 403, "FORBIDDEN_SCOPE"]);
      found[`${method} ${path}`] = NEEDS.exec(problem.detail)?.[1] ?? problem.detail;
    }
    expect(found).toEqual({ ...SCOPES });
  });

  it("is read for streams, which refuse in their own form", async () => {
    const streams = mounted.filter(({ isStream }) => isStream);
    expect(streams.map(({ path }) => path).toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
    for (const { path } of streams) {
      const response = await request("GET", path, {});
      expect([path, response.status]).toEqual([path, 200]);
      const text = await response.text();
      expect(text.replaceAll('\\"', '"')).toMatch(NEEDS);
      expect(text).toMatch(REFUSALS[path] ?? /never/);
    }
  });
});

async function mountedRoutes(): Promise<Mounted[]> {
  const operation = z.looseObject({
    security: z.array(z.unknown()),
    responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
  });
  const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });
  const { paths } = document.parse(await (await fetch(server.url("/openapi.json"))).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security, responses }]) => {
      if (security.length === 0) return [];
      const isStream = method === "get" && "text/event-stream" in (responses["200"]?.content ?? {});
      return [{ method: method.toUpperCase(), path, isStream }];
    }),
  );
}

function request(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  // A key that lacks what the route needs.
  const key = SCOPES[`${method} ${path}`] === "admin" ? readOnly : adminOnly;
  return fetch(server.url(path.replace(/\{\w+\}/g, "x")), { method, headers: { "x-api-key": key, ...headers } });
}
