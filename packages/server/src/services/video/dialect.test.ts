import { toWireJson, videoProgressSchema, VIDEO_STATUSES } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awaitRun, videoDialect, type VideoState } from "./dialect.ts";

const job = { jobId: "job_01JD0000000000000000ABCDEF", kind: "video", sessionId: null, createdAtMs: 0 } as const;
const atMs = new Date(2026, 10, 20, 9, 5, 7).getTime();
const event = (seq: number, type: string, data: object = {}): JobEvent => ({
  seq,
  type,
  atMs,
  dataJson: toWireJson(data),
});

function framesOf(
  events: readonly JobEvent[],
): { id: string | undefined; status: string; progress: number; message: string }[] {
  let state: VideoState = videoDialect.initialState;
  return events.flatMap((one) => {
    const step = videoDialect.frames(one, state, job);
    state = step.state;
    return step.frames.map(({ id, data }) => ({ id, ...videoProgressSchema.parse(JSON.parse(data)) }));
  });
}

const lifecycle = [
  event(1, "job.queued"),
  event(2, "job.started"),
  event(3, "job.progress", { phase: "generating_content", progress: 10, message: "Outline" }),
  event(4, "video.slide", { slide_number: 1 }),
  event(5, "job.progress", { phase: "generating_audio", progress: 33.4, message: "Voice 1/5" }),
];

describe("video dialect", () => {
  it("shows a run's life as the compatible API does, with ids only on the last frame of an event", () => {
    const shown = framesOf([...lifecycle, event(6, "job.completed")]);
    expect(shown.map(({ id, status, progress }) => [id?.split(":")[1], status, progress])).toEqual([
      ["1", "started", 0],
      ["2", "started", 0],
      ["3", "generating_content", 10],
      ["5", "generating_audio", 33],
      [undefined, "completed", 100],
      ["6", "done", 100],
    ]);
  });

  it.each([
    ["job.failed", { code: "VOICE_FAILED", message: "The voice failed." }, "The voice failed."],
    ["job.cancelled", {}, "The generation was cancelled."],
  ])("ends a run with %s as error, then done, both with the last progress", (type, data, message) => {
    const shown = framesOf([...lifecycle, event(6, type, data)]).slice(-2);
    expect(shown.map(({ status, progress }) => [status, progress])).toEqual([
      ["error", 33],
      ["done", 33],
    ]);
    expect(shown[0]?.message).toBe(message);
  });

  it("shows a warning without moving status or progress", () => {
    const shown = framesOf([
      ...lifecycle,
      event(6, "job.warning", { code: "PICTURE", message: "No picture was found." }),
    ]);
    expect(shown.at(-1)).toMatchObject({ status: "generating_audio", progress: 33, message: "No picture was found." });
  });

  it("repeats the band of the step that waits for a provider, with the wait as its message", () => {
    const message = "The model is busy; next try in 60 s.";
    const waiting = { phase: "generating_audio", progress: 33.4, message, next_try_at: "2026-11-20T09:06:07.000Z" };
    expect(framesOf([...lifecycle, event(6, "job.progress", waiting)]).at(-1)).toMatchObject({
      status: "generating_audio",
      progress: 33,
      message,
    });
  });

  it("never lets progress fall, whatever the events say", () => {
    const progressEvent = fc.record({
      phase: fc.constantFrom(...VIDEO_STATUSES),
      progress: fc.double({ min: 0, max: 100, noNaN: true }),
      message: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(progressEvent), (data) => {
        const shown = framesOf(data.map((one, index) => event(index + 1, "job.progress", one)));
        shown.forEach(({ progress }, index) =>
          expect(progress).toBeGreaterThanOrEqual(shown[index - 1]?.progress ?? 0),
        );
      }),
    );
  });

  it("connects with the cursor's progress and repeats the last frame, without id, as heartbeat", () => {
    const state: VideoState = {
      last: { status: "generating_audio", progress: 33, message: "Voice 1/5", timestamp: "09:05:07" },
    };
    const [connected] = videoDialect.open({ job, state, cursor: 5, nowMs: atMs });
    expect(JSON.parse(connected?.data ?? "")).toMatchObject({
      status: "connected",
      progress: 33,
      timestamp: "09:05:07",
    });
    expect(videoDialect.idle.frames(state)).toEqual([{ data: toWireJson(state.last) }]);
    expect(videoDialect.idle.frames(videoDialect.initialState)).toEqual([]);
  });

  it.each([
    [`${job.jobId}:12`, { jobId: job.jobId, seq: 12 }],
    ["end", "ended"],
    ["12", null],
    [`${job.jobId}:-1`, null],
    [`${job.jobId}:1e3`, null],
    ["../../etc:1", null],
    ["", null],
  ])("reads the cursor %j as %j", (raw, cursor) => {
    expect(videoDialect.parseCursor(raw)).toEqual(cursor);
  });

  it("waits for a run: frames each half second for five seconds, comments every two, the end after five minutes", () => {
    const at = (elapsedMs: number) => {
      const step = awaitRun(elapsedMs, atMs);
      return [step.frames.map(({ data }) => JSON.parse(data).status), step.nextInMs];
    };
    expect(at(0)).toEqual([["waiting"], 500]);
    expect(at(4_999)).toEqual([["waiting"], 500]);
    expect(at(5_000)).toEqual([[], 2_000]);
    expect(at(299_999)).toEqual([[], 2_000]);
    expect(at(300_000)).toEqual([["error", "done"], null]);
    expect(awaitRun(300_000, atMs).frames.at(-1)?.id).toBe("end");
  });
});
