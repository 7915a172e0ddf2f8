import type { Case } from "../case.ts";
import { LONG_INPUT, startRunning, stopRunning } from "../inputs.ts";

const FRAME = {
  status: { $type: "string" },
  progress: { $type: "integer" },
  message: { $type: "string" },
  timestamp: { $match: "^\\d\\d:\\d\\d:\\d\\d$" },
};
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  connection: "keep-alive",
  "x-accel-buffering": "no",
  "content-encoding": "none",
};

/** SPEC §2: the stream of the video API, as the compatible API has it. */
export const videoStreamCases: readonly Case[] = [
  {
    id: "video-stream/lifecycle",
    rule: "connected, then the run from its start, completed and done; data: frames without event:, ids {job_id}:{seq}",
    steps: [
      {
        path: "/api/progress/{{ended}}",
        answerHeaders: HEADERS,
        stream: {
          first: { event: { $absent: true }, id: { $absent: true }, data: { status: "connected", progress: 0 } },
          last: { event: { $absent: true }, id: "{{ended}}:{{lastSeq}}", data: { status: "done", progress: 100 } },
          each: FRAME,
          ids: { from: 1 },
        },
      },
    ],
  },
  {
    id: "video-stream/resume",
    rule: "A cursor resumes its job whatever the topic id names by now, and a resumed `connected` carries its progress; 204 after done",
    steps: [
      {
        path: "/api/progress/Anything_at_all",
        headers: { "last-event-id": "{{ended}}:5" },
        stream: {
          first: { data: { status: "connected", progress: { $least: 10 } } },
          ids: { from: 6 },
          last: { data: { status: "done" } },
        },
      },
      { path: "/api/progress/{{topicId}}", headers: { "last-event-id": "{{ended}}:{{lastSeq}}" }, status: 204 },
      { path: "/api/progress/{{topicId}}", headers: { "last-event-id": "end" }, status: 204 },
      { path: "/api/progress/{{topicId}}", headers: { "last-event-id": "12" }, status: 400 },
      { path: "/api/progress/{{topicId}}", headers: { "last-event-id": "{{ended}}:99999" }, status: 400 },
    ],
  },
  {
    id: "video-stream/waiting",
    rule: "Before there is a run the stream says connected, then waiting, and never 404",
    steps: [
      {
        path: "/api/progress/Not_yet_{{run}}",
        answerHeaders: HEADERS,
        stream: {
          untilFrames: 4,
          first: { data: { status: "connected" } },
          last: { data: { status: "waiting", progress: 0 }, id: { $absent: true } },
        },
      },
    ],
  },
  {
    id: "video-stream/ended-before",
    rule: "A run that had ended before the stream opened counts as no run yet for 5 s, then it is replayed",
    steps: [
      {
        path: "/api/progress/{{topicId}}",
        stream: {
          first: { data: { status: "connected" } },
          last: { id: "{{ended}}:{{lastSeq}}", data: { status: "done" } },
        },
      },
      { path: "/api/progress/{{topicId}}", stream: { untilFrames: 3, last: { data: { status: "waiting" } } } },
    ],
  },
  {
    id: "video-stream/heartbeat",
    rule: "A running job's stream stays open: connected, its frames, and its last frame again as heartbeat",
    steps: [
      startRunning,
      {
        path: "/api/progress/{{running}}",
        stream: { untilFrames: 5, first: { data: { status: "connected" } }, each: FRAME },
      },
      stopRunning,
    ],
  },
  {
    id: "video-stream/cancelled",
    rule: "A cancelled run ends with error, then done, with the last progress",
    steps: [
      {
        path: "/api/generate",
        headers: { prefer: "respond-async" },
        body: { ...LONG_INPUT, topic: "Cancelled {{run}}" },
        status: 202,
        save: { job: "body.job_id" },
      },
      { method: "POST", path: "/v1/jobs/{{job}}/cancel", status: 200 },
      { path: "/api/progress/{{job}}", stream: { last: { data: { status: "done", progress: { $most: 99 } } } } },
      { path: "/api/status/{{job}}", status: 200, answer: { status: "error" } },
    ],
  },
];
