import multipart from "@fastify/multipart";
import type { Clock, Engine, EngineLog, Ids, SigningSecret } from "@headway-jobs/engine";
import type { FastifyInstance } from "fastify";
import { RateLimit } from "./access/rate-limit.ts";
import { createSigner } from "./access/signer.ts";
import { StreamTokens } from "./access/stream-tokens.ts";
import { createApp } from "./app.ts";
import { isLoopbackHost, type HttpConfig } from "./config.ts";
import { mountRoute, mountStream, mountStreamWithTwin } from "./mount.ts";
import { eventPages, eventStream } from "./native/events.ts";
import { LIVE_LIST_PATH, serveLiveList } from "./native/live-list.ts";
import { nativeRoutes } from "./native/routes.ts";
import { uploadRoute } from "./native/uploads.ts";
import { healthRoutes } from "./observability/health.ts";
import { withoutSecrets } from "./observability/log.ts";
import { createMetrics } from "./observability/metrics.ts";
import { randomFrom } from "./random.ts";
import { mountConsole } from "./reference/console.ts";
import { referenceRoutes } from "./reference/routes.ts";
import { repeat } from "./repeat.ts";
import type { EdgeService } from "./route.ts";
import { ClusterReaderSlot } from "./sse/cluster-reader-slot.ts";
import { Hub } from "./sse/hub.ts";
import { endStreamsOfRevokedKeys } from "./sse/revocation.ts";
import { serveJobStream } from "./sse/serve-job-stream.ts";
import { SingleReaderSlot } from "./sse/single-reader-slot.ts";
import { StreamGate } from "./sse/stream-gate.ts";
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
  const parts = await createParts(options, closing.signal);
  const { config, clock, hub } = parts;
  const app = createApp(parts);
  mountEverything(app, parts, options.console !== undefined);
  if (options.console !== undefined) await mountConsole(app, options.console.dir);
  const owned: (() => void)[] = [];
  return {
    async listen() {
      await app.listen({ host: config.host, port: config.port });
      owned.push(...startUpkeep(parts));
      return { url: addressOf(app, config) };
    },
    async close({ graceMs = DEFAULT_GRACE_MS } = {}) {
      closing.abort();
      for (const stop of owned) stop();
      hub.endAll();
      const cancel = clock.after(graceMs, () => app.server.closeAllConnections());
      await app.close();
      cancel();
    },
  };
}

/** Everything that is made once. Only this module sees all of it; each function takes what it uses. */
type Parts = Awaited<ReturnType<typeof createParts>>;

async function createParts(options: HttpServerOptions, closing: AbortSignal) {
  const { engine, services, config, log, clock, ids } = options;
  const random = randomFrom(ids);
  const hub = new Hub({ clock, log, random });
  const metrics = createMetrics(engine, () => hub.size, log);
  const { maxStreamsPerOwner } = config;
  const secrets = await readSecrets(engine);
  const signer = createSigner(() => secrets.latest, clock);
  const tokens = new StreamTokens(signer, { clock, documents: engine.documents, log });
  return {
    engine,
    services,
    config,
    log,
    clock,
    ids,
    random,
    hub,
    metrics,
    secrets,
    signer,
    tokens,
    closing,
    access: { engine, config, tokens },
    gate: new StreamGate({ hub, maxStreamsPerOwner, metrics, clock, random, closing }),
    slots: {
      ids,
      single: new SingleReaderSlot(),
      cluster: config.sharedStore ? new ClusterReaderSlot(engine, clock, log) : null,
    },
    rateLimit: new RateLimit(config.rateLimit, clock),
    uploads: createUploadStore({
      dir: config.uploadDir,
      uploads: engine.uploads,
      limitBytes: config.uploadLimitBytes,
      quotaBytes: config.uploadQuotaBytes,
      lifetimeMs: config.uploadLifetimeMs,
      // A request that takes longer has been cut off by then.
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

function mountEverything(app: FastifyInstance, parts: Parts, hasConsole: boolean): void {
  const { services, config } = parts;
  const pages = eventPages(parts);
  const upload = uploadRoute(parts);
  const plain = [...nativeRoutes(parts), ...healthRoutes(parts)];
  const reference = referenceRoutes({ routes: [...plain, pages, upload], services, config, hasConsole });
  for (const stream of services.flatMap((service) => service.streams)) {
    mountStream(app, stream.path, (request, reply) => serveJobStream(parts, stream, request, reply));
  }
  mountStream(app, LIVE_LIST_PATH, (request, reply) => serveLiveList(parts, request, reply));
  mountStreamWithTwin(app, parts, (request, reply) => serveJobStream(parts, eventStream, request, reply), pages);
  // The hook that watches a response's end would keep request and reply of every open stream in memory, hence contexts of their own.
  app.register(async (forms) => {
    observe(forms, parts);
    await forms.register(multipart, { throwFileSizeLimit: false });
    mountRoute(forms, parts, upload);
    mountServiceRoutes(forms, parts, (hasForm) => hasForm);
  });
  app.register(async (others) => {
    observe(others, parts);
    for (const route of [...plain, ...reference]) mountRoute(others, parts, route);
    mountServiceRoutes(others, parts, (hasForm) => !hasForm);
  });
}

function mountServiceRoutes(app: FastifyInstance, parts: Parts, isWanted: (hasForm: boolean) => boolean): void {
  for (const service of parts.services) {
    for (const route of service.routes.filter(({ form }) => isWanted(form !== undefined)))
      mountRoute(app, parts, route, service);
  }
}

function observe(app: FastifyInstance, parts: Parts): void {
  app.addHook("onResponse", async (request, reply) => {
    const seconds = reply.elapsedTime / 1_000;
    parts.metrics.request(request.method, request.routeOptions.url ?? "", reply.statusCode, seconds);
    if (!parts.config.accessLog) return;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { method, id } = request;
    parts.log.info(
      { requestId: id, method, url: withoutSecrets(request.url), status: reply.statusCode, ms },
      "request",
    );
  });
}

/** What has to be looked at from time to time; each failure is logged and the next look comes anyway. */
function startUpkeep(parts: Parts): (() => void)[] {
  const { clock, log } = parts;
  const failed = (message: string) => (error: unknown) => log.warn({ err: error }, message);
  const sweepFailed = failed("old uploads could not be removed");
  parts.uploads.sweep().catch(sweepFailed);
  return [
    repeat(
      clock,
      KEY_CHECK_MS,
      () => endStreamsOfRevokedKeys(parts),
      failed("keys of open streams could not be checked"),
    ),
    repeat(
      clock,
      SECRETS_CHECK_MS,
      () => parts.secrets.refresh(),
      failed("the signing secrets could not be read again"),
    ),
    repeat(clock, UPLOAD_SWEEP_MS, () => parts.uploads.sweep(), sweepFailed),
  ];
}

function addressOf(app: FastifyInstance, config: HttpConfig): string {
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  const host = isLoopbackHost(config.host) ? config.host : "localhost";
  return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}
