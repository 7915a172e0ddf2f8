import type { Case, StreamStep } from "../case.ts";
import { startRunning, stopRunning } from "../inputs.ts";

const UNKNOWN = "job_01JD0000000000000000ABCDEF";
const STREAM_HEADERS: StreamStep["answerHeaders"] = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  connection: "keep-alive",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
const BAD_CURSOR = { status: 400, answer: { code: "INVALID_CURSOR" } } as const;

/** WIRE §0 (SSE, cursors) and §1 (native streams, their JSON twin, the live list). */
export const streamCases: readonly Case[] = [
  {
    id: "streams/replay",
    rule: "An ended job's stream replays seq 1…n in order and closes with its terminal event",
    steps: [
      {
        path: "/v1/jobs/{{ended}}/events",
        answerHeaders: STREAM_HEADERS,
        stream: {
          ids: { from: 1, consecutive: true },
          first: {
            event: "job.queued",
            id: "1",
            data: { seq: 1, type: "job.queued", job_id: "{{ended}}", at: { $match: "Z$" } },
          },
          last: { event: "job.completed", id: "{{lastSeq}}" },
          each: { job_id: "{{ended}}", seq: { $type: "integer" } },
        },
      },
    ],
  },
  {
    id: "streams/connection",
    rule: "A stream says that its connection closes when the client has asked for that",
    steps: ["/v1/jobs/{{ended}}/events", `/v1/jobs/${UNKNOWN}/events`].map((path) => ({
      path,
      headers: { connection: "close" },
      answerHeaders: { connection: "close" },
      stream: {},
    })),
  },
  {
    id: "streams/resume",
    rule: "Replay starts behind the cursor; Last-Event-ID wins over after=, an empty header counts as absent",
    steps: [
      { path: "/v1/jobs/{{ended}}/events?after=3", stream: { ids: { from: 4, consecutive: true } } },
      {
        path: "/v1/jobs/{{ended}}/events?after=1",
        headers: { "last-event-id": "5" },
        stream: { ids: { from: 6, consecutive: true } },
      },
      {
        path: "/v1/jobs/{{ended}}/events?after=2",
        headers: { "last-event-id": "" },
        stream: { ids: { from: 3, consecutive: true } },
      },
    ],
  },
  {
    id: "streams/bad-cursor",
    rule: "A cursor that is malformed or beyond the log is 400",
    steps: ["x", "-1", "1.5", "01", "999999"].map((cursor) => ({
      path: `/v1/jobs/{{ended}}/events?after=${cursor}`,
      ...BAD_CURSOR,
    })),
  },
  {
    id: "streams/after-the-end",
    rule: "204 when the job has ended and nothing follows the cursor",
    steps: [
      { path: "/v1/jobs/{{ended}}/events", headers: { "last-event-id": "{{lastSeq}}" }, status: 204 },
      { path: "/v1/jobs/{{ended}}/events?after={{lastSeq}}", status: 204 },
      { path: "/v1/jobs/{{ended}}/events?starting_after={{lastSeq}}", status: 204 },
    ],
  },
  {
    id: "streams/unknown-job",
    rule: "An unknown job is 200 and one frame of failure, unless Accept names JSON without event streams: then 404",
    steps: [
      {
        path: `/v1/jobs/${UNKNOWN}/events`,
        stream: { count: 1, last: { event: "stream.refused", id: { $absent: true }, data: { code: "NOT_FOUND" } } },
      },
      {
        path: `/v1/jobs/${UNKNOWN}/events`,
        headers: { accept: "application/json, text/event-stream" },
        stream: { count: 1 },
      },
      {
        path: `/v1/jobs/${UNKNOWN}/events`,
        headers: { accept: "application/json" },
        status: 404,
        answer: { code: "NOT_FOUND" },
      },
    ],
  },
  {
    id: "streams/live",
    rule: "A running job's stream begins with its log and stays open",
    steps: [
      startRunning,
      { path: "/v1/jobs/{{running}}/events", stream: { untilFrames: 3, ids: { from: 1, consecutive: true } } },
      { path: "/v1/jobs/{{running}}/events?after=1", stream: { untilFrames: 2, ids: { from: 2, consecutive: true } } },
      stopRunning,
    ],
  },
  {
    id: "streams/json-twin",
    rule: "With Accept: application/json the log comes as pages {events, next}, with ETag",
    steps: [
      {
        path: "/v1/jobs/{{ended}}/events?limit=2",
        headers: { accept: "application/json" },
        status: 200,
        answer: { events: [{ seq: 1, type: "job.queued", job_id: "{{ended}}" }, { seq: 2 }], next: 2 },
        save: { etag: "header.etag" },
      },
      {
        path: "/v1/jobs/{{ended}}/events?limit=2",
        headers: { accept: "application/json", "if-none-match": "{{etag}}" },
        status: 304,
      },
      {
        path: "/v1/jobs/{{ended}}/events?after={{lastSeq}}",
        headers: { accept: "application/json", prefer: "wait=5" },
        status: 200,
        answer: { events: [] },
      },
      { path: "/v1/jobs/{{ended}}/events?after=x", headers: { accept: "application/json" }, ...BAD_CURSOR },
    ],
  },
  {
    id: "streams/live-list",
    rule: "/v1/events shows the owner's jobs as they change, resumable",
    steps: [
      {
        path: "/v1/events",
        answerHeaders: STREAM_HEADERS,
        stream: {
          untilFrames: 1,
          untilText: "{{ended}}",
          ids: { from: 1 },
          each: {
            job_id: { $match: "^job_" },
            kind: { $match: "^(video|speech|document|conversation)$" },
            status: { $type: "string" },
            progress: { $least: 0 },
          },
        },
      },
      { path: "/v1/events?after=999999999", ...BAD_CURSOR },
      { path: "/v1/events?after=x", ...BAD_CURSOR },
    ],
  },
  {
    id: "streams/followed-jobs",
    rule: "/v1/events?follow= carries the events of jobs too, with composite ids; a job that cannot be followed is one frame",
    steps: [
      {
        path: `/v1/events?follow=${UNKNOWN}:0,{{ended}}:{{lastSeq}}`,
        answerHeaders: STREAM_HEADERS,
        stream: {
          untilFrames: 2,
          first: {
            event: "stream.refused",
            data: { code: "NOT_FOUND", message: { $type: "string" }, job_id: UNKNOWN },
          },
        },
      },
      {
        path: "/v1/events?follow={{ended}}:0",
        stream: { untilFrames: 2, untilText: '"seq":{{lastSeq}},' },
      },
      {
        path: "/v1/events?follow={{ended}}:0",
        headers: { "last-event-id": "0,{{ended}}:{{lastSeq}}" },
        stream: {
          untilFrames: 1,
          first: { event: "stream.refused", data: { code: "JOB_ENDED", job_id: "{{ended}}" } },
        },
      },
      { path: `/v1/events?follow=${UNKNOWN}`, headers: { "last-event-id": "0,x:1" }, ...BAD_CURSOR },
    ],
  },
  {
    id: "streams/tokens",
    rule: "Stream tokens are issued per job and for the live list, with their expiry",
    steps: [
      {
        method: "POST",
        path: "/v1/jobs/{{ended}}/stream-tokens",
        status: 200,
        answer: { token: { $type: "string" }, expires_at: { $match: "Z$" } },
        save: { token: "body.token" },
      },
      { path: "/v1/jobs/{{ended}}/events?token={{token}}", stream: { ids: { from: 1, consecutive: true } } },
      { method: "POST", path: "/v1/events/stream-tokens", status: 200 },
      { method: "POST", path: `/v1/jobs/${UNKNOWN}/stream-tokens`, status: 404 },
    ],
  },
];
