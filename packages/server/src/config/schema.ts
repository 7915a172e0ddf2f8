import { DEFAULT_UPLOAD_HOURS } from "@headway-jobs/contract";
import { DEFAULT_LIMITS } from "@headway-jobs/engine/limits";
import { z } from "zod";
import { providerSettings } from "./provider-settings.ts";
import { bytes, databaseUrl, duration, flag, httpUrl, integer, list, origin, setting, text } from "./setting.ts";

const DURATION_FORM = "seconds, or a number with ms, s, m, h or d";
const SIZE_FORM = "bytes, or a number with KB, MB or GB";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Every setting, once: read from the environment (`HEADWAY_…`) and from `headway.config.json` (the key as written here); the
 * environment wins. `docs/configuration.md` is generated from this.
 */
export const configSchema = z.object({
  host: setting(text().default("127.0.0.1"), {
    env: "HEADWAY_HOST",
    group: "Server",
    description: "Address to listen on. An address that other machines can reach (`0.0.0.0`) requires API keys.",
    expected: "an IP address or a host name",
  }),
  port: setting(integer(0, 65_535).default(8787), {
    env: "HEADWAY_PORT",
    group: "Server",
    description: "Port to listen on; 0 takes a free one.",
    expected: "an integer from 0 to 65535",
  }),
  data: setting(text().default(".headway"), {
    env: "HEADWAY_DATA",
    group: "Server",
    description: "Folder for database, artifacts and keys; created when missing. Relative to the working directory.",
    expected: "a path",
  }),
  services: setting(list(text()).default([]), {
    env: "HEADWAY_SERVICES",
    group: "Server",
    description: "Modules with jobs of your own (docs/guides/add-a-service.md). Relative to the working directory.",
    expected: "paths of .ts, .mts, .js or .mjs files, comma-separated, e.g. `./my-jobs.mts`",
    defaultText: "none",
  }),
  databaseUrl: setting(databaseUrl().optional(), {
    env: "HEADWAY_DATABASE_URL",
    group: "Server",
    description: "PostgreSQL database for the jobs, instead of the embedded SQLite database in the data folder.",
    expected: "a URL such as `postgres://user:password@host:5432/headway`",
    defaultText: "embedded SQLite",
    secret: true,
  }),
  publicUrl: setting(httpUrl().optional(), {
    env: "HEADWAY_PUBLIC_URL",
    group: "Server",
    description: "Address at which clients reach this server; links in responses begin with it.",
    expected: "an http(s) URL without query, e.g. `https://video.example.org`",
    defaultText: "the request's own host",
  }),
  logLevel: setting(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"), {
    env: "HEADWAY_LOG_LEVEL",
    group: "Server",
    description: "Lowest level of log lines; `debug` includes one line for each request.",
    expected: "trace, debug, info, warn, error, fatal or silent",
  }),
  shutdownGraceMs: setting(duration(0).default(10_000), {
    env: "HEADWAY_SHUTDOWN_GRACE",
    group: "Server",
    description: "How long a stopping server lets running steps finish; unfinished jobs continue at the next start.",
    expected: DURATION_FORM,
    defaultText: "10s",
  }),

  auth: setting(z.enum(["open", "keys"]).optional(), {
    env: "HEADWAY_AUTH",
    group: "Access",
    description: "`open`: one local owner, no keys, this machine only. `keys`: every request needs an API key.",
    expected: "open or keys",
    defaultText: "open on a loopback address, else keys",
  }),
  hosts: setting(list(text()).default([]), {
    env: "HEADWAY_HOSTS",
    group: "Access",
    description: "Further host names accepted in open mode, in addition to localhost, 127.0.0.1 and [::1].",
    expected: "host names, comma-separated",
    defaultText: "none",
  }),
  origins: setting(list(origin()).default([]), {
    env: "HEADWAY_ORIGINS",
    group: "Access",
    description: "Origins of other web pages that may call this server (CORS).",
    expected: "origins such as `https://app.example.org`, comma-separated, without a path",
    defaultText: "none",
  }),
  trustProxy: setting(flag().default(false), {
    env: "HEADWAY_TRUST_PROXY",
    group: "Access",
    description: "Trust the `Forwarded` and `X-Forwarded-*` headers of a reverse proxy; requires `keys`.",
    expected: "true or false",
  }),
  metricsToken: setting(text().optional(), {
    env: "HEADWAY_METRICS_TOKEN",
    group: "Access",
    description: "Bearer token for `/metrics`, in addition to API keys.",
    expected: "a text",
    defaultText: "none",
    secret: true,
  }),
  secretKey: setting(z.string().trim().min(32).optional(), {
    env: "HEADWAY_SECRET_KEY",
    group: "Access",
    description:
      "Encrypts the secrets in the database that sign links and stream tokens. Nodes with different data folders must have the same key.",
    expected: "a text of at least 32 characters, kept apart from backups of the database",
    defaultText: "the file `secret.key` in the data folder, made when missing",
    secret: true,
  }),

  ...providerSettings,

  models: setting(text().optional(), {
    env: "HEADWAY_MODELS",
    group: "Models and tools",
    description:
      "Folder of the local models that `headway models add` fetches (docs/guides/local-models.md). Relative to the working directory.",
    expected: "a path",
    defaultText: "`models` in the data folder",
  }),
  modelsUrl: setting(httpUrl().optional(), {
    env: "HEADWAY_MODELS_URL",
    group: "Models and tools",
    description:
      "Mirror from which `headway models add` fetches instead of the publishers: it takes the place of their scheme and host; their paths stay.",
    expected: "an http(s) URL, e.g. `https://mirror.example.org/models`",
    defaultText: "the publishers' own hosts",
  }),

  videoConcurrency: setting(integer(1, 64).default(1), {
    env: "HEADWAY_VIDEO_CONCURRENCY",
    group: "Limits",
    description: "Video jobs that this server runs at the same time; one uses two cores.",
    expected: "an integer from 1 to 64",
  }),
  videoTimeLimitMs: setting(duration(1_000).default(3_600_000), {
    env: "HEADWAY_VIDEO_TIME_LIMIT",
    group: "Limits",
    description: "A video job that takes longer fails with TIMEOUT.",
    expected: DURATION_FORM,
    defaultText: "1h",
  }),
  videoStreamLimitMs: setting(duration(0).default(0), {
    env: "HEADWAY_VIDEO_STREAM_LIMIT",
    group: "Limits",
    description: "A running video's progress stream is closed after this (a reconnect resumes it); 0 = never.",
    expected: DURATION_FORM,
  }),
  speechConcurrency: setting(integer(1, 64).default(2), {
    env: "HEADWAY_SPEECH_CONCURRENCY",
    group: "Limits",
    description: "Speech tasks that this server runs at the same time.",
    expected: "an integer from 1 to 64",
  }),
  speechTimeLimitMs: setting(duration(1_000).default(600_000), {
    env: "HEADWAY_SPEECH_TIMEOUT",
    group: "Limits",
    description:
      "Time limit of a speech task of up to 10,000 characters, which then ends with TIMEOUT. Longer texts get proportionally more; waiting does not count.",
    expected: DURATION_FORM,
    defaultText: "10m",
  }),
  documentConcurrency: setting(integer(1, 64).default(4), {
    env: "HEADWAY_DOCUMENT_CONCURRENCY",
    group: "Limits",
    description: "Document jobs that this server runs at the same time; jobs that await approval do not count.",
    expected: "an integer from 1 to 64",
  }),
  documentTimeLimitMs: setting(duration(1_000).default(1_800_000), {
    env: "HEADWAY_DOCUMENT_TIME_LIMIT",
    group: "Limits",
    description: "A document job that takes longer fails with TIMEOUT; the time awaiting approval does not count.",
    expected: DURATION_FORM,
    defaultText: "30m",
  }),
  approvalTimeoutMs: setting(duration(1_000).default(7 * 24 * 3_600_000), {
    env: "HEADWAY_APPROVAL_TIMEOUT",
    group: "Limits",
    description: "How long proposed changes wait for a decision; after that their job fails with APPROVAL_TIMEOUT.",
    expected: DURATION_FORM,
    defaultText: "7d",
  }),
  maxDocumentBytes: setting(bytes(1_024).default(5 * 2 ** 20), {
    env: "HEADWAY_MAX_DOCUMENT",
    group: "Limits",
    description: "Largest HTML document; HEADWAY_MAX_BODY limits the whole request as well.",
    expected: SIZE_FORM,
    defaultText: "5MB",
  }),
  conversationConcurrency: setting(integer(1, 1_000).default(32), {
    env: "HEADWAY_CONVERSATION_CONCURRENCY",
    group: "Limits",
    description:
      "Recordings and live sessions that this server runs at the same time; they share the recognisers, and live speech has priority.",
    expected: "an integer from 1 to 1000",
  }),
  conversationTimeLimitMs: setting(duration(1_000).default(4 * 3_600_000), {
    env: "HEADWAY_CONVERSATION_TIME_LIMIT",
    group: "Limits",
    description: "The analysis of a recording, or a live session, that takes longer fails with TIMEOUT.",
    expected: DURATION_FORM,
    defaultText: "4h",
  }),
  waitLimitMs: setting(duration(1_000).default(DEFAULT_LIMITS.waitLimitMs), {
    env: "HEADWAY_WAIT_LIMIT",
    group: "Limits",
    description:
      "A job that is queued without interruption for longer fails with TIMEOUT; so does a job that awaits a decision without its own time limit.",
    expected: DURATION_FORM,
    defaultText: `${DEFAULT_LIMITS.waitLimitMs / HOUR_MS}h`,
  }),
  leaseMs: setting(duration(1_000).default(DEFAULT_LIMITS.leaseMs), {
    env: "HEADWAY_LEASE",
    group: "Limits",
    description:
      "With PostgreSQL: how long a server's claims are valid without renewal. The jobs of a dead server continue on another one " +
      "after this time and one second.",
    expected: DURATION_FORM,
    defaultText: `${DEFAULT_LIMITS.leaseMs / 1_000}s`,
  }),
  ownerConcurrency: setting(integer(1, 10_000).default(DEFAULT_LIMITS.runningPerOwner), {
    env: "HEADWAY_OWNER_CONCURRENCY",
    group: "Limits",
    description: "Jobs of one owner that run at the same time.",
    expected: "an integer from 1 to 10000",
  }),
  maxQueued: setting(integer(1, 1_000_000).default(DEFAULT_LIMITS.queuedPerOwner), {
    env: "HEADWAY_MAX_QUEUED",
    group: "Limits",
    description: "Queued jobs of one owner; a further one is refused with QUEUE_FULL.",
    expected: "an integer from 1 to 1000000",
  }),
  maxStreams: setting(integer(1, 100_000).default(100), {
    env: "HEADWAY_MAX_STREAMS",
    group: "Limits",
    description:
      "Event streams that one owner may have open on one server. A further stream replaces one whose client has stopped reading, else the one " +
      "that has been open longest, if for at least a minute; its client resumes from its cursor.",
    expected: "an integer from 1 to 100000",
  }),
  maxEvents: setting(integer(100, 100_000_000).default(DEFAULT_LIMITS.eventsPerJob), {
    env: "HEADWAY_MAX_EVENTS",
    group: "Limits",
    description: "Maximum number of events of a job; a job that writes more fails with EVENT_LIMIT.",
    expected: "an integer from 100 to 100000000",
  }),
  maxStalledClaims: setting(integer(1, 1_000).default(DEFAULT_LIMITS.stalledClaims), {
    env: "HEADWAY_MAX_STALLED_CLAIMS",
    group: "Limits",
    description:
      "Consecutive crashes of the server while a job ran, without a finished step in between, after which the job fails with WORKER_LOST.",
    expected: "an integer from 1 to 1000",
  }),
  maxBodyBytes: setting(bytes(1_024).default(8 * 2 ** 20), {
    env: "HEADWAY_MAX_BODY",
    group: "Limits",
    description: "Largest JSON body of a request.",
    expected: SIZE_FORM,
    defaultText: "8MB",
  }),
  maxUploadBytes: setting(bytes(1).default(500 * 2 ** 20), {
    env: "HEADWAY_MAX_UPLOAD",
    group: "Limits",
    description: "Largest uploaded file.",
    expected: SIZE_FORM,
    defaultText: "500MB",
  }),
  maxUploadBytesPerOwner: setting(bytes(1).default(5 * 2 ** 30), {
    env: "HEADWAY_MAX_UPLOADS_PER_OWNER",
    group: "Limits",
    description:
      "Total size of one owner's uploads; one that would exceed it is refused with UPLOAD_QUOTA. They expire after HEADWAY_UPLOAD_HOURS, and " +
      "`DELETE /v1/uploads/{id}` removes one.",
    expected: SIZE_FORM,
    defaultText: "5GB",
  }),
  uploadHours: setting(integer(1, 24 * 365).default(DEFAULT_UPLOAD_HOURS), {
    env: "HEADWAY_UPLOAD_HOURS",
    group: "Limits",
    description:
      "How long an upload is kept. A job that is submitted with it keeps its file as long as the job itself.",
    expected: "hours, 1 to 8760",
  }),
  requestsPerSecond: setting(integer(0, 1_000_000).default(500), {
    env: "HEADWAY_REQUESTS_PER_SECOND",
    group: "Limits",
    description:
      "Requests per second of one key or address, with bursts of four seconds' worth; streams do not count. 0 = no limit.",
    expected: "an integer from 0 to 1000000",
  }),
  retentionDays: setting(integer(1, 36_500).default(DEFAULT_LIMITS.retentionMs / DAY_MS), {
    env: "HEADWAY_RETENTION_DAYS",
    group: "Limits",
    description:
      "Days after which an ended job is removed with its events, artifacts, input files and intermediate results.",
    expected: "an integer from 1 to 36500",
  }),
  minFreeBytes: setting(bytes(0).default(DEFAULT_LIMITS.minFreeBytes), {
    env: "HEADWAY_MIN_FREE",
    group: "Limits",
    description:
      "Minimum free space on the disk of the data folder; below it `/ready` reports not ready and uploads are refused.",
    expected: SIZE_FORM,
    defaultText: `${DEFAULT_LIMITS.minFreeBytes / 2 ** 20}MB`,
  }),

  url: setting(httpUrl().optional(), {
    env: "HEADWAY_URL",
    group: "Command line",
    description: "Server that `headway video`, `speak`, `edit`, `review`, `analyze`, `jobs` and `demo` use.",
    expected: "an http(s) URL, e.g. `http://127.0.0.1:8787`",
    defaultText: "host and port above",
  }),
  apiKey: setting(text().optional(), {
    env: "HEADWAY_API_KEY",
    group: "Command line",
    description: "API key that `headway video`, `speak`, `edit`, `review`, `analyze`, `jobs` and `demo` send.",
    expected: "a key made by `headway keys create`",
    defaultText: "none",
    secret: true,
  }),
});

type Settings = z.infer<typeof configSchema>;
export type SettingKey = keyof Settings;

/** The effective configuration: `auth` is decided; `dataDir` is `data`, and `modelsDir` is `models`, as an absolute path; `services` are absolute paths. */
export type Config = Readonly<
  Omit<Settings, "auth" | "data" | "models"> & { auth: "open" | "keys"; dataDir: string; modelsDir: string }
>;
