import type { Case } from "../case.ts";
import { startRunning, stopRunning } from "../inputs.ts";

const UNAUTHORISED = { status: 401, answer: { code: "INVALID_KEY", error: { $type: "string" } } } as const;

/** SPEC §0: keys. Only for servers that want them; the runner is given one. */
export const keyCases: readonly Case[] = [
  {
    id: "keys/missing",
    rule: "A missing or wrong key is 401, its body also carries `error`",
    auth: "keys",
    steps: [
      { path: "/v1/jobs", anonymous: true, ...UNAUTHORISED },
      {
        path: "/v1/jobs",
        anonymous: true,
        headers: { authorization: "Bearer sk_00000000000000000000000000000000" },
        ...UNAUTHORISED,
      },
      { path: "/v1/jobs", anonymous: true, headers: { "x-api-key": "nonsense" }, ...UNAUTHORISED },
      { path: "/api/status/x", anonymous: true, ...UNAUTHORISED },
    ],
  },
  {
    id: "keys/streams",
    rule: "A stream with a bad key is 200 and one failure in the dialect's form, unless only JSON is accepted",
    auth: "keys",
    steps: [
      {
        path: "/v1/jobs/{{ended}}/events",
        anonymous: true,
        stream: { count: 1, last: { event: "stream.refused", id: { $absent: true }, data: { code: "INVALID_KEY" } } },
      },
      {
        path: "/api/progress/{{topicId}}",
        anonymous: true,
        stream: { count: 2, first: { data: { status: "error" } }, last: { data: { status: "done" } } },
      },
      { path: "/v1/jobs/{{ended}}/events", anonymous: true, headers: { accept: "application/json" }, ...UNAUTHORISED },
    ],
  },
  {
    id: "keys/stream-token",
    rule: "A stream token opens its job's streams without a key",
    auth: "keys",
    steps: [
      startRunning,
      stopRunning,
      { method: "POST", path: "/v1/jobs/{{ended}}/stream-tokens", status: 200, save: { token: "body.token" } },
      {
        path: "/v1/jobs/{{ended}}/events?token={{token}}",
        anonymous: true,
        stream: { ids: { from: 1, consecutive: true } },
      },
      {
        path: "/v1/jobs/{{running}}/events?token={{token}}",
        anonymous: true,
        stream: { count: 1, last: { data: { code: "INVALID_KEY" } } },
      },
      { path: "/v1/jobs/{{ended}}?token={{token}}", anonymous: true, ...UNAUTHORISED },
      {
        path: "/api/progress/{{topicId}}?token={{token}}",
        anonymous: true,
        stream: { last: { data: { status: "done", progress: 100 } } },
      },
    ],
  },
];
