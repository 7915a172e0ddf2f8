import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpConfig } from "../config.ts";

const ALLOWED_HEADERS =
  "Authorization, x-api-key, Accept, Cache-Control, Content-Type, Last-Event-ID, Idempotency-Key, If-None-Match, If-Range, Range, Prefer, traceparent";
const EXPOSED_HEADERS =
  "Location, ETag, Retry-After, Content-Range, X-Usage-Limit, X-Usage-Used, X-Usage-Remaining, X-Export-Warnings, X-Request-Id";
const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const PREFLIGHT_MAX_AGE_S = "600";

/** Lets pages of listed origins read answers (SPEC §0). True when the request was a preflight and has been answered. */
export function applyCors(config: HttpConfig, request: FastifyRequest, reply: FastifyReply): boolean {
  if (config.origins.length === 0) return false;
  reply.header("Vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !config.origins.includes(origin)) return false;
  reply.header("Access-Control-Allow-Origin", origin);
  reply.header("Access-Control-Expose-Headers", EXPOSED_HEADERS);
  const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (!isPreflight) return false;
  reply.headers({
    "Access-Control-Allow-Methods": ALLOWED_METHODS,
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": PREFLIGHT_MAX_AGE_S,
  });
  void reply.code(204).send();
  return true;
}
