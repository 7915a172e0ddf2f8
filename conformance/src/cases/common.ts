import type { Case, Expected } from "../case.ts";

const SAFE = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };
const problem = (status: number, code: string, more: Record<string, Expected> = {}) => ({
  status,
  answerHeaders: { "content-type": { $match: "^application/problem\\+json" }, ...SAFE },
  answer: { status, code, type: { $type: "string" }, title: { $type: "string" }, ...more },
});

/** SPEC §0: errors, guards, media types. */
export const commonCases: readonly Case[] = [
  {
    id: "common/unknown-route",
    rule: "An unknown route is 404 with a problem body",
    steps: [{ path: "/no/such/route", ...problem(404, "NOT_FOUND") }],
  },
  {
    id: "common/method",
    rule: "A wrong method is 405 with Allow",
    steps: [
      {
        method: "PUT",
        path: "/v1/jobs",
        ...problem(405, "METHOD_NOT_ALLOWED"),
        answerHeaders: { allow: { $match: "GET.*POST" } },
      },
    ],
  },
  {
    id: "common/validation-sentence",
    rule: "Native validation errors are 422: a sentence, plus errors[]",
    steps: [
      {
        path: "/v1/jobs",
        body: { kind: "video", input: { topic: "" } },
        ...problem(422, "INVALID_INPUT", { detail: { $type: "string" }, errors: { $type: "array" } }),
      },
      { path: "/v1/jobs", body: {}, ...problem(422, "INVALID_INPUT") },
      { path: "/v1/jobs", body: { kind: "poem", input: {} }, ...problem(422, "INVALID_INPUT") },
    ],
  },
  {
    id: "common/malformed-json",
    rule: "A body that is not JSON is 400",
    steps: [{ path: "/v1/jobs", body: "{broken", ...problem(400, "MALFORMED_JSON") }],
  },
  {
    id: "common/media-type",
    rule: "JSON routes take only application/json: 415",
    steps: [
      {
        path: "/v1/jobs",
        headers: { "content-type": "text/plain" },
        body: "kind=video",
        ...problem(415, "UNSUPPORTED_MEDIA_TYPE"),
      },
      {
        path: "/api/generate",
        headers: { "content-type": "application/xml" },
        body: "<a/>",
        ...problem(415, "UNSUPPORTED_MEDIA_TYPE"),
      },
    ],
  },
  {
    id: "common/secure-headers",
    rule: "Every response carries nosniff and Referrer-Policy: no-referrer",
    steps: ["/health", "/ready", "/v1/jobs", "/openapi.json", "/docs", "/"].map((path) => ({
      path,
      status: 200,
      answerHeaders: SAFE,
    })),
  },
  {
    id: "common/host",
    rule: "An open server answers 421 to a Host that is not its own",
    auth: "open",
    steps: [{ path: "/v1/jobs", headers: { host: "evil.example" }, ...problem(421, "MISDIRECTED_HOST") }],
  },
  {
    id: "common/origin",
    rule: "An open server answers 403 to a foreign Origin or a cross-site request that changes something",
    auth: "open",
    steps: [
      {
        method: "POST",
        path: "/v1/jobs",
        headers: { origin: "https://evil.example" },
        ...problem(403, "FOREIGN_ORIGIN"),
      },
      { method: "POST", path: "/v1/jobs", headers: { origin: "null" }, ...problem(403, "FOREIGN_ORIGIN") },
      {
        method: "DELETE",
        path: "/v1/jobs/x",
        headers: { "sec-fetch-site": "cross-site" },
        ...problem(403, "FOREIGN_ORIGIN"),
      },
      { path: "/v1/jobs", headers: { "sec-fetch-site": "cross-site" }, status: 200 },
    ],
  },
  {
    id: "common/forwarded",
    rule: "An open server answers 403 to forwarded requests",
    auth: "open",
    steps: [
      { path: "/v1/jobs", headers: { "x-forwarded-for": "10.0.0.1" }, ...problem(403, "FORWARDED_REFUSED") },
      { path: "/v1/jobs", headers: { forwarded: "for=10.0.0.1" }, ...problem(403, "FORWARDED_REFUSED") },
    ],
  },
  {
    id: "common/cors-default",
    rule: "No origin is allowed by default",
    steps: [
      {
        path: "/v1/jobs",
        headers: { origin: "https://evil.example" },
        status: 200,
        answerHeaders: { "access-control-allow-origin": { $absent: true } },
      },
    ],
  },
  {
    id: "common/health",
    rule: "/health is public; /ready tells store, dispatch, providers and disk as booleans",
    steps: [
      { path: "/health", anonymous: true, status: 200, answer: { status: "healthy" } },
      {
        path: "/ready",
        anonymous: true,
        status: 200,
        answer: { store: true, dispatch: true, providers: { $type: "boolean" }, disk: true },
      },
    ],
  },
  {
    id: "common/openapi",
    rule: "OpenAPI 3.1 describes the API",
    steps: [{ path: "/openapi.json", status: 200, answer: { openapi: "3.1.0", paths: { "/v1/jobs": { post: {} } } } }],
  },
];
