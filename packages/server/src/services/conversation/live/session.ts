import {
  ENDED_STATUSES,
  type ErrorCode,
  HeadwayError,
  type JsonObject,
  type LiveSession,
} from "@headway-jobs/contract";
import type { Admission, Job, SignalledJob } from "@headway-jobs/engine";
import { z } from "zod";
import { conversationIdOf, isLiveSession } from "../events.ts";

/**
 * What a live session lets in. Its state is a few members of the job's metadata, which signals alone write, each in the transaction that journals it; so
 * two who send at once are told apart, and a restart changes nothing.
 */
const stateSchema = z.object({
  next_chunk_seq: z.number().int(),
  last_chunk_sha256: z.string().nullable(),
  finalized: z.boolean(),
  ttl_seconds: z.number().int(),
  expires_at: z.string(),
});
type LiveState = z.infer<typeof stateSchema>;

export function startingState(ttlS: number, nowMs: number): JsonObject {
  return {
    next_chunk_seq: 0,
    last_chunk_sha256: null,
    finalized: false,
    ttl_seconds: ttlS,
    expires_at: new Date(nowMs + ttlS * 1000).toISOString(),
  } satisfies LiveState;
}

type SessionJob = Pick<Job, "jobId" | "kind" | "sessionId" | "status" | "metadata">;

export const isLiveJob = (job: Pick<Job, "kind" | "sessionId"> | null): boolean =>
  job?.kind === "conversation" && isLiveSession(job.sessionId);

const liveState = (job: Pick<Job, "metadata">): LiveState => stateSchema.parse(job.metadata);

/** A session as `GET /analyze/live/{session_id}` shows it. */
export function liveSessionOf(job: SessionJob): LiveSession {
  const { next_chunk_seq: next, expires_at: expiresAt } = liveState(job);
  const base = `/analyze/live/${job.sessionId}`;
  return {
    session_id: String(job.sessionId),
    conversation_id: conversationIdOf(job),
    job_id: job.jobId,
    chunk_endpoint: `${base}/chunk`,
    events_endpoint: `${base}/events`,
    control_endpoint: `${base}/control`,
    next_chunk_seq: next,
    expires_at: expiresAt,
    status: liveStatus(job),
  };
}

export function liveStatus(job: SessionJob): LiveSession["status"] {
  const { finalized, next_chunk_seq: next } = liveState(job);
  if (job.status === "completed" || job.status === "failed" || job.status === "cancelled") return job.status;
  if (finalized) return "finalizing";
  return next === 0 ? "waiting_media" : "processing";
}

/** What the workflow gets, in the order of admission. */
export const liveSignalSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("chunk"),
    seq: z.number().int(),
    expires_at_ms: z.number(),
    file: z.object({ sha256: z.string(), sizeBytes: z.number().int() }),
  }),
  z.object({ kind: z.literal("keepalive"), expires_at_ms: z.number() }),
  z.object({ kind: z.literal("finalize") }),
]);
export const LIVE_SIGNAL = "live";

/** The next chunk in its order is recorded, the last one again is not; CONFLICT with `next_chunk_seq` for any other, and after the end. */
export function admitChunk(job: SignalledJob, chunk: { seq: number; sha256: string }, nowMs: number): Admission {
  const state = liveState(job);
  const next = state.next_chunk_seq;
  if (chunk.seq === next - 1 && chunk.sha256 === state.last_chunk_sha256) return { record: false };
  if (state.finalized) throw refused(`The session was finalized after ${next} chunks and takes no more.`, state);
  if (ENDED_STATUSES.has(job.status))
    throw refused(`The session is ${job.status} and takes no more chunks.`, state, "JOB_ENDED");
  requireUnexpired(state, nowMs);
  if (chunk.seq !== next) {
    const known = chunk.seq < next ? "was taken before, with other bytes or before the last one" : "is ahead";
    throw refused(`Chunk ${chunk.seq} ${known}: the next one is ${next}.`, state);
  }
  const metadata = { next_chunk_seq: next + 1, last_chunk_sha256: chunk.sha256, ...renewed(state, nowMs) };
  return { record: true, metadata };
}

export function admitKeepalive(job: SignalledJob, nowMs: number): Admission {
  const state = liveState(job);
  if (state.finalized) throw refused("The session was finalized: there is nothing to keep alive.", state);
  requireUnexpired(state, nowMs);
  // A parked session need not wake up to continue waiting; it finds the signal when its old time is up.
  return { record: true, wake: false, metadata: renewed(state, nowMs) };
}

export function admitFinalize(job: SignalledJob, nowMs: number): Admission {
  const state = liveState(job);
  if (state.finalized) return { record: false };
  requireUnexpired(state, nowMs);
  return { record: true, metadata: { finalized: true } };
}

/** When the session ends unless something comes. */
export const expiryMs = (job: Pick<Job, "metadata">, nowMs: number): number =>
  nowMs + liveState(job).ttl_seconds * 1000;

const renewed = (state: LiveState, nowMs: number): JsonObject => ({
  expires_at: new Date(nowMs + state.ttl_seconds * 1000).toISOString(),
});

function requireUnexpired(state: LiveState, nowMs: number): void {
  if (Date.parse(state.expires_at) <= nowMs) throw refused(`The session expired at ${state.expires_at}.`, state);
}

const refused = (message: string, state: LiveState, code: ErrorCode = "CONFLICT"): HeadwayError =>
  new HeadwayError(code, message, { extra: { next_chunk_seq: state.next_chunk_seq } });
