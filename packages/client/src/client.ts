import type {
  JobKind,
  JobKindResource,
  JobResource,
  JobStatus,
  ProvidersResource,
  SpeechVoice,
} from "@headway-jobs/contract";
import { LONGEST_HEARTBEAT_MS } from "@headway-jobs/contract/streams";
import { errorOfResponse } from "./client-error.ts";
import { documentCalls, type DocumentCalls } from "./documents.ts";
import type { JobEvent } from "./job-event.ts";
import { liveCalls, type LiveCalls } from "./live.ts";
import { localModelCalls, type LocalModelCalls } from "./local-models.ts";
import { systemRuntime, type Runtime } from "./runtime.ts";
import { follow, type FollowOptions } from "./stream/follow.ts";
import { readJobChange, readJobEvent, type JobChange } from "./stream/read-entry.ts";
import {
  type CallOptions,
  createTransport,
  readJson,
  type Transport,
  type TransportOptions,
  type UploadOptions,
} from "./transport.ts";

/** A connection without a byte for three of the server's longest heartbeats is dead. */
export const SILENCE_MS = 3 * LONGEST_HEARTBEAT_MS;

export interface ClientOptions extends TransportOptions {
  /** Time and chance; the system's own by default. */
  readonly runtime?: Runtime;
  readonly silenceMs?: number;
}

export interface ArtifactEntry {
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly created_at: string;
  /** Signed and good for some hours, for `<video>` and downloads. */
  readonly url: string;
}

export interface JobList {
  readonly jobs: readonly JobResource[];
  readonly total: number;
  readonly next_cursor: string | null;
}

export interface StreamToken {
  readonly token: string;
  readonly expires_at: string;
}

/** A language of the speech API; `short_name` is its tag. */
export interface SpeechLanguage {
  readonly id: number;
  readonly language: string;
  readonly short_name: string;
}

/** A file that waits on the server to be named as a job's `input.file`. */
export interface Upload {
  readonly upload_id: string;
  readonly filename: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly expires_at: string;
}

