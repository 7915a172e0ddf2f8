import type { LiveAction, LiveChunkReply, LiveControlReply, LiveSession } from "@headway-jobs/contract";
import type { CallOptions, Transport } from "./transport.ts";

/** Live conversations: sound in, chunk by chunk. What is heard comes as the events of the session's job. */
export interface LiveCalls {
  start(
    request?: {
      readonly filename?: string;
      readonly suffix?: string;
      readonly ttl_seconds?: number;
      readonly goal?: string;
    },
    options?: CallOptions,
  ): Promise<LiveSession>;
  /** How the session stands; after an interruption chunks are sent again from its `next_chunk_seq`. */
  get(sessionId: string, options?: CallOptions): Promise<LiveSession>;
  /** Durable when it resolves. The same chunk may be sent again; any other number than the next is `CONFLICT`. */
  chunk(sessionId: string, seq: number, chunk: Blob, options?: CallOptions): Promise<LiveChunkReply>;
  control(
    sessionId: string,
    action: LiveAction,
    options?: CallOptions & { readonly reason?: string },
  ): Promise<LiveControlReply>;
}

export function liveCalls(transport: Transport): LiveCalls {
  return {
    start: (request = {}, options) =>
      transport.json("/analyze/live/start", { ...options, method: "POST", body: request }),
    get: (sessionId, options) => transport.json(livePath(sessionId), { ...options }),
    chunk(sessionId, seq, chunk, options) {
      const form = new FormData();
      form.append("chunk_seq", String(seq));
      form.append("chunk", chunk, "chunk");
      return transport.json(`${livePath(sessionId)}/chunk`, { ...options, method: "POST", body: form });
    },
    control: (sessionId, action, { reason, ...options } = {}) =>
      transport.json(`${livePath(sessionId)}/control`, {
        ...options,
        method: "POST",
        body: reason === undefined ? { action } : { action, reason },
      }),
  };
}

function livePath(sessionId: string): string {
  return `/analyze/live/${encodeURIComponent(sessionId)}`;
}
