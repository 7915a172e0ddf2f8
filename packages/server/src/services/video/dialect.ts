import { toWireJson, type VideoProgress, type VideoStatus } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import type { AbsentStep, StreamRoute } from "../../service-kit/service.ts";
import { parseJobSeq } from "../../service-kit/cursors.ts";
import type { Dialect, Frame } from "../../service-kit/dialect.ts";

/** Fold over a run's events: the newest frame's object, which heartbeats repeat and `/api/status` answers. */
export interface VideoState {
  readonly last: VideoProgress | null;
}

/** The stream of `GET /api/progress/{generation_id}` (SPEC §2): `data:` frames without names, ids `{job_id}:{seq}`. */
export const videoDialect: Dialect<VideoState> = {
  name: "video",
  initialState: { last: null },
  stateless: false,

  frames(event, state, job) {
    const shown = progressOf(event, state);
    if (shown === null) return { frames: [], state };
    const id = `${job.jobId}:${event.seq}`;
    if (shown.status !== "completed" && shown.status !== "error") {
      return { frames: [{ id, data: toWireJson(shown) }], state: { last: shown } };
    }
    const done: VideoProgress = { ...shown, status: "done", message: "The stream has ended." };
    return { frames: [{ data: toWireJson(shown) }, { id, data: toWireJson(done) }], state: { last: shown } };
  },

  open({ state, nowMs }) {
    return [frame("connected", state.last?.progress ?? 0, "Connected to the progress stream.", nowMs)];
  },

  idle: {
    everyMs: 2_000,
    frames: (state) => (state.last === null ? [] : [{ data: toWireJson(state.last) }]),
  },

  parseCursor(raw) {
    if (raw === END_ID) return "ended";
    return parseJobSeq(raw);
  },

  failure(error, nowMs) {
    return endFrames(error.message, nowMs);
  },
};

const ABSENT_WAITING_MS = 5_000;
const ABSENT_LIMIT_MS = 300_000;
/** Id of the `done` frame of a stream that never found its run: a reconnect with it gets 204. */
const END_ID = "end";

/** SPEC §2, point 2: `waiting` each 0.5 s for 5 s, comments every 2 s, the end after 300 s. */
export const awaitRun: NonNullable<StreamRoute<VideoState>["absent"]> = (elapsedMs, nowMs): AbsentStep => {
  if (elapsedMs < ABSENT_WAITING_MS) {
    return { frames: [frame("waiting", 0, "Waiting for the generation to start.", nowMs)], nextInMs: 500 };
  }
  if (elapsedMs < ABSENT_LIMIT_MS) return { frames: [], nextInMs: 2_000 };
  return { frames: endFrames("No generation of this id began within five minutes.", nowMs), nextInMs: null };
};

/** Members of the engine's own events; the log is ours and has been checked when it was written. */
interface EventData {
  readonly phase: VideoStatus;
  readonly progress: number;
  readonly message: string;
}
const dataOf = (event: JobEvent): EventData => JSON.parse(event.dataJson) as EventData;

function progressOf(event: JobEvent, { last }: VideoState): VideoProgress | null {
  const atLeast = last?.progress ?? 0;
  const show = (status: VideoStatus, progress: number, message: string): VideoProgress => ({
    status,
    progress: Math.max(atLeast, Math.floor(progress)),
    message,
    timestamp: localTime(event.atMs),
  });
  switch (event.type) {
    case "job.queued":
      return show("started", 0, "The generation is queued.");
    case "job.started":
      return show("started", 0, "The generation has begun.");
    case "job.progress": {
      const { phase, progress, message } = dataOf(event);
      return show(phase, Math.min(progress, 99), message);
    }
    case "job.warning":
      return show(last?.status ?? "started", 0, dataOf(event).message);
    case "job.completed":
      return show("completed", 100, "The video is ready.");
    case "job.failed":
      return show("error", 0, dataOf(event).message);
    case "job.cancelled":
      return show("error", 0, "The generation was cancelled.");
    default:
      return null;
  }
}

function endFrames(message: string, nowMs: number): Frame[] {
  return [frame("error", 0, message, nowMs), { ...frame("done", 0, "The stream has ended.", nowMs), id: END_ID }];
}

function frame(status: VideoStatus, progress: number, message: string, nowMs: number): Frame {
  return { data: toWireJson({ status, progress, message, timestamp: localTime(nowMs) } satisfies VideoProgress) };
}

// Events come in bursts within a second, and formatting a local time costs more than all the rest of a frame.
let formatted = { second: Number.NaN, text: "" };

function localTime(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== formatted.second) formatted = { second, text: new Date(atMs).toTimeString().slice(0, 8) };
  return formatted.text;
}