/** A typed client of one Headway server (SPEC §1). Every failure is a ClientError; an aborted call throws its signal's reason. */
export interface Client {
  readonly jobs: {
    /** Accepts the job and returns at once. With an idempotency key the same call can be repeated safely; without one a repeat is a second job. */
    create(
      job: { readonly kind: JobKind; readonly input: Readonly<Record<string, unknown>> },
      options?: CallOptions & { readonly idempotencyKey?: string },
    ): Promise<JobResource>;
    get(jobId: string, options?: CallOptions): Promise<JobResource>;
    /** Newest first. `compact` leaves the results out. */
    list(
      query?: {
        readonly kind?: JobKind;
        readonly status?: JobStatus;
        readonly limit?: number;
        readonly cursor?: string;
        readonly compact?: boolean;
      },
      options?: CallOptions,
    ): Promise<JobList>;
    /** Stops the job for good. Again on a cancelled job is fine; `JOB_ENDED` when it has completed or failed. */
    cancel(jobId: string, options?: CallOptions): Promise<JobResource>;
    /** Submits an ended job again, as a new one of the same kind: with its input or another, from its start or from one of its steps. */
    rerun(
      jobId: string,
      change?: { readonly from?: string; readonly input?: Readonly<Record<string, unknown>> },
      options?: CallOptions,
    ): Promise<JobResource>;
    /** Decides what a job waits for; `CONFLICT` when it waits for nothing, or was decided otherwise. Again the same is fine. */
    approve(
      jobId: string,
      decision: { readonly approved: boolean; readonly approval_id?: string; readonly comment?: string },
      options?: CallOptions,
    ): Promise<JobResource>;
    /** Removes a finished job and its artifacts; `JOB_RUNNING` otherwise. */
    remove(jobId: string, options?: CallOptions): Promise<void>;
    /** The job once it has completed, failed or been cancelled; follows its events meanwhile. */
    waitForEnd(
      jobId: string,
      options?: FollowOptions & { readonly onEvent?: (event: JobEvent) => void },
    ): Promise<JobResource>;
  };
  /** The kinds of job that this server has, with the JSON schemas of their inputs. */
  kinds(options?: CallOptions): Promise<readonly JobKindResource[]>;
  /** Every event after `after` (0 = from the start) exactly once and in order, over reconnects; ends with the terminal event. */
  events(
    jobId: string,
    options?: FollowOptions & { readonly after?: number },
  ): AsyncGenerator<JobEvent, void, undefined>;
  /** The owner's jobs as they change, over reconnects, until aborted. */
  changes(options?: FollowOptions & { readonly after?: number }): AsyncGenerator<JobChange, void, undefined>;
  /** What the speech service of this deployment can really do. */
  readonly speech: {
    voices(options?: CallOptions): Promise<readonly SpeechVoice[]>;
    sourceLanguages(options?: CallOptions): Promise<readonly SpeechLanguage[]>;
    targetLanguages(options?: CallOptions): Promise<readonly SpeechLanguage[]>;
  };
  readonly documents: DocumentCalls;
  readonly live: LiveCalls;
  readonly localModels: LocalModelCalls;
  /** What does the work of each capability now; no provider is called. */
  providers(options?: CallOptions): Promise<ProvidersResource>;
  upload(file: Blob, filename: string, options?: UploadOptions): Promise<Upload>;
  artifacts(jobId: string, options?: CallOptions): Promise<readonly ArtifactEntry[]>;
  /** The response whose body is the artifact's bytes. */
  download(jobId: string, name: string, options?: CallOptions): Promise<Response>;
  /**
   * A token that opens the streams of one job, for readers that cannot send a header (EventSource): append `token=` to the stream's query.
   * With other scopes it opens the job's files (`artifacts`) or takes its approval (`approve`) too.
   */
  streamToken(jobId: string, options?: StreamTokenOptions): Promise<StreamToken>;
  usage(options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** What of the server is ready. Also a not-ready answer (503) is an answer. */
  ready(options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
}

export interface StreamTokenOptions extends CallOptions {
  readonly scopes?: readonly ("read" | "artifacts" | "approve")[];
}

export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const runtime = options.runtime ?? systemRuntime;
  const silenceMs = options.silenceMs ?? SILENCE_MS;

  const events: Client["events"] = (jobId, followOptions = {}) => {
    return follow({
      ...followOptions,
      transport,
      runtime,
      silenceMs,
      path: `${jobPath(jobId)}/events`,
      after: followOptions.after ?? 0,
      gapless: true,
      read: readJobEvent,
    });
  };
  const changes: Client["changes"] = (followOptions = {}) =>
    follow({
      ...followOptions,
      transport,
      runtime,
      silenceMs,
      path: "/v1/events",
      after: followOptions.after ?? null,
      gapless: false,
      read: readJobChange,
    });

  return {
    jobs: jobCalls(transport, events),
    events,
    changes,
    documents: documentCalls(transport),
    live: liveCalls(transport),
    localModels: localModelCalls(transport),
    ...otherCalls(transport),
  };
}

function jobCalls(transport: Transport, events: Client["events"]): Client["jobs"] {
  const get: Client["jobs"]["get"] = (jobId, options) => transport.json(jobPath(jobId), { ...options });
  return {
    create: (job, { signal, idempotencyKey } = {}) =>
      transport.json("/v1/jobs", {
        method: "POST",
        body: job,
        headers: { "idempotency-key": idempotencyKey },
        signal,
      }),
    get,
    list: ({ compact, ...query } = {}, options = {}) =>
      transport.json("/v1/jobs", { ...options, query: { ...query, compact: compact === true ? "true" : undefined } }),
    cancel: (jobId, options) => transport.json(`${jobPath(jobId)}/cancel`, { ...options, method: "POST" }),
    rerun: (jobId, change = {}, options = {}) =>
      transport.json(`${jobPath(jobId)}/rerun`, { ...options, method: "POST", body: change }),
    approve: (jobId, decision, options = {}) =>
      transport.json(`${jobPath(jobId)}/approve`, { ...options, method: "POST", body: decision }),
    async remove(jobId, options) {
      await transport.request(jobPath(jobId), { ...options, method: "DELETE" });
    },
    async waitForEnd(jobId, { onEvent, ...options } = {}) {
      for await (const event of events(jobId, options)) onEvent?.(event);
      return get(jobId, { signal: options.signal });
    },
  };
}

function otherCalls(
  transport: Transport,
): Pick<
  Client,
  "kinds" | "providers" | "speech" | "upload" | "artifacts" | "download" | "streamToken" | "usage" | "ready"
> {
  return {
    async kinds(options) {
      const { kinds } = await transport.json<{ kinds: readonly JobKindResource[] }>("/v1/kinds", { ...options });
      return kinds;
    },
    providers: (options) => transport.json("/v1/providers", { ...options }),
    speech: {
      voices: (options) => transport.json("/list-voices", { ...options }),
      sourceLanguages: (options) => transport.json("/source-languages", { ...options }),
      targetLanguages: (options) => transport.json("/target-languages", { ...options }),
    },
    upload(file, filename, options) {
      const form = new FormData();
      form.append("file", file, filename);
      return transport.json("/v1/uploads", { ...options, method: "POST", body: form });
    },
    async artifacts(jobId, options) {
      const body = await transport.json<{ artifacts: readonly ArtifactEntry[] }>(`${jobPath(jobId)}/artifacts`, {
        ...options,
      });
      return body.artifacts;
    },
    download: (jobId, name, options) =>
      transport.request(`${jobPath(jobId)}/artifacts/${encodeURIComponent(name)}`, {
        ...options,
        headers: { accept: "*/*" },
      }),
    streamToken: (jobId, { scopes, ...options } = {}) =>
      transport.json(`${jobPath(jobId)}/stream-tokens`, {
        ...options,
        method: "POST",
        ...(scopes === undefined ? {} : { body: { scopes } }),
      }),
    usage: (options) => transport.json("/v1/usage", { ...options }),
    async ready(options) {
      const response = await transport.send("/ready", { ...options });
      if (response.ok || response.status === 503) return readJson(response, options?.signal);
      throw await errorOfResponse(response);
    },
  };
}

function jobPath(jobId: string): string {
  return `/v1/jobs/${encodeURIComponent(jobId)}`;
}
