import { HeadwayError } from "@headway-jobs/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Dialect, Frame } from "../../service-kit/dialect.ts";
import type { Caller } from "../access/authenticate.ts";
import type { Edge } from "../route.ts";
import { framesText, refusalText, retryText } from "./encode.ts";
import type { Reader } from "./reader.ts";

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};

/** Clients come back one to two seconds after a dropped connection, not all at once. */
const RETRY_MS = { base: 1_000, spread: 1_000 };
/** SPEC §0: what an overloaded stream advises instead of 429 or 503. */
const OVERLOAD_RETRY_MS = { base: 2_000, spread: 3_000 };

export type StreamHeaders = Readonly<Record<string, string>>;

/** With the ten probes a second apart that follow, over before the next heartbeat of a quiet stream, which would put the probes off. */
const PROBE_AFTER_MS = 2_000;

/** TOO_MANY_STREAMS when an owner at the limit has no stream that may be ended for another, SERVER_STOPPING while closing. */
export function admitStream(edge: Edge, caller: Caller): void {
  if (edge.closing.aborted) throw new HeadwayError("SERVER_STOPPING", "The server is stopping.");
  const limit = edge.config.maxStreamsPerOwner;
  if (!edge.hub.hasRoom(caller.owner, limit)) throw tooManyStreams(limit);
}

function tooManyStreams(limit: number): HeadwayError {
  return new HeadwayError("TOO_MANY_STREAMS", `At most ${limit} streams can be open at a time.`);
}

/**
 * Sends the head of a stream and its first text (an explicit `retry:` first) in one packet. Null when the client has gone or has
 * pipelined this request behind another: a stream cannot wait for its turn. Throws as `admitStream` does.
 */
export function openStream(
  edge: Edge,
  reply: FastifyReply,
  caller: Caller,
  options: {
    readonly headers: StreamHeaders | undefined;
    readonly dialect: Pick<Dialect<never>, "name" | "failure">;
    readonly first: readonly Frame[];
    /** What to wait before a reconnect; one to two seconds, spread, when absent. */
    readonly retryMs?: number | undefined;
  },
): Reader | null {
  // Asked once more: others may have opened theirs, or the server begun to close, while this one's job was looked up.
  admitStream(edge, caller);
  const limit = edge.config.maxStreamsPerOwner;
  if (!edge.hub.makeRoom(caller.owner, limit, Math.random)) throw tooManyStreams(limit);
  const response = sendHead(reply, options.headers ?? {});
  const { socket } = response;
  if (socket === null || socket.destroyed) {
    response.end();
    return null;
  }
  // A client that vanished without a word shows itself only when it is asked.
  socket.setKeepAlive(true, PROBE_AFTER_MS);
  socket.cork();
  response.flushHeaders();
  const reader = edge.hub.open(response, socket, { owner: caller.owner, keyId: caller.keyId }, options.dialect);
  const { retryMs } = options;
  const retry = retryText(retryMs ?? RETRY_MS.base, retryMs === undefined ? RETRY_MS.spread : 0, Math.random);
  reader.writeText(retry + framesText(options.first), edge.clock.nowMs());
  socket.uncork();
  edge.metrics.streamOpened(options.dialect.name);
  return reader;
}

/** A stream that says in the dialect's own words why it cannot be, and ends: status 200, as any other is fatal to EventSource. */
export function sendFailure(reply: FastifyReply, headers: StreamHeaders, frames: readonly Frame[]): void {
  sendHead(reply, headers).end(refusalText(frames));
}

/** A stream that cannot be opened just now: come back in two to five seconds. */
export function sendOverload(reply: FastifyReply, headers: StreamHeaders, error: HeadwayError): void {
  const retry = retryText(OVERLOAD_RETRY_MS.base, OVERLOAD_RETRY_MS.spread, Math.random);
  sendHead(reply, headers).end(`${retry}: ${error.code}\n\n`);
}

/** HEAD of a stream: what GET would say of itself, without opening one. */
export function sendHeadOnly(request: FastifyRequest, reply: FastifyReply, headers: StreamHeaders): boolean {
  if (request.method !== "HEAD") return false;
  sendHead(reply, headers).end();
  return true;
}

function sendHead(reply: FastifyReply, headers: StreamHeaders): FastifyReply["raw"] {
  reply.hijack();
  const own = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
  const connection = staysOpen(reply) ? "keep-alive" : "close";
  return reply.raw.writeHead(200, { ...own, ...STREAM_HEADERS, Connection: connection, ...headers } as Record<
    string,
    string
  >);
}

/** Whether the connection may serve another request after the stream. HTTP/1.0 knows no chunks: there its end is the stream's end. */
function staysOpen({ raw, request }: FastifyReply): boolean {
  return raw.shouldKeepAlive && request.raw.httpVersion !== "1.0";
}
