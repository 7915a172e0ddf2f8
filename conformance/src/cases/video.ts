import type { Case } from "../case.ts";
import { QUICK_INPUT } from "../inputs.ts";

const FIELDS = { status: 422, answer: { detail: { $type: "array" }, code: "INVALID_INPUT" } } as const;

/** SPEC §2: the requests of the video API. */
export const videoCases: readonly Case[] = [
  {
    id: "video/generate",
    rule: "POST /api/generate answers when the video exists, with all members and Location",
    steps: [
      {
        path: "/api/generate",
        body: { ...QUICK_INPUT, topic: "Generated {{run}}" },
        status: 200,
        answerHeaders: { location: { $match: "^/v1/jobs/job_" } },
        answer: {
          status: "success",
          message: { $type: "string" },
          content_data: { topic: "Generated {{run}}", total_slides: 1, slides: { $length: 1 } },
          script_data: { slide_scripts: { $length: 1 } },
          video_path: { $match: "^[^:]+\\.mp4$" },
          video_filename: { $match: "\\.mp4$" },
          generation_id: "Generated_{{run}}",
          job_id: { $match: "^job_" },
        },
        save: { filename: "body.video_filename" },
      },
      { path: "/api/video/{{filename}}", headers: { range: "bytes=4-7" }, status: 206, answer: { $match: "^ftyp$" } },
      {
        method: "HEAD",
        path: "/api/video/Generated_{{run}}_final.mp4",
        status: 200,
        answerHeaders: { "content-type": "video/mp4" },
      },
      {
        path: "/api/status/Generated_{{run}}",
        status: 200,
        answer: {
          status: "completed",
          progress: 100,
          message: { $type: "string" },
          timestamp: { $match: "^\\d\\d:\\d\\d:\\d\\d$" },
        },
      },
      { path: "/api/content/Generated_{{run}}", status: 200, answer: { total_slides: 1 } },
      { path: "/api/script/Generated_{{run}}", status: 200, answer: { slide_scripts: { $length: 1 } } },
    ],
  },
  {
    id: "video/respond-async",
    rule: "With Prefer: respond-async it answers 202 at once with ids and links",
    steps: [
      {
        path: "/api/generate",
        headers: { prefer: "respond-async" },
        body: { ...QUICK_INPUT, topic: "Asynchronous" },
        status: 202,
        answer: {
          generation_id: "Asynchronous",
          job_id: { $match: "^job_" },
          links: { progress: { $match: "^http" } },
        },
        save: { job: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: [200, 409] },
    ],
  },
  {
    id: "video/validation",
    rule: "Invalid input is 422 whose detail is [{loc, msg, type}]; unknown languages and tones list the valid ones",
    steps: [
      {
        path: "/api/generate",
        body: {},
        status: 422,
        answer: { detail: [{ loc: ["body", "topic"], msg: { $type: "string" }, type: { $type: "string" } }] },
      },
      { path: "/api/generate", body: { ...QUICK_INPUT, topic: "" }, ...FIELDS },
      { path: "/api/generate", body: { ...QUICK_INPUT, topic: "x".repeat(301) }, ...FIELDS },
      { path: "/api/generate", body: { ...QUICK_INPUT, num_slides: 0 }, ...FIELDS },
      { path: "/api/generate", body: { ...QUICK_INPUT, num_slides: 500 }, ...FIELDS },
      { path: "/api/generate", body: { ...QUICK_INPUT, tone: "rude" }, ...FIELDS },
      { path: "/api/generate", body: { ...QUICK_INPUT, size: "1x1" }, ...FIELDS },
      {
        path: "/api/generate",
        body: { ...QUICK_INPUT, language: "klingon" },
        status: 422,
        answer: { detail: [{ msg: { $match: "english.*hindi" } }] },
      },
    ],
  },
  {
    id: "video/unknown",
    rule: "Unknown ids and files are 404 with a detail",
    steps: [
      { path: "/api/status/No_such_topic", status: 404, answer: { detail: "Generation ID not found" } },
      { path: "/api/content/No_such_topic", status: 404, answer: { detail: "Content not found" } },
      { path: "/api/script/No_such_topic", status: 404, answer: { detail: "Script not found" } },
      { path: "/api/video/nothing.mp4", status: 404, answer: { detail: { $type: "string" } } },
    ],
  },
];
