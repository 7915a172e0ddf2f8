import {
  conversationEventSchemas,
  type ConversationEventName,
  HeadwayError,
  LONGEST_HEARTBEAT_MS,
  toWireJson,
} from "@headway-jobs/contract";
import type { JobEvent, NewEvent } from "@headway-jobs/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationDialect } from "./dialect.ts";
import { eventsOfUtterance } from "./events.ts";
import { analysisOf, utteranceAt } from "./testing/generated.ts";

const jobId = "job_01JD0000000000000000ABCDEF";
const recording = { jobId, kind: "conversation", sessionId: "analysis_0123456789", createdAtMs: 0 } as const;
const live = { ...recording, sessionId: "live_0a1b2c3d" };

function framesOf({ type, data }: NewEvent, job: typeof live | typeof recording = recording) {
  const event: JobEvent = { seq: 7, type, atMs: 0, dataJson: toWireJson(data) };
  return conversationDialect.frames(event, null, job).frames.map((frame) => ({
    ...frame,
    data: JSON.parse(frame.data) as Record<string, unknown>,
  }));
}

describe("conversation dialect", () => {
  it.each([
    [
      "job.queued",
      {},
      recording,
      "status",
      { phase: "starting", progress: 0, conversation_id: "analysis_0123456789", job_id: jobId },
    ],
    ["job.queued", {}, live, "status", { phase: "waiting_media", progress: 0, conversation_id: "liveconv_0a1b2c3d" }],
    [
      "job.progress",
      { phase: "recognising", progress: 45, message: "2 of 5" },
      recording,
      "status",
      { phase: "processing", progress: 0.45, message: "2 of 5" },
    ],
    [
      "job.progress",
      { phase: "started", progress: 45, message: "The model is busy; next try in 60 s.", next_try_at: "2026-01-01" },
      recording,
      "status",
      { phase: "processing", progress: 0.45, message: "The model is busy; next try in 60 s." },
    ],
    [
      "job.progress",
      { phase: "waiting_media", progress: 0, message: "" },
      live,
      "status",
      { phase: "waiting_media", progress: 0 },
    ],
    [
      "job.failed",
      { code: "NO_UTTERANCES", message: "Silence." },
      recording,
      "error",
      { code: "NO_UTTERANCES", message: "Silence." },
    ],
    [
      "job.failed",
      { code: "TOOL_MISSING", message: "No ffmpeg." },
      recording,
      "error",
      { code: "ANALYSIS_FAILURE", message: "No ffmpeg." },
    ],
    ["job.failed", { code: "LIVE_ASR_FAILURE", message: "Not sound." }, live, "error", { code: "LIVE_ASR_FAILURE" }],
    [
      "job.failed",
      { code: "TIMEOUT", message: "Too long." },
      live,
      "error",
      { code: "STREAM_FAILURE", message: "Too long." },
    ],
    ["job.cancelled", {}, live, "error", { code: "STREAM_FAILURE" }],
  ])("shows %s %j as one frame in the compatible API's words", (type, data, job, event, members) => {
    const [frame, ...more] = framesOf({ type, data }, job);
    expect(more).toEqual([]);
    expect(frame).toMatchObject({ event, id: "7", data: members });
    expect(conversationEventSchemas[event as ConversationEventName].parse(frame?.data)).toEqual(frame?.data);
  });

  it("ends a completed job with progress 1 and done, the id on the last frame alone", () => {
    expect(
      framesOf({ type: "job.completed", data: {} }).map(({ event, id, data }) => [event, id, data["progress"] ?? data]),
    ).toEqual([
      ["status", undefined, 1],
      ["done", "7", { conversation_id: "analysis_0123456789" }],
    ]);
  });

  it.each(["job.started", "job.warning", "job.resumed", "conversation.heard", "conversation.constructor"])(
    "shows nothing of %s",
    (type) => {
      expect(framesOf({ type, data: { code: "X", message: "Y" } })).toEqual([]);
    },
  );

  it("shows whatever the analysis says of an utterance in the shapes of the catalogue, with seven shares that sum to 1", () => {
    const told = utteranceAt("analysis_0123456789", 3).chain((utterance) =>
      analysisOf(utterance).map((analysis) => eventsOfUtterance(utterance, analysis, "final")),
    );
    fc.assert(
      fc.property(told, (events) => {
        const frames = events.flatMap((event) => framesOf(event));
        expect(frames).toHaveLength(events.length);
        for (const { event, data } of frames) {
          expect(conversationEventSchemas[event as ConversationEventName].strict().parse(data)).toEqual(data);
        }
        const { emotions, ...flat } = (frames[1]?.data["emotion"] ?? {}) as { emotions: Record<string, number> };
        expect(flat).toEqual(emotions);
        const sum = Object.values(emotions).reduce((total, share) => total + share, 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  it("keeps the progress of the work below that of the end", () => {
    expect(
      framesOf({ type: "job.progress", data: { phase: "concluding", progress: 100, message: "" } })[0]?.data[
        "progress"
      ],
    ).toBe(0.99);
  });

  it.each([
    ["12", { seq: 12 }],
    ["0", { seq: 0 }],
    ["-1", null],
    ["1e3", null],
    ["007", null],
    ["", null],
    ["job_1:2", null],
  ])("reads the cursor %j as %j", (raw, cursor) => {
    expect(conversationDialect.parseCursor(raw)).toEqual(cursor);
  });

  it("sends well within the longest time without a byte that SPEC §0 allows, whatever the timer adds", () => {
    expect(conversationDialect.idle.everyMs).toBeLessThan(LONGEST_HEARTBEAT_MS);
  });

  it("fails a stream with the error's own code and sentence", () => {
    const [frame] = conversationDialect.failure(new HeadwayError("INVALID_KEY", "The key is not valid."), 0);
    expect(frame).toEqual({
      event: "error",
      data: toWireJson({ code: "INVALID_KEY", message: "The key is not valid." }),
    });
  });
});
