import type { ErrorCode, JobKind, JobResource, JsonObject } from "@headway-jobs/contract";
import type {
  Artifact,
  Engine,
  Job,
  JobContext,
  JobEvent,
  KeyScope,
  SubmitRequest,
  Workflow,
} from "@headway-jobs/engine";
import { z } from "zod";
import { shownApproval } from "./approval.ts";
import type { Dialect, Frame } from "./dialect.ts";

/**
 * A service as plain values. The HTTP server mounts them and knows no service by name; a service never sees a socket.
 */
export interface Service<Input> {
  readonly kind: JobKind;
  readonly title: string;
  readonly description: string;
  /** Checked for native jobs and for the service's own submitting routes alike. */
  readonly input: z.ZodType<Input>;
  /** What must be right beyond the schema (languages, providers, names): throws HeadwayError before a job exists. */
  prepare(input: Input, call: PrepareCall): Promise<PreparedJob>;
  readonly workflow: Workflow<Input>;
  /** True: the workflow itself calls `warnOfUnknownMembers`, where the order of its streams allows it; otherwise it is called first. */
  readonly warnsOfUnknownMembers?: boolean;
  readonly timeLimitMs: number;
  /** What the owner can do about a job that took too long: a sentence for the message of TIMEOUT. */
  readonly timeoutAdvice?: string;
  readonly concurrency: number;
  /** What a key must be allowed to do to submit such a job, by whatever route; absent = what the route says. */
  readonly submitScope?: KeyScope;
  readonly routes: readonly Route[];
  readonly streams: readonly StreamRoute<unknown>[];
  /** Booleans for /ready, e.g. `{voice: true}`. */
  readiness(): Promise<Readonly<Record<string, boolean>>>;
  /** Booleans for /ready that say how it works rather than whether, e.g. `{language_model: false}`. */
  readonly ways?: Readonly<Record<string, boolean>>;
  /** What clients see of a job's metadata; absent = all of it, of a service that `defineService` defines without approvals that are decided. Pure. */
  shownMetadata?(job: Pick<Job, "status" | "metadata">): JsonObject;
  readonly polled?: PolledEvents;
  /**
   * The input of an ended job as it would be sent again, for a job that runs it again; null when a job of its type cannot be run again.
   * Absent = the input as journaled. Pure.
   */
  inputAgain?(job: Pick<Job, "jobType" | "input">): JsonObject | null;
}

/** A service whatever its input is, for those who handle all services alike. */
export type AnyService = Omit<Service<never>, "input" | "prepare"> & {
  readonly input: z.ZodType;
  prepare(input: unknown, call: PrepareCall): Promise<PreparedJob>;
};

/** Events of a job's log that a client that polls sees too: the latest of them, in a member of the job's metadata, unless a compact job is asked for. */
export interface PolledEvents {
  readonly member: string;
  readonly types: readonly string[];
  readonly limit: number;
  entry(event: JobEvent): JsonObject;
}

export interface PrepareCall {
  readonly owner: string;
  readonly engine: Engine;
  /** A file that came by `POST /v1/uploads` or in a stored form; null when unknown, of another owner, or expired. */
  findUpload(uploadId: string): Promise<StoredUpload | null>;
}

export interface StoredUpload {
  readonly uploadId: string;
  readonly filename: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly path: string;
}

export type PreparedJob = Pick<
  SubmitRequest,
  | "jobType"
  | "sessionId"
  | "metadata"
  | "aliases"
  | "timeLimitMs"
  | "cost"
  | "numbered"
  | "onlyOfSession"
  | "needsOperation"
  | "files"
> & {
  /** The input as journaled, when it differs from what was sent. */
  readonly input?: JsonObject;
  /** What an Idempotency-Key compares, when it is not the input as sent: a file by its digest instead of its upload's id. */
  readonly identity?: JsonObject;
};

/** What `defineService` takes: a service that may leave out what many have none of. */
export type ServiceDefinition<Input> = Omit<Service<Input>, Optional> & Partial<Pick<Service<Input>, Optional>>;
type Optional = "routes" | "streams" | "readiness";

/**
 * Types a service once, so that its routes and workflow agree on the input. Without routes, its jobs come by `POST /v1/jobs`; without readiness, it is
 * always ready. Its jobs warn of members of the request that were not used, and show an approval only while they wait for it.
 */
export function defineService<Input>(definition: ServiceDefinition<Input>): Service<Input> {
  const service: Service<Input> = {
    ...definition,
    // Also for a module in plain JavaScript that names a member and gives it no value.
    routes: definition.routes ?? [],
    streams: definition.streams ?? [],
    readiness: definition.readiness ?? (async () => ({})),
    shownMetadata: definition.shownMetadata ?? shownApproval,
  };
  if (service.warnsOfUnknownMembers === true) return service;
  const workflow: Workflow<Input> = async (ctx, input) => {
    await warnOfUnknownMembers(ctx);
    return service.workflow(ctx, input);
  };
  return { ...service, workflow };
}

/** Code of the warning of a member that is one slip away from a known one. */
export const UNKNOWN_MEMBER = "UNKNOWN_MEMBER";

const unknownMemberSchema = z.object({ code: z.literal(UNKNOWN_MEMBER), message: z.string() });

