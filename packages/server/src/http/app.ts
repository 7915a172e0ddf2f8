import type { Socket } from "node:net";
import type { Clock, EngineLog, Ids } from "@headway-jobs/engine";
import { fastify, type FastifyInstance } from "fastify";
import { applyCors } from "./access/cors.ts";
import { guardRequest } from "./access/guards.ts";
import { compressAnswers } from "./compress.ts";
import type { HttpConfig } from "./config.ts";
import { handleErrors, sendProblem } from "./errors.ts";

export interface AppParts {
  readonly config: HttpConfig;
  readonly ids: Pick<Ids, "hex">;
  readonly log: EngineLog;
  readonly clock: Clock;
}

/** A Fastify application without routes: limits, guards, CORS, security headers, compression, and problem bodies for every failure (SPEC §0). */
export function createApp(parts: AppParts): FastifyInstance {
  const { config, ids } = parts;
  const app = fastify({
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutMs,
    // A missing Host is refused by the guards, in the form of every other refusal.
    http: { headersTimeout: config.headersTimeoutMs, requireHostHeader: false },
    trustProxy: config.trustProxy,
    genReqId: () => ids.hex(8),
    // While closing, the routes answer themselves: a 503 would be the end of every EventSource.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (error, request, reply) => {
      void reply.headers(SECURITY_HEADERS);
      void sendProblem(parts, request, reply, error);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
  });
  app.decorateRequest("caller", null);
  app.removeAllContentTypeParsers();
  addJsonParser(app);
  handleErrors(app, parts);
  compressAnswers(app);
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(SECURITY_HEADERS).header("X-Request-Id", request.id);
    guardRequest(config, request.raw);
    if (applyCors(config, request, reply)) return reply;
    return undefined;
  });
  return app;
}

const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** An empty body is no body, whatever its Content-Type says: many clients send the header with every POST. */
function addJsonParser(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null);
    else void parse(request, String(body), done);
  });
}

function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const [status, reason] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "Request Header Fields Too Large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "Request Timeout"]
        : [400, "Bad Request"];
  const body = JSON.stringify({ type: "about:blank", title: reason, status, detail: reason, code: "BAD_REQUEST" });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\n` +
      `Referrer-Policy: no-referrer\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
