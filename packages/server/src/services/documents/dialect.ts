import { type DocumentResult, type JsonObject, toWireJson, type WireJson } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import { parseSeq } from "../../service-kit/cursors.ts";
import { COMMENT_HEARTBEAT, type Dialect, type Frame } from "../../service-kit/dialect.ts";
import type { PolledEvents } from "../../service-kit/service.ts";

/** State of the fold over a job's events: the result. It is shown when the job has ended, so that its client may then send the next message. */
export interface DocumentState {
  readonly result: WireJson | null;
}

/** The stream of `GET /v1/chat/{session_id}/stream` (SPEC §4): five events; `sequence` and id are the seq. */
export const documentDialect: Dialect<DocumentState> = {
  name: "documents",
  initialState: { result: null },
  stateless: false,

  frames(event, state) {
    if (event.type === "document.result") return { frames: [], state: { result: event.dataJson } };
    return { frames: framesOf(event, state), state };
  },

  open: () => [],

  idle: COMMENT_HEARTBEAT,

  parseCursor(raw) {
    const seq = parseSeq(raw);
    return seq === null ? null : { seq };
  },

  failure: (error) => [errorFrame(error.message)],
};

function framesOf(event: JobEvent, { result }: DocumentState): readonly Frame[] {
  switch (event.type) {
    case "document.sync":
      return [frame(event, "document_sync", { html: dataOf(event).html })];
    case "document.intermediate":
      return [intermediate(event, dataOf(event).content)];
    case "job.warning":
      return [intermediate(event, dataOf(event).message)];
    case "job.progress": {
      const { message, next_try_at } = dataOf(event);
      // This API has no progress events, except that the work waits for a provider.
      return next_try_at === undefined ? [] : [intermediate(event, message)];
    }
    case "document.proposed":
      // The compatible API's content is a text that holds JSON, and the log has it as that.
      return [frame(event, "proposed_change", { content: event.dataJson })];
    case "job.completed":
      return finalFrames(event, result);
    case "job.failed":
      return [{ id: String(event.seq), ...errorFrame(dataOf(event).message) }];
    case "job.cancelled":
      return [{ id: String(event.seq), ...errorFrame("The job was cancelled.") }];
    default:
      return [];
  }
}

/** `metadata.intermediate_responses` of a polled job: the latest entries of the stream. */
export const polledEntries: PolledEvents = {
  member: "intermediate_responses",
  types: ["document.intermediate", "job.warning"],
  limit: 50,
  entry: (event) => {
    const { content, message } = dataOf(event);
    return intermediateData(event, event.type === "job.warning" ? message : content);
  },
};

/** Members of the events; they were checked when the log was written. */
interface EventData {
  readonly content: string;
  readonly message: string;
  readonly next_try_at?: string;
  readonly html: string;
}
const dataOf = (event: JobEvent): EventData => JSON.parse(event.dataJson) as EventData;

function intermediate(event: JobEvent, content: string): Frame {
  return { event: "intermediate", id: String(event.seq), data: toWireJson(intermediateData(event, content)) };
}

function intermediateData({ seq, atMs }: JobEvent, content: string): JsonObject {
  return { type: "intermediate", content, sequence: seq, timestamp: new Date(atMs).toISOString() };
}

function frame(event: JobEvent, type: string, members: object): Frame {
  return { event: type, id: String(event.seq), data: toWireJson({ type, ...members, sequence: event.seq }) };
}

function finalFrames(event: JobEvent, resultJson: WireJson | null): readonly Frame[] {
  if (resultJson === null) return [{ id: String(event.seq), ...errorFrame("The result of the job is missing.") }];
  const result = JSON.parse(resultJson) as DocumentResult;
  return [
    { event: "final", data: toWireJson({ content: result.response, result }) },
    { event: "usage", id: String(event.seq), data: toWireJson(result.usage) },
  ];
}

/** Never with a `content`: the Python client of the compatible API takes each event with one for progress. */
function errorFrame(message: string): Frame {
  return { event: "error", data: toWireJson({ error: message }) };
}
