import type { Case } from "../case.ts";

const UNKNOWN = { status: 404, answer: { code: "UNKNOWN_MODEL" } } as const;

/** SPEC §6: models of the machine. Nothing is fetched. */
export const localModelCases: readonly Case[] = [
  {
    id: "local-models/list",
    rule: "GET /v1/local-models lists the models with size, licence, state and use, and the libraries that load them",
    steps: [
      {
        path: "/v1/local-models?languages=es,fr",
        status: 200,
        answer: {
          models: { $type: "array" },
          libraries: { $type: "array" },
          languages: ["es", "fr"],
          recommended_bytes: { $least: 0 },
          may_change: { $type: "boolean" },
          summary: { $type: "string" },
        },
      },
      { path: "/v1/local-models?languages=..", status: 422, answer: { code: "INVALID_INPUT" } },
    ],
  },
  {
    id: "local-models/providers",
    rule: "GET /v1/providers says for each capability which providers are asked, in their order, and what would improve it",
    steps: [
      {
        path: "/v1/providers",
        status: 200,
        answer: {
          capabilities: { $type: "array" },
          sentence: { $type: "string" },
        },
      },
    ],
  },
  {
    id: "local-models/unknown",
    rule: "An unknown model is 404 UNKNOWN_MODEL; languages with a name, and an unknown member, are 422",
    auth: "open",
    steps: [
      { method: "POST", path: "/v1/local-models/no-such-model", ...UNKNOWN },
      { method: "DELETE", path: "/v1/local-models/no-such-model", ...UNKNOWN },
      {
        method: "POST",
        path: "/v1/local-models/recommended",
        body: { language: ["en"] },
        status: 422,
        answer: { detail: { $match: "did you mean languages" } },
      },
      { path: "/v1/jobs", body: { kind: "local_model", input: { models: ["no-such-model"] } }, status: 422 },
    ],
  },
  {
    id: "local-models/scope",
    rule: "A key without the scope admin neither adds nor removes a model, nor submits a job that does",
    auth: "keys",
    steps: [
      { path: "/v1/local-models", status: 200, answer: { may_change: false } },
      { method: "POST", path: "/v1/local-models/no-such-model", status: 403, answer: { code: "FORBIDDEN_SCOPE" } },
      { method: "DELETE", path: "/v1/local-models/no-such-model", status: 403, answer: { code: "FORBIDDEN_SCOPE" } },
      {
        path: "/v1/jobs",
        body: { kind: "local_model", input: { models: ["no-such-model"] } },
        status: 403,
        answer: { code: "FORBIDDEN_SCOPE" },
      },
    ],
  },
];
