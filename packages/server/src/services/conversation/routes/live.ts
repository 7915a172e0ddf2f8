import { createHash } from "node:crypto";
import {
  HeadwayError,
  liveChunkSchema,
  liveControlledSchema,
  liveControlSchema,
  liveSessionSchema,
  liveStartSchema,
  MAX_CHUNK_BYTES,
} from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Route, RouteRequest, StreamRoute } from "../../../service-kit/service.ts";
import { conversationDialect } from "../dialect.ts";
import {
  admitChunk,
  admitFinalize,
  admitKeepalive,
  expiryMs,
  isLiveJob,
  LIVE_SIGNAL,
  liveSessionOf,
  liveStatus,
} from "../live/session.ts";
import type { ConversationPorts } from "../ports.ts";
import { CONVERSATION_TAG } from "./recordings.ts";
import { json, problem } from "../../../service-kit/replies.ts";

const params = z.object({ session_id: z.string() });
const chunkBody = z.object({
  chunk_seq: z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number, counted from 0")
    .transform(Number),
  chunk: z.object({ bytes: z.instanceof(Uint8Array) }, "must be a file, sent as a part of the form"),
});
type Ports = Pick<ConversationPorts, "hex" | "nowMs">;

/** Live capture (SPEC §5). */
export function liveRoutes(ports: Ports): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/analyze/live/start",
      scope: "submit",
      summary: "Open a live session",
      tag: CONVERSATION_TAG,
      body: liveStartSchema,
      responses: {
        200: { description: "The session waits for its first chunk.", schema: liveSessionSchema },
        422: problem("The request cannot be met as it stands."),
        503: problem("A program that is needed is not installed."),
      },
      validation: "sentence",
      creates: true,
      async handle(request, call) {
        const job = await call.submit({ ...(request.body as object), task: "live" });
        return json(liveSessionOf(job) satisfies z.infer<typeof liveSessionSchema>);
      },
    },
    {
      method: "GET",
      path: "/analyze/live/:session_id",
      summary: "The session as it is now: a client that lost its connection continues at `next_chunk_seq`",
      tag: CONVERSATION_TAG,
      params,
      responses: {
        200: { description: "The session.", schema: liveSessionSchema },
        404: problem("No such session."),
      },
      validation: "sentence",
      handle: async (request, { engine }) => json(liveSessionOf(await findSession(engine, request))),
    },
    chunkRoute(ports),
    controlRoute(ports),
  ];
}

/** `GET /analyze/live/{session_id}/events`, for one reader at a time. */
export const liveStream: StreamRoute<null> = {
  path: "/analyze/live/:session_id/events",
  summary: "What is heard in a live session, as it is spoken (server-sent events); one reader at a time",
  tag: CONVERSATION_TAG,
  dialect: conversationDialect,
  cursorQuery: "after",
  oneReader: { retryMs: 6_000 },
  async find({ owner, params: given }, engine) {
    const job = await engine.find(owner, params.parse(given).session_id);
    return isLiveJob(job) ? job : null;
  },
};

function chunkRoute(ports: Ports): Route {
  return {
    method: "POST",
    path: "/analyze/live/:session_id/chunk",
    scope: "submit",
    summary: "Send the next piece of the sound; it is stored when this answers",
    tag: CONVERSATION_TAG,
    params,
    body: chunkBody,
    form: { file: "chunk", limitBytes: MAX_CHUNK_BYTES, tooLarge: "FILE_TOO_LARGE" },
    responses: {
      200: { description: "The chunk is stored, or was before.", schema: liveChunkSchema },
      404: problem("No such session."),
      409: problem("Another chunk is due (`next_chunk_seq`), or the session has been finalized, has expired or ended."),
      413: problem("FILE_TOO_LARGE: the chunk is larger than 1 MB."),
      422: problem("The form is not as described."),
    },
    validation: "sentence",
    async handle(request, { engine }) {
      const job = await findSession(engine, request);
      const { chunk_seq: seq, chunk } = request.body as z.infer<typeof chunkBody>;
      if (chunk.bytes.length === 0) throw new HeadwayError("INVALID_INPUT", "The chunk is empty.");
      const sha256 = createHash("sha256").update(chunk.bytes).digest("hex");
      const nowMs = ports.nowMs();
      await engine.signal({
        ...signalTo(job, ports),
        value: { kind: "chunk", seq, expires_at_ms: expiryMs(job, nowMs) },
        file: { mediaType: "application/octet-stream", bytes: chunk.bytes },
        admit: (current) => admitChunk(current, { seq, sha256 }, nowMs),
      });
      return json({ received_bytes: chunk.bytes.length, next_chunk_seq: seq + 1 } satisfies z.infer<
        typeof liveChunkSchema
      >);
    },
  };
}

function controlRoute(ports: Ports): Route {
  return {
    method: "POST",
    path: "/analyze/live/:session_id/control",
    scope: "submit",
    summary: "Finalize, cancel or keep alive a session",
    tag: CONVERSATION_TAG,
    params,
    body: liveControlSchema,
    responses: {
      200: { description: "Done, or was done before.", schema: liveControlledSchema },
      404: problem("No such session."),
      409: problem("The session has ended or expired."),
      422: problem("Unknown action."),
    },
    validation: "sentence",
    async handle(request, { engine }) {
      const job = await findSession(engine, request);
      const { action, reason } = request.body as z.infer<typeof liveControlSchema>;
      const detail = await CONTROLS[action](engine, job, ports, reason ?? undefined);
      const now = await findSession(engine, request);
      const controlled: z.infer<typeof liveControlledSchema> = {
        status: liveStatus(now),
        detail,
        expires_at: liveSessionOf(now).expires_at,
      };
      return json(controlled);
    },
  };
}

type Control = (engine: Engine, job: Job, ports: Ports, reason: string | undefined) => Promise<string>;

const CONTROLS: Readonly<Record<z.infer<typeof liveControlSchema>["action"], Control>> = {
  async finalize(engine, job, ports) {
    if (job.metadata["finalized"] === true) return "The session was finalized before.";
    const nowMs = ports.nowMs();
    const { accepted } = await engine.signal({
      ...signalTo(job, ports),
      value: { kind: "finalize" },
      admit: (current) => admitFinalize(current, nowMs),
    });
    return accepted
      ? "No more chunks are taken; the analysis is being concluded."
      : "The session was finalized before.";
  },
  async keepalive(engine, job, ports) {
    const nowMs = ports.nowMs();
    await engine.signal({
      ...signalTo(job, ports),
      value: { kind: "keepalive", expires_at_ms: expiryMs(job, nowMs) },
      admit: (current) => admitKeepalive(current, nowMs),
    });
    return "The session continues to wait.";
  },
  async cancel(engine, job, _ports, reason) {
    await engine.cancel(job.owner, job.jobId, reason);
    return "The session was cancelled.";
  },
};

/** Every request is a signal of its own: what is a repetition, `admit` decides by what it says. */
const signalTo = (job: Job, { hex }: Ports) => ({
  owner: job.owner,
  jobId: job.jobId,
  name: LIVE_SIGNAL,
  signalId: `live-${hex(12)}`,
});

async function findSession(engine: Engine, request: RouteRequest): Promise<Job> {
  const job = await engine.find(request.owner, params.parse(request.params).session_id);
  if (job === null || !isLiveJob(job)) throw new HeadwayError("NOT_FOUND", "There is no such live session.");
  return job;
}
