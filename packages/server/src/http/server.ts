import type { Socket } from "node:net";
import multipart from "@fastify/multipart";
import type { Clock, Engine, EngineLog, Ids, SigningSecret } from "@headway-jobs/engine";
import { fastify, type FastifyInstance } from "fastify";
import { applyCors } from "./access/cors.ts";
import { guardRequest } from "./access/guards.ts";
import { RateLimit } from "./access/rate-limit.ts";
import { endStreamsOfRevokedKeys } from "./sse/revocation.ts";
import { createSigner } from "./access/signer.ts";
import { StreamTokens } from "./access/stream-tokens.ts";
import { compressAnswers } from "./compress.ts";
import { isLoopbackHost, type HttpConfig } from "./config.ts";
import type { Edge, EdgeService } from "./route.ts";
import { handleErrors, sendProblem } from "./errors.ts";
import { mountRoute, mountStream, mountStreamWithTwin } from "./mount.ts";
import { eventPages, eventStream } from "./native/events.ts";
import { LIVE_LIST_PATH, serveLiveList } from "./native/live-list.ts";
import { uploadRoute } from "./native/uploads.ts";
import { withoutSecrets } from "./observability/log.ts";
import { createMetrics } from "./observability/metrics.ts";
import { repeat } from "./repeat.ts";
import { mountConsole } from "./reference/console.ts";
import { plainNativeRoutes, referenceRoutes } from "./reference/routes.ts";
import { Hub } from "./sse/hub.ts";
import { OnePlace } from "./sse/single-reader-slot.ts";
import { SharedPlace } from "./sse/cluster-reader-slot.ts";
import { serveJobStream } from "./sse/serve-job-stream.ts";
import { createUploadStore } from "./uploads/upload-store.ts";

export interface HttpServerOptions {
  readonly engine: Engine;
  readonly services: readonly EdgeService[];
  readonly config: HttpConfig;
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The built web console; absent = a small page with links. */
  readonly console?: { readonly dir: string };
  /** Whether every configured provider can work; absent = what the services say. */
  readonly providersReady?: () => Promise<boolean>;
}

export interface HttpServer {
  /** Begins to listen and tells where. */
  listen(): Promise<{ readonly url: string }>;
  /** Stops accepting, ends streams with `retry:`, lets requests finish for `graceMs`, then cuts what is left. The engine is not touched. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const DEFAULT_GRACE_MS = 5_000;
const RECEIVING_SLACK_MS = 60_000;
const UPLOAD_SWEEP_MS = 3_600_000;
/** How long a revoked key's streams may stay open. */
const KEY_CHECK_MS = 5_000;
/** Well below the time between the making of a new secret and its first signature. */
const SECRETS_CHECK_MS = 5_000;
const READINESS_MS = 5_000;

/** The edge of Headway: the native jobs API, the services' own APIs and their streams on one port (SPEC §0–2). */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const edge = await createEdge(options, closing.signal);
  const app = createApp(edge);
  mountEverything(app, edge, options.console !== undefined);
  if (options.console !== undefined) await mountConsole(app, options.console.dir);
  const owned: (() => void)[] = [];
  return {
    async listen() {
      await app.listen({ host: edge.config.host, port: edge.config.port });
      owned.push(...startUpkeep(edge));
      return { url: addressOf(app, edge.config) };
    },
    async close({ graceMs = DEFAULT_GRACE_MS } = {}) {
      closing.abort();
      for (const stop of owned) stop();
      edge.hub.endAll(Math.random);
      const forget = edge.clock.after(graceMs, () => app.server.closeAllConnections());
      await app.close();
      forget();
    },
  };
}

async function createEdge(options: HttpServerOptions, closing: AbortSignal): Promise<Edge> {
  const { engine, services, config, log, clock, ids } = options;
  const hub = new Hub(clock, log);
  const secrets = await readSecrets(engine);
  const signer = createSigner(() => secrets.latest, clock);
  return {
    engine,
    services,
    config,
    log,
    clock,
    ids,
    hub,
    onePlace: new OnePlace(),
    sharedPlace: new SharedPlace(engine, clock, log),
    signer,
    refreshSecrets: () => secrets.refresh(),
    closing,
    tokens: new StreamTokens(signer, { clock, documents: engine.documents, log }),
    rateLimit: new RateLimit(config.rateLimit, clock),
    metrics: createMetrics(engine, () => hub.size, log),
    uploads: createUploadStore({
      dir: config.uploadDir,
      uploads: engine.uploads,
      limitBytes: config.uploadLimitBytes,
      quotaBytes: config.uploadQuotaBytes,
      lifetimeMs: config.uploadLifetimeMs,
      // Whoever receives longer has been cut off by then.
      receivingMs: config.requestTimeoutMs + RECEIVING_SLACK_MS,
      clock,
      ids,
    }),
    providersReady: remembered(clock, options.providersReady ?? (() => allReady(services))),
  };
}

