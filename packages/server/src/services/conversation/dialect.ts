import {
  type ConversationEventData,
  type ConversationEventName,
  type ConversationPhase,
  conversationEventSchemas,
  type HeadwayError,
  toWireJson,
} from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import { parseSeq } from "../../service-kit/cursors.ts";
import { COMMENT_HEARTBEAT, type Dialect, type DialectJob, type Frame } from "../../service-kit/dialect.ts";
import { conversationIdOf, isLiveSession, NATIVE_PREFIX } from "./events.ts";

/**
 * The streams of the conversation API (SPEC §5). The workflow's own events carry the members of the wire already, under the native names
 * `conversation.{event}`; this adds the frames for the job's own states.
 */
export const conversationDialect: Dialect<null> = {
  name: "conversation",
  initialState: null,
  stateless: true,

  frames(event, state, job) {
    const said = framesOf(event, job);
    const last = said.length - 1;
    return { state, frames: said.map((frame, index) => (index === last ? { ...frame, id: `${event.seq}` } : frame)) };
  },

  open: () => [],

  idle: COMMENT_HEARTBEAT,

  parseCursor(raw) {
    const seq = parseSeq(raw);
    return seq === null ? null : { seq };
  },

  failure: (error: HeadwayError) => [frame("error", { code: error.code, message: error.message })],
};

function framesOf(event: JobEvent, job: DialectJob): readonly Frame[] {
  const live = isLiveSession(job.sessionId);
  switch (event.type) {
    case "job.queued":
      return live
        ? [status(job, "waiting_media", 0, "Send the first chunk.")]
        : [status(job, "starting", 0, "The recording is stored.")];
    case "job.progress": {
      const { phase, progress, message } = JSON.parse(event.dataJson) as ProgressData;
      // 1 is kept for the end.
      return [status(job, statusPhase(phase), Math.min(Math.round(progress * 10) / 1000, 0.99), message)];
    }
    case "job.completed": {
      const conversationId = conversationIdOf(job);
      return [
        status(job, "completed", 1, "The analysis is complete."),
        frame("done", { conversation_id: conversationId }),
      ];
    }
    case "job.failed":
      return [frame("error", failureOf(JSON.parse(event.dataJson) as Failure, live))];
    case "job.cancelled":
      return [frame("error", { code: "STREAM_FAILURE", message: "The analysis was cancelled." })];
    default:
      return event.type.startsWith(NATIVE_PREFIX) ? passOn(event) : [];
  }
}

/** Members of the engine's own events; the log is ours and has been checked when it was written. */
interface ProgressData {
  readonly phase: string;
  readonly progress: number;
  readonly message: string;
}
interface Failure {
  readonly code: string;
  readonly message: string;
}

const statusPhase = (phase: string): ConversationPhase => (phase === "waiting_media" ? phase : "processing");

const STREAM_CODES: ReadonlySet<string> = new Set([
  "LIVE_ASR_FAILURE",
  "NO_UTTERANCES",
  "STREAM_FAILURE",
  "ANALYSIS_FAILURE",
  "FILE_TOO_LARGE",
]);

/**
 * The end of a failed job in the compatible API's own codes; what they do not know is a failure of the analysis or,
 * live, of the stream when its time was up.
 */
export function failureOf({ code, message }: Failure, live: boolean): Failure {
  if (STREAM_CODES.has(code)) return { code, message };
  return { code: live && code === "TIMEOUT" ? "STREAM_FAILURE" : "ANALYSIS_FAILURE", message };
}

function passOn(event: JobEvent): readonly Frame[] {
  const name = event.type.slice(NATIVE_PREFIX.length);
  return Object.hasOwn(conversationEventSchemas, name) ? [{ event: name, data: event.dataJson }] : [];
}

function status(job: DialectJob, phase: ConversationPhase, progress: number, message: string): Frame {
  return frame("status", { phase, progress, conversation_id: conversationIdOf(job), job_id: job.jobId, message });
}

const frame = <Name extends ConversationEventName>(event: Name, data: ConversationEventData<Name>): Frame => ({
  event,
  data: toWireJson(data),
});
