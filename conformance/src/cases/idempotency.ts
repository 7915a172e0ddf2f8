import type { Case } from "../case.ts";
import { QUICK_INPUT } from "../inputs.ts";

const submit = (topic: string, key: string) => ({
  path: "/v1/jobs",
  headers: { "idempotency-key": key },
  body: { kind: "video", input: { ...QUICK_INPUT, topic } },
});

/** SPEC §0: Idempotency-Key. */
export const idempotencyCases: readonly Case[] = [
  {
    id: "idempotency/same",
    rule: "The same key with the same input is the same job; with other input 422",
    steps: [
      { ...submit("Once", "c-{{run}}"), status: 202, save: { job: "body.job_id" } },
      { ...submit("Once", "c-{{run}}"), status: [200, 202], answer: { job_id: "{{job}}" } },
      { ...submit("Twice", "c-{{run}}"), status: 422, answer: { code: "IDEMPOTENCY_MISMATCH" } },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: [200, 409] },
    ],
  },
  {
    id: "idempotency/refusal",
    rule: "Refusals before a job exists are not remembered",
    steps: [
      { ...submit("", "r-{{run}}"), status: 422 },
      { ...submit("Accepted", "r-{{run}}"), status: 202, save: { job: "body.job_id" } },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: [200, 409] },
    ],
  },
  {
    id: "idempotency/routes",
    rule: "Keys are scoped to their route",
    steps: [
      { ...submit("Routed", "s-{{run}}"), status: 202, save: { job: "body.job_id" } },
      {
        path: "/api/generate",
        headers: { "idempotency-key": "s-{{run}}", prefer: "respond-async" },
        body: { ...QUICK_INPUT, topic: "Routed elsewhere" },
        status: 202,
        save: { other: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: [200, 409] },
      { method: "POST", path: "/v1/jobs/{{other}}/cancel", status: [200, 409] },
    ],
  },
];
