import { z } from "zod";
import { acceptedForms } from "../providers/adapter.ts";
import { PICTURE_ADAPTERS } from "../providers/image/adapters.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../providers/llm/adapters.ts";
import { TRANSCRIPTION_ADAPTERS } from "../providers/transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "../providers/translation/adapters.ts";
import { VOICE_VENDORS } from "../providers/voice/vendors.ts";
import { bytes, databaseUrl, duration, flag, httpUrl, integer, list, model, origin, setting, text } from "./setting.ts";

const DURATION_FORM = "seconds, or a number with ms, s, m, h or d";
const SIZE_FORM = "bytes, or a number with KB, MB or GB";

/**
 * Every setting, once: read from the environment (`HEADWAY_…`) and from `headway.config.json` (the key as written here); the
 * environment wins. `docs/configuration.md` is generated from this.
 */
export const configSchema = z.object({
  host: setting(text().default("127.0.0.1"), {
    env: "HEADWAY_HOST",
    group: "Server",
    description: "Address to listen on. One that other machines reach (`0.0.0.0`) requires API keys.",
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
    description: "Folder of database, artifacts and keys; made when missing. Relative to the working directory.",
    expected: "a path",
  }),
  services: setting(list(text()).default([]), {
    env: "HEADWAY_SERVICES",
    group: "Server",
    description: "Modules with jobs of your own (docs/guides/add-a-service.md). Relative to the working directory.",
    expected: "paths of .ts, .mts, .js or .mjs files, comma-separated, e.g. `./my-jobs.ts`",
    defaultText: "none",
  }),
  databaseUrl: setting(databaseUrl().optional(), {
    env: "HEADWAY_DATABASE_URL",
    group: "Server",
    description: "PostgreSQL to keep jobs in, instead of the embedded SQLite database in the data folder.",
    expected: "a URL such as `postgres://user:password@host:5432/headway`",
    defaultText: "embedded SQLite",
    secret: true,
  }),
  publicUrl: setting(httpUrl().optional(), {
    env: "HEADWAY_PUBLIC_URL",
    group: "Server",
    description: "Address under which clients reach this server; links in answers begin with it.",
    expected: "an http(s) URL without query, e.g. `https://video.example.org`",
    defaultText: "the request's own host",
  }),
  logLevel: setting(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"), {
    env: "HEADWAY_LOG_LEVEL",
    group: "Server",
    description: "The least important line that is logged; `debug` has one for every request.",
    expected: "trace, debug, info, warn, error, fatal or silent",
  }),
  shutdownGraceMs: setting(duration(0).default(10_000), {
    env: "HEADWAY_SHUTDOWN_GRACE",
    group: "Server",
    description: "How long a stopping server lets running steps finish; unfinished jobs go on at the next start.",
    expected: DURATION_FORM,
    defaultText: "10s",
  }),

  auth: setting(z.enum(["open", "keys"]).optional(), {
    env: "HEADWAY_AUTH",
    group: "Access",
    description: "`open`: one local owner, no keys, this machine only. `keys`: every request carries an API key.",
    expected: "open or keys",
    defaultText: "open on a loopback address, else keys",
  }),
  hosts: setting(list(text()).default([]), {
    env: "HEADWAY_HOSTS",
    group: "Access",
    description: "Further names by which open mode may be addressed, besides localhost, 127.0.0.1 and [::1].",
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
    description: "Believe `Forwarded` and `X-Forwarded-*` of the proxy in front; requires `keys`.",
    expected: "true or false",
  }),
  metricsToken: setting(text().optional(), {
    env: "HEADWAY_METRICS_TOKEN",
    group: "Access",
    description: "Bearer token that may read `/metrics` besides API keys.",
    expected: "a text",
    defaultText: "none",
    secret: true,
  }),
  secretKey: setting(z.string().trim().min(32).optional(), {
    env: "HEADWAY_SECRET_KEY",
    group: "Access",
    description:
      "Encrypts the secrets that sign links and stream tokens, which are in the database. Nodes with data folders of their own need the same one.",
    expected: "a text of at least 32 characters, kept apart from backups of the database",
    defaultText: "the file `secret.key` in the data folder, made when missing",
    secret: true,
  }),

  llm: setting(model().optional(), {
    env: "HEADWAY_LLM",
    group: "Models and tools",
    description:
      "Language model that writes lessons, edits documents, translates and reads conversations. Without one, videos come from sources and " +
      "bundled lessons, documents are edited by rules, conversations read by word lists and sound.",
    expected: acceptedForms(LANGUAGE_MODEL_ADAPTERS, "`"),
    defaultText: "none",
  }),
  llmBaseUrl: setting(httpUrl().optional(), {
    env: "HEADWAY_LLM_BASE_URL",
    group: "Models and tools",
    description: "Where the language model's server listens, when that is not its vendor's usual address.",
    expected: "an http(s) URL, e.g. `http://127.0.0.1:8080/v1`",
    defaultText: "the adapter's own",
  }),
  llmApiKey: setting(text().optional(), {
    env: "HEADWAY_LLM_API_KEY",
    group: "Models and tools",
    description: "Key for `openai-compatible`; other adapters take their vendor's variable.",
    expected: "a text",
    defaultText: "none",
    secret: true,
  }),
  llmContextTokens: setting(integer(2_000, 10_000_000).default(32_000), {
    env: "HEADWAY_LLM_CONTEXT",
    group: "Models and tools",
    description: "Tokens that the language model can take in; longer documents are shown to it in parts.",
    expected: "an integer from 2000 to 10000000",
  }),
  speech: setting(model().optional(), {
    env: "HEADWAY_SPEECH",
    group: "Models and tools",
    description: "Voices that speak.",
    expected: acceptedForms(VOICE_VENDORS, "`"),
    defaultText: "flite for English, espeak for the rest",
  }),
  transcription: setting(model().optional(), {
    env: "HEADWAY_TRANSCRIPTION",
    group: "Models and tools",
    description: "Speech recognition.",
    expected: acceptedForms(TRANSCRIPTION_ADAPTERS, "`"),
    defaultText: "pocketsphinx",
  }),
  translation: setting(model().optional(), {
    env: "HEADWAY_TRANSLATION",
    group: "Models and tools",
    description: "Translation; `llm` is the model of HEADWAY_LLM.",
    expected: acceptedForms(TRANSLATION_ADAPTERS, "`"),
    defaultText: "apertium's installed pairs",
  }),
  images: setting(model().optional(), {
    env: "HEADWAY_IMAGES",
    group: "Models and tools",
    description: "Pictures on slides: an image model or a picture search. Without one they are drawn.",
    expected: acceptedForms(PICTURE_ADAPTERS, "`"),
    defaultText: "drawn",
  }),

  videoConcurrency: setting(integer(1, 64).default(1), {
    env: "HEADWAY_VIDEO_CONCURRENCY",
    group: "Limits",
    description: "Video jobs that this server works on at the same time; one keeps two cores busy.",
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
    description: "Speech tasks that this server works on at the same time.",
    expected: "an integer from 1 to 64",
  }),
  speechTimeLimitMs: setting(duration(1_000).default(600_000), {
    env: "HEADWAY_SPEECH_TIMEOUT",
    group: "Limits",
    description:
      "A speech task of up to 10,000 characters that works longer ends with TIMEOUT; longer texts get more time in proportion, and waiting does not count.",
    expected: DURATION_FORM,
    defaultText: "10m",
  }),
  documentConcurrency: setting(integer(1, 64).default(4), {
    env: "HEADWAY_DOCUMENT_CONCURRENCY",
    group: "Limits",
    description: "Document jobs that this server works on at the same time; one that awaits approval does not count.",
    expected: "an integer from 1 to 64",
  }),
  documentTimeLimitMs: setting(duration(1_000).default(1_800_000), {
    env: "HEADWAY_DOCUMENT_TIME_LIMIT",
    group: "Limits",
    description: "A document job that takes longer fails with TIMEOUT; the clock stands while it awaits approval.",
    expected: DURATION_FORM,
    defaultText: "30m",
  }),
  approvalTimeoutMs: setting(duration(1_000).default(7 * 24 * 3_600_000), {
    env: "HEADWAY_APPROVAL_TIMEOUT",
    group: "Limits",
    description: "How long proposed changes wait for a decision; then their job fails with APPROVAL_TIMEOUT.",
    expected: DURATION_FORM,
    defaultText: "7d",
  }),
  maxDocumentBytes: setting(bytes(1_024).default(5 * 2 ** 20), {
    env: "HEADWAY_MAX_DOCUMENT",
    group: "Limits",
    description: "Largest HTML document; requests that carry one also keep to HEADWAY_MAX_BODY.",
    expected: SIZE_FORM,
    defaultText: "5MB",
  }),
  conversationConcurrency: setting(integer(1, 1_000).default(32), {
    env: "HEADWAY_CONVERSATION_CONCURRENCY",
    group: "Limits",
    description:
      "Recordings and live sessions that this server works on at the same time; they share the recognisers, live speech first.",
    expected: "an integer from 1 to 1000",
  }),
  conversationTimeLimitMs: setting(duration(1_000).default(4 * 3_600_000), {
    env: "HEADWAY_CONVERSATION_TIME_LIMIT",
    group: "Limits",
    description: "A recording's analysis or a live session that takes longer fails with TIMEOUT.",
    expected: DURATION_FORM,
    defaultText: "4h",
  }),
  waitLimitMs: setting(duration(1_000).default(24 * 3_600_000), {
    env: "HEADWAY_WAIT_LIMIT",
    group: "Limits",
    description:
      "A job that waits for its turn longer at a stretch fails with TIMEOUT; so does one that awaits a decision which has no time limit of its own.",
    expected: DURATION_FORM,
    defaultText: "24h",
  }),
  leaseMs: setting(duration(1_000).default(4_000), {
    env: "HEADWAY_LEASE",
    group: "Limits",
    description:
      "With PostgreSQL: how long a server keeps its jobs without a sign of life. The jobs of a dead one go on elsewhere after this and a second.",
    expected: DURATION_FORM,
    defaultText: "4s",
  }),
  ownerConcurrency: setting(integer(1, 10_000).default(100), {
    env: "HEADWAY_OWNER_CONCURRENCY",
    group: "Limits",
    description: "Jobs of one owner that run at the same time.",
    expected: "an integer from 1 to 10000",
  }),
  maxQueued: setting(integer(1, 1_000_000).default(1_000), {
    env: "HEADWAY_MAX_QUEUED",
    group: "Limits",
    description: "Jobs of one owner that wait for their turn; one more is refused with QUEUE_FULL.",
    expected: "an integer from 1 to 1000000",
  }),
  maxStreams: setting(integer(1, 100_000).default(100), {
    env: "HEADWAY_MAX_STREAMS",
    group: "Limits",
    description:
      "Event streams an owner may have open at a time on one server. One more takes the place of a stream whose client takes nothing any more, else of " +
      "the one that has been open longest, at least a minute; its client comes back from its cursor.",
    expected: "an integer from 1 to 100000",
  }),
  maxEvents: setting(integer(100, 100_000_000).default(1_000_000), {
    env: "HEADWAY_MAX_EVENTS",
    group: "Limits",
    description: "Events a job may write; a job that writes more fails with EVENT_LIMIT.",
    expected: "an integer from 100 to 100000000",
  }),
  maxStalledClaims: setting(integer(1, 1_000).default(10), {
    env: "HEADWAY_MAX_STALLED_CLAIMS",
    group: "Limits",
    description:
      "Crashes of the server in a row that a job had a part in, without a finished step between them, after which it fails with WORKER_LOST.",
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
      "Uploads of one owner together; one that would go beyond is refused with UPLOAD_QUOTA. They expire after HEADWAY_UPLOAD_HOURS, and " +
      "`DELETE /v1/uploads/{id}` removes one.",
    expected: SIZE_FORM,
    defaultText: "5GB",
  }),
  uploadHours: setting(integer(1, 24 * 365).default(24), {
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
      "Requests a second that a key or an address may make, with four seconds' worth at once; streams apart. 0 = no limit.",
    expected: "an integer from 0 to 1000000",
  }),
  retentionDays: setting(integer(1, 36_500).default(7), {
    env: "HEADWAY_RETENTION_DAYS",
    group: "Limits",
    description:
      "Days after which an ended job is removed with its events, artifacts, input files and intermediate results; until then they take space on the disk.",
    expected: "an integer from 1 to 36500",
  }),
  minFreeBytes: setting(bytes(0).default(64 * 2 ** 20), {
    env: "HEADWAY_MIN_FREE",
    group: "Limits",
    description: "Free space on the disk of the data folder below which `/ready` says no and uploads are refused.",
    expected: SIZE_FORM,
    defaultText: "64MB",
  }),

  url: setting(httpUrl().optional(), {
    env: "HEADWAY_URL",
    group: "Command line",
    description: "Server that `headway video`, `speak`, `jobs` and `demo` talk to.",
    expected: "an http(s) URL, e.g. `http://127.0.0.1:8787`",
    defaultText: "host and port above",
  }),
  apiKey: setting(text().optional(), {
    env: "HEADWAY_API_KEY",
    group: "Command line",
    description: "API key that `headway video`, `speak`, `jobs` and `demo` send.",
    expected: "a key made by `headway keys create`",
    defaultText: "none",
    secret: true,
  }),
});

type Settings = z.infer<typeof configSchema>;
export type SettingKey = keyof Settings;

/** The effective configuration: `auth` is decided, `dataDir` is `data` as an absolute path, and `services` are absolute paths. */
export type Config = Readonly<Omit<Settings, "auth" | "data"> & { auth: "open" | "keys"; dataDir: string }>;