/** A `job.warning` for each member of the request that is not known; a replay adds none. */
export async function warnOfUnknownMembers(ctx: Pick<JobContext, "job" | "warn">): Promise<void> {
  const { warnings } = ctx.job.metadata;
  for (const one of Array.isArray(warnings) ? warnings : []) {
    const warning = unknownMemberSchema.safeParse(one).data;
    if (warning !== undefined) await ctx.warn(warning.code, warning.message);
  }
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Fastify path syntax, e.g. `/api/status/:id`. HEAD is served with GET. */
  readonly path: string;
  /** What a key must be allowed to do; GET alone may leave it out and is then `read`. */
  readonly scope?: KeyScope;
  /** A stream token of one job opens this route too, as `token=` in the query. */
  readonly token?: TokenAccess;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** True: the request may come without its body. */
  readonly bodyOptional?: boolean;
  /** True: a route of Headway's own design; members that the body does not know are refused. */
  readonly strict?: boolean;
  /** The body is a multipart form with a file: an object of its texts, and of `{ filename, bytes }` under the file's name, is what `body` checks. */
  readonly form?: RouteForm;
  /** Response schemas by status, for OpenAPI. */
  readonly responses: Readonly<Record<number, ResponseDescription>>;
  /** `fields`: 422 bodies carry `detail` as `[{loc, msg, type}]` (SPEC §0). */
  readonly validation: "fields" | "sentence";
  /** True: takes Idempotency-Key and answers with Location. */
  readonly creates?: boolean;
  handle(request: RouteRequest, call: ServiceCall): Promise<Reply>;
}

/** What else a stream token may open beside the streams of its job. */
export interface TokenAccess {
  readonly scope: "artifacts" | "approve";
  /** The job that the request is about. Its id, not an alias: an alias may name another job a moment later. */
  jobId(request: Pick<RouteRequest, "params" | "body">): string;
}

export interface ResponseDescription {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** True: server-sent events, or either these or `schema` as JSON. */
  readonly streams?: boolean;
  /** Media types of an answer in bytes. */
  readonly mediaTypes?: readonly string[];
}

export interface RouteForm {
  /** Name of the part that is the file. */
  readonly file: string;
  readonly limitBytes: number;
  /** True: the file is streamed to disk and `body` gets `{ upload_id, filename, media_type, size_bytes, sha256 }` in place of its bytes. */
  readonly stored?: boolean;
  /** Code of the refusal of a larger file; default PAYLOAD_TOO_LARGE. */
  readonly tooLarge?: ErrorCode;
  /** Texts that may be longer than the 64 KB of a field, by name, in bytes. They may also come as a file, which is read as UTF-8. */
  readonly longTexts?: Readonly<Record<string, number>>;
}

export interface RouteRequest {
  readonly owner: string;
  /** What the caller may do. */
  readonly scopes: readonly KeyScope[];
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** From the Prefer header (RFC 7240). */
  readonly prefer: { readonly respondAsync: boolean; readonly waitMs: number | null };
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}

/** What a handler may do beside its answer; made by the HTTP server for each request. */
export interface ServiceCall {
  readonly engine: Engine;
  /** Validated input → prepare → engine.submit, with the request's idempotency key. */
  submit(input: unknown): Promise<Job>;
  /** Resolves when the job has ended, `waitMs` has passed (null = no limit) or the client has gone. Never cancels. */
  waitForEnd(job: Job, waitMs: number | null): Promise<Job>;
  /** Absolute URL of a path on this server. */
  url(path: string): string;
  /** Signed, absolute URL of a public artifact; holds for six hours unless `lifetimeMs` says otherwise. */
  artifactUrl(job: Job, artifactName: string, lifetimeMs?: number): Promise<string>;
  /** A job as `GET /v1/jobs/{id}` shows it, but for links to its artifacts. `compact` leaves out result and streamed entries. */
  jobResource(job: Job, options: { readonly compact: boolean }): Promise<JobResource>;
}

export type Reply =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes of an artifact with Range, HEAD and ETag. */
  | {
      readonly kind: "artifact";
      readonly job: Job;
      readonly artifact: Artifact;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes made for this answer alone. */
  | {
      readonly kind: "bytes";
      readonly bytes: Uint8Array;
      readonly mediaType: string;
      /** Offered for saving under this name. */
      readonly filename?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The job's events from its first one as SSE, in the answer to this very request. */
  | { readonly kind: "stream"; readonly job: Job; readonly dialect: Dialect<unknown> };

/** An SSE route of a service. */
export interface StreamRoute<State> {
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly dialect: Dialect<State>;
  /** Name of the query member that carries the cursor when there is no Last-Event-ID. */
  readonly cursorQuery?: string;
  /** Extra response headers, e.g. the video dialect's `Content-Encoding: none`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The job to follow; null = none yet. With `openedAtMs` a service can leave out runs that ended before the stream opened. */
  find(
    request: {
      readonly owner: string;
      readonly params: unknown;
      readonly query: unknown;
      readonly cursorJobId: string | undefined;
      readonly openedAtMs: number;
      readonly elapsedMs: number;
    },
    engine: Engine,
  ): Promise<Job | null>;
  /** What to do while `find` gives null; absent = an unknown job is a NOT_FOUND failure. Pure. */
  readonly absent?: (elapsedMs: number, nowMs: number) => AbsentStep;
  /**
   * One reader at a time: each attached stream gets a nonce that its ids end in (`{seq}.{nonce}`), a reconnect whose cursor has the current nonce takes the
   * place over, any other second reader gets 409 while the first is attached. `retryMs` is what the stream tells clients to wait.
   */
  readonly oneReader?: { readonly retryMs: number };
  /** Milliseconds after which a running stream is closed (a reconnect resumes); absent = never. */
  readonly maxDurationMs?: number;
}

export interface AbsentStep {
  /** Sent now; an empty list stands for a comment. */
  readonly frames: readonly Frame[];
  /** Look (and ask) again after this; null = send the frames and close. */
  readonly nextInMs: number | null;
}