/** Secrets are asked for with every signature; a rotation is seen at the next look. */
async function readSecrets(engine: Engine): Promise<{ latest: readonly SigningSecret[]; refresh(): Promise<void> }> {
  const secrets = {
    latest: await engine.secrets.read("edge"),
    async refresh(): Promise<void> {
      secrets.latest = await engine.secrets.read("edge");
    },
  };
  return secrets;
}

/** Looking may start programs, and /ready is public: one look in five seconds is enough. */
function remembered(clock: Clock, look: () => Promise<boolean>): () => Promise<boolean> {
  let last: { readonly answer: Promise<boolean>; readonly atMs: number } | undefined;
  return () => {
    const nowMs = clock.nowMs();
    if (last === undefined || nowMs - last.atMs >= READINESS_MS) last = { answer: look(), atMs: nowMs };
    return last.answer;
  };
}

async function allReady(services: readonly EdgeService[]): Promise<boolean> {
  const answers = await Promise.all(services.map((service) => service.readiness()));
  return answers.every((answer) => Object.values(answer).every(Boolean));
}

function createApp(edge: Edge): FastifyInstance {
  const { config, ids } = edge;
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
      void sendProblem(edge, request, reply, error);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
  });
  app.decorateRequest("caller", null);
  app.removeAllContentTypeParsers();
  addJsonParser(app);
  handleErrors(app, edge);
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

function mountEverything(app: FastifyInstance, edge: Edge, hasConsole: boolean): void {
  for (const service of edge.services) {
    for (const stream of service.streams) {
      mountStream(app, stream.path, (request, reply) => serveJobStream(edge, stream, request, reply));
    }
  }
  mountStream(app, LIVE_LIST_PATH, (request, reply) => serveLiveList(edge, request, reply));
  mountStreamWithTwin(app, edge, (request, reply) => serveJobStream(edge, eventStream, request, reply), eventPages);
  // The hook that watches a response's end would keep request and reply of every open stream in memory, hence a context of its own.
  app.register(async (plain) => {
    observe(plain, edge);
    await plain.register(multipart, { throwFileSizeLimit: false });
    mountRoute(plain, edge, uploadRoute);
    for (const service of edge.services) {
      for (const route of service.routes.filter(({ form }) => form !== undefined))
        mountRoute(plain, edge, route, service);
    }
  });
  app.register(async (plain) => {
    observe(plain, edge);
    for (const route of [...plainNativeRoutes, ...referenceRoutes(hasConsole)]) mountRoute(plain, edge, route);
    for (const service of edge.services) {
      for (const route of service.routes.filter(({ form }) => form === undefined))
        mountRoute(plain, edge, route, service);
    }
  });
}

function observe(app: FastifyInstance, edge: Edge): void {
  app.addHook("onResponse", async (request, reply) => {
    const seconds = reply.elapsedTime / 1_000;
    edge.metrics.request(request.method, request.routeOptions.url ?? "", reply.statusCode, seconds);
    if (!edge.config.accessLog) return;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { method, id } = request;
    edge.log.info({ requestId: id, method, url: withoutSecrets(request.url), status: reply.statusCode, ms }, "request");
  });
}

/** What has to be looked at from time to time; each failure is logged and the next look comes anyway. */
function startUpkeep(edge: Edge): (() => void)[] {
  const { clock, log } = edge;
  const failed = (message: string) => (error: unknown) => log.warn({ err: error }, message);
  const sweepFailed = failed("old uploads could not be removed");
  edge.uploads.sweep().catch(sweepFailed);
  return [
    repeat(
      clock,
      KEY_CHECK_MS,
      () => endStreamsOfRevokedKeys(edge),
      failed("keys of open streams could not be checked"),
    ),
    repeat(clock, SECRETS_CHECK_MS, () => edge.refreshSecrets(), failed("the signing secrets could not be read again")),
    repeat(clock, UPLOAD_SWEEP_MS, () => edge.uploads.sweep(), sweepFailed),
  ];
}

function addressOf(app: FastifyInstance, config: HttpConfig): string {
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  const host = isLoopbackHost(config.host) ? config.host : "localhost";
  return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}
