import type { Case } from "../case.ts";
import { LONG_INPUT, QUICK_INPUT, startRunning, stopRunning } from "../inputs.ts";

const UNKNOWN = "job_01JD0000000000000000ABCDEF";
const NOT_FOUND = { status: 404, answer: { code: "NOT_FOUND" } } as const;
const TIME = { $match: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };

/** SPEC §1: jobs. */
export const jobCases: readonly Case[] = [
  {
    id: "jobs/submit",
    rule: "POST /v1/jobs answers 202 with the job and Location; its resource has every member",
    steps: [
      {
        path: "/v1/jobs",
        body: { kind: "video", input: { ...QUICK_INPUT, topic: "Submitted" } },
        status: 202,
        answerHeaders: { location: { $match: "^/v1/jobs/job_[0-9A-Z]{26}$" } },
        answer: {
          job_id: { $match: "^job_[0-9A-HJKMNP-TV-Z]{26}$" },
          kind: "video",
          job_type: { $type: "string" },
          session_id: null,
          progress: { $least: 0 },
          created_at: TIME,
          updated_at: TIME,
          deadline_at: { $nullOr: TIME.$match },
          result: null,
          error: null,
          metadata: {},
          usage: {},
          links: { self: { $match: "^https?://.+/v1/jobs/job_" } },
        },
        save: { job: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: [200, 409] },
    ],
  },
  {
    id: "jobs/wait",
    rule: "Prefer: wait answers 200 when the job ends within the time",
    steps: [
      {
        path: "/v1/jobs",
        headers: { prefer: "wait=55" },
        body: { kind: "video", input: { ...QUICK_INPUT, topic: "Waited for" } },
        status: 200,
        answer: { status: "completed", progress: 100, finished_at: TIME, started_at: TIME },
      },
    ],
  },
  {
    id: "jobs/get",
    rule: "GET /v1/jobs/{id} has an ETag, answers 304 to it, and knows other ids of the job",
    steps: [
      {
        path: "/v1/jobs/{{ended}}",
        status: 200,
        save: { etag: "header.etag" },
        answerHeaders: { "retry-after": { $absent: true } },
      },
      { path: "/v1/jobs/{{ended}}", headers: { "if-none-match": "{{etag}}" }, status: 304 },
      { path: "/v1/jobs/{{ended}}?compact=true", status: 200, answer: { job_id: "{{ended}}", result: null } },
      { path: "/v1/jobs/{{topicId}}", status: 200, answer: { job_id: "{{ended}}" } },
      { path: `/v1/jobs/${UNKNOWN}`, ...NOT_FOUND },
    ],
  },
  {
    id: "jobs/long-poll",
    rule: "Prefer: wait with If-None-Match answers 304 when nothing has changed in that time",
    steps: [
      { path: "/v1/jobs/{{ended}}", status: 200, save: { etag: "header.etag" } },
      { path: "/v1/jobs/{{ended}}", headers: { "if-none-match": "{{etag}}", prefer: "wait=1" }, status: 304 },
    ],
  },
  {
    id: "jobs/list",
    rule: "GET /v1/jobs pages newest first; limit is at most 100",
    steps: [
      {
        path: "/v1/jobs?limit=1",
        status: 200,
        answer: { jobs: { $length: 1 }, total: { $least: 2 }, next_cursor: { $type: "string" } },
        save: { cursor: "body.next_cursor", first: "body.jobs.0.job_id" },
      },
      { path: "/v1/jobs?limit=1&cursor={{cursor}}", status: 200, answer: { jobs: { $length: 1 } } },
      {
        path: "/v1/jobs?kind=video&status=completed&limit=1",
        status: 200,
        answer: { jobs: [{ kind: "video", status: "completed" }] },
      },
      { path: "/v1/jobs?limit=101", status: 422 },
      { path: "/v1/jobs?cursor=nonsense", status: 400, answer: { code: "INVALID_CURSOR" } },
    ],
  },
  {
    id: "jobs/cancel",
    rule: "Cancel answers 200, again 200, and 409 when completed; its log ends with job.cancelled",
    steps: [
      {
        path: "/v1/jobs",
        body: { kind: "video", input: { ...LONG_INPUT, topic: "To be cancelled" } },
        status: 202,
        save: { job: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: 200, answer: { status: "cancelled" } },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: 200, answer: { status: "cancelled" } },
      {
        path: "/v1/jobs/{{job}}/events",
        stream: {
          ids: { from: 1, consecutive: true },
          last: { event: "job.cancelled", data: { type: "job.cancelled" } },
        },
      },
      { method: "POST", path: "/v1/jobs/{{ended}}/cancel", status: 409, answer: { code: "JOB_ENDED" } },
      { method: "POST", path: `/v1/jobs/${UNKNOWN}/cancel`, ...NOT_FOUND },
      { method: "DELETE", path: "/v1/jobs/{{job}}", status: 204 },
      { path: "/v1/jobs/{{job}}", ...NOT_FOUND },
    ],
  },
  {
    id: "jobs/delete-running",
    rule: "A running job says when to ask again; DELETE answers 409 while it runs",
    steps: [
      startRunning,
      { path: "/v1/jobs/{{running}}", status: 200, answerHeaders: { "retry-after": { $match: "^\\d+$" } } },
      { method: "DELETE", path: "/v1/jobs/{{running}}", status: 409, answer: { code: "JOB_RUNNING" } },
      stopRunning,
    ],
  },
  {
    id: "jobs/usage",
    rule: "GET /v1/usage tells the owner's use and limits",
    steps: [{ path: "/v1/usage", status: 200, answer: { limits: {}, jobs: {} } }],
  },
  {
    id: "jobs/uploads",
    rule: "POST /v1/uploads takes a form with a file and answers its upload_id",
    steps: [
      {
        path: "/v1/uploads",
        headers: { "content-type": "multipart/form-data; boundary=x" },
        body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n',
        status: 201,
        answer: { upload_id: { $match: "^upload_" }, size_bytes: 5, expires_at: TIME },
      },
      { path: "/v1/uploads", body: {}, status: 415 },
    ],
  },
  {
    id: "jobs/rerun",
    rule: "POST /v1/jobs/{id}/rerun submits an ended job again as a new one that names it; a step that it does not have is 422",
    steps: [
      {
        method: "POST",
        path: "/v1/jobs/{{ended}}/rerun",
        body: { input: { ...QUICK_INPUT, topic: "Again" } },
        status: 202,
        answerHeaders: { location: { $match: "^/v1/jobs/job_[0-9A-Z]{26}$" } },
        answer: { job_id: { $match: "^job_" }, rerun_of: "{{ended}}", kind: "video" },
        save: { again: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{again}}/cancel", status: [200, 409] },
      { method: "POST", path: "/v1/jobs/{{ended}}/rerun", body: { from: "no such step" }, status: 422 },
      startRunning,
      { method: "POST", path: "/v1/jobs/{{running}}/rerun", body: {}, status: 409, answer: { code: "JOB_RUNNING" } },
      stopRunning,
    ],
  },
  {
    id: "jobs/kinds",
    rule: "GET /v1/kinds lists the kinds of the server with the JSON schema of their input; another kind is 422 and names them",
    steps: [
      {
        path: "/v1/kinds",
        status: 200,
        answer: { kinds: { $type: "array" } },
        save: { kind: "body.kinds.0.kind" },
      },
      {
        method: "POST",
        path: "/v1/jobs",
        body: { kind: "no_such_kind", input: {} },
        status: 422,
        answer: { code: "INVALID_INPUT", detail: { $match: "{{kind}}" } },
      },
      { path: "/v1/jobs?kind=no_such_kind", status: 422, answer: { code: "INVALID_INPUT" } },
    ],
  },
  {
    id: "jobs/approve",
    rule: "POST /v1/jobs/{id}/approve decides what a job waits for; a job that waits for no decision is 409, an unknown one 404",
    steps: [
      { method: "POST", path: "/v1/jobs/{{ended}}/approve", body: { approved: true }, status: 409 },
      { method: "POST", path: "/v1/jobs/{{ended}}/approve", body: {}, status: 422 },
      { method: "POST", path: "/v1/jobs/no-such-job/approve", body: { approved: true }, status: 404 },
    ],
  },
];
