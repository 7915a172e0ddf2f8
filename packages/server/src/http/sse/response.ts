import type { HeadwayError } from "@headway-jobs/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Frame } from "../../service-kit/dialect.ts";
import type { Random } from "../random.ts";
import { refusalText, retryText } from "./encode.ts";

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};

/** SPEC §0: what an overloaded stream advises instead of 429 or 503. */
const OVERLOAD_RETRY_MS = { base: 2_000, spread: 3_000 };

export type StreamHeaders = Readonly<Record<string, string>>;

/** A stream that says in the dialect's own words why it cannot be opened, and ends: status 200, as any other is fatal to EventSource. */
export function sendFailure(reply: FastifyReply, headers: StreamHeaders, frames: readonly Frame[]): void {
  sendHead(reply, headers).end(refusalText(frames));
}

/** A stream that cannot be opened now: the client is told to come back in two to five seconds. */
export function sendOverload(reply: FastifyReply, headers: StreamHeaders, error: HeadwayError, random: Random): void {
  const retry = retryText(OVERLOAD_RETRY_MS.base, OVERLOAD_RETRY_MS.spread, random);
  sendHead(reply, headers).end(`${retry}: ${error.code}\n\n`);
}

/** HEAD of a stream: the headers of GET, without opening a stream. True when the request was one. */
export function sendHeadOnly(request: FastifyRequest, reply: FastifyReply, headers: StreamHeaders): boolean {
  if (request.method !== "HEAD") return false;
  sendHead(reply, headers).end();
  return true;
}

/** Takes the response from Fastify and writes the stream's head with the headers that hooks have set. */
export function sendHead(reply: FastifyReply, headers: StreamHeaders): FastifyReply["raw"] {
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
