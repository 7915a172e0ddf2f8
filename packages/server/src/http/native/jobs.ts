import { createJobSchema, ENDED_STATUSES, HeadwayError, JOB_STATUSES, jobResourceSchema } from "@headway-jobs/contract";
import type { Artifact, Clock, Job } from "@headway-jobs/engine";
import { z } from "zod";
import { noneMatches } from "../request/conditional.ts";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute, EdgeService } from "../route.ts";
import { jobEtag } from "./job-resource.ts";
import { problem } from "../../service-kit/replies.ts";

export const JOBS_TAG = "Jobs";
const RETRY_AFTER_S = 2;

export const idParams = z.object({ id: z.string() });
const job = (description: string) => ({ description, schema: jobResourceSchema });
const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");

const getQuery = z.object({ compact: flag.default(false) });
const listQuery = z.object({
  kind: z.string().max(100).optional(),
  status: z.enum(JOB_STATUSES).optional(),
  session_id: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
  compact: flag.default(false),
});
const listSchema = z
  .object({
    jobs: z.array(jobResourceSchema),
    total: z.number().int(),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: "JobList" });

export interface JobRouteParts {
  readonly services: readonly EdgeService[];
  readonly clock: Clock;
  /** Fires when the server begins to close: long waits answer with what there is. */
  readonly closing: AbortSignal;
}

/** Submit, read, list, cancel and delete (SPEC §1). */
export function jobRoutes(parts: JobRouteParts): readonly EdgeRoute[] {
  return [submitRoute(parts), listRoute(parts), readRoute(parts), cancelRoute, removeRoute];
}

function submitRoute({ services }: JobRouteParts): EdgeRoute {
  return {
    method: "POST",
    path: "/v1/jobs",
    scope: "submit",
    summary:
      "Submit a job of any kind; with `Prefer: wait=N` (at most 60 s) the response is the ended job if it ends in time",
    tag: JOBS_TAG,
    body: createJobSchema,
    responses: {
      200: job("The job ended within the wait."),
      202: job("The job has been accepted."),
      422: problem("The input is not valid."),
      429: problem("The queue is full."),
    },
    validation: "sentence",
    creates: true,
    handle: (request, call) => create(request, call, services),
  };
}

function listRoute({ services }: JobRouteParts): EdgeRoute {
  return {
    method: "GET",
    path: "/v1/jobs",
    summary: "List the owner's jobs, newest first",
    tag: JOBS_TAG,
    query: listQuery,
    responses: { 200: { description: "One page.", schema: listSchema }, 400: problem("The cursor is malformed.") },
    validation: "sentence",
    handle: (request, call) => list(request, call, services),
  };
}

function readRoute({ clock, closing }: JobRouteParts): EdgeRoute {
  return {
    method: "GET",
    path: "/v1/jobs/:id",
    summary: "Read a job; `Prefer: wait=N` with `If-None-Match` answers as soon as it has changed",
    tag: JOBS_TAG,
    params: idParams,
    query: getQuery,
    responses: {
      200: job("The job."),
      304: { description: "Unchanged, also after the wait." },
      404: problem("No such job."),
    },
    validation: "sentence",
    handle: (request, call) => get(request, call, { clock, closing }),
  };
}

const cancelRoute: EdgeRoute = {
  method: "POST",
  path: "/v1/jobs/:id/cancel",
  scope: "submit",
  summary: "Cancel a job",
  tag: JOBS_TAG,
  params: idParams,
  responses: {
    200: job("The job is cancelled."),
    404: problem("No such job."),
    409: problem("The job has already completed or failed."),
  },
  validation: "sentence",
  handle: cancel,
};

const removeRoute: EdgeRoute = {
  method: "DELETE",
  path: "/v1/jobs/:id",
  scope: "submit",
  summary: "Delete an ended job and its artifacts",
  tag: JOBS_TAG,
  params: idParams,
  responses: {
    204: {
      description: "Deleted. Its files are removed from the disk within 15 minutes unless another job uses them.",
    },
    404: problem("No such job."),
    409: problem("The job has not ended."),
  },
  validation: "sentence",
  handle: remove,
};

async function create(request: EdgeRequest, call: EdgeCall, services: readonly EdgeService[]): Promise<EdgeReply> {
  const { kind, input } = request.body as z.infer<typeof createJobSchema>;
  const service = requireKind(kind, "body", services);
  const submitted = await call.submitTo(service, input, { place: ["body", "input"], strict: true });
  const { waitMs } = request.prefer;
  const latest = waitMs === null ? submitted : await call.waitForEnd(submitted, waitMs);
  return shown(latest, call, waitMs !== null && ENDED_STATUSES.has(latest.status) ? 200 : 202, false);
}

/** The service of a kind. Throws INVALID_INPUT that lists the kinds of this server. */
function requireKind(kind: string, place: "body" | "query", services: readonly EdgeService[]): EdgeService {
  const service = services.find((one) => one.kind === kind);
  if (service !== undefined) return service;
  const kinds = services.map((one) => one.kind);
  const msg = `this server has no ${quoted(kind)} jobs, only: ${kinds.join(", ")}`;
  throw new HeadwayError("INVALID_INPUT", `${msg}.`, { errors: [{ loc: [place, "kind"], msg, type: "value" }] });
}

/** Words of a request in a sentence: on one line. */
const quoted = (text: string): string => (/^\w+$/.test(text) ? text : JSON.stringify(text));

async function list(request: EdgeRequest, call: EdgeCall, services: readonly EdgeService[]): Promise<EdgeReply> {
  const { compact, limit, kind, status, session_id: sessionId, cursor } = request.query as z.infer<typeof listQuery>;
  if (kind !== undefined) requireKind(kind, "query", services);
  const page = await call.engine.list({
    owner: request.owner,
    limit,
    ...(kind === undefined ? {} : { kind }),
    ...(status === undefined ? {} : { status }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const body: z.infer<typeof listSchema> = {
    jobs: await Promise.all(page.jobs.map((one) => call.jobResource(one, { compact }))),
    total: page.total,
    next_cursor: page.nextCursor,
  };
  return { kind: "json", status: 200, body };
}

type WaitParts = Pick<JobRouteParts, "clock" | "closing">;

async function get(request: EdgeRequest, call: EdgeCall, parts: WaitParts): Promise<EdgeReply> {
  const { compact } = request.query as z.infer<typeof getQuery>;
  const found = await requireJob(request, call);
  const { waitMs } = request.prefer;
  if (waitMs === null) return unlessKnown(request, call, found, compact);
  if (request.headers["if-none-match"] === undefined) {
    return shown(await call.waitForEnd(found, waitMs), call, 200, compact);
  }
  return whenItDiffers(request, call, found, { compact, waitMs, ...parts });
}

async function whenItDiffers(
  request: EdgeRequest,
  call: EdgeCall,
  found: Job,
  { compact, waitMs, clock, closing }: WaitParts & { readonly compact: boolean; readonly waitMs: number },
): Promise<EdgeReply> {
  let latest = found;
  const over = new AbortController();
  const cancelTimer = clock.after(waitMs, () => over.abort());
  const signal = AbortSignal.any([over.signal, request.signal, closing]);
  try {
    for (;;) {
      const answer = await unlessKnown(request, call, latest, compact);
      if (answer.kind !== "empty" || signal.aborted || ENDED_STATUSES.has(latest.status)) return answer;
      await call.engine.waitForEvent(latest.jobId, latest.lastSeq, signal);
      latest = await requireJob(request, call);
    }
  } finally {
    cancelTimer();
  }
}

async function unlessKnown(request: EdgeRequest, call: EdgeCall, found: Job, compact: boolean): Promise<EdgeReply> {
  const tagged = await tag(found, call, compact);
  if (noneMatches(request.headers["if-none-match"], tagged.etag)) {
    return { kind: "empty", status: 304, headers: { ETag: tagged.etag, ...retryAfter(found) } };
  }
  return reply(tagged, call, 200, compact);
}

async function shown(found: Job, call: EdgeCall, status: number, compact: boolean): Promise<EdgeReply> {
  return reply(await tag(found, call, compact), call, status, compact);
}

interface Tagged {
  readonly job: Job;
  readonly artifacts: readonly Artifact[];
  readonly etag: string;
}

async function tag(found: Job, call: EdgeCall, compact: boolean): Promise<Tagged> {
  const artifacts = await call.engine.artifacts(found.jobId);
  return { job: found, artifacts, etag: jobEtag(found, artifacts, compact) };
}

async function reply(
  { job: found, artifacts, etag }: Tagged,
  call: EdgeCall,
  status: number,
  compact: boolean,
): Promise<EdgeReply> {
  return {
    kind: "json",
    status,
    body: await call.jobResource(found, { artifacts, compact }),
    headers: { ETag: etag, "Cache-Control": "private, no-cache", ...retryAfter(found) },
  };
}

function retryAfter(found: Job): Record<string, string> {
  return ENDED_STATUSES.has(found.status) ? {} : { "Retry-After": String(RETRY_AFTER_S) };
}

async function cancel(request: EdgeRequest, call: EdgeCall): Promise<EdgeReply> {
  const { jobId } = await requireJob(request, call);
  const cancelled = await call.engine.cancel(request.owner, jobId);
  if (cancelled === null) throw unknownJob();
  return shown(cancelled, call, 200, false);
}

async function remove(request: EdgeRequest, call: EdgeCall): Promise<EdgeReply> {
  const { jobId } = await requireJob(request, call);
  if (!(await call.engine.remove(request.owner, jobId))) throw unknownJob();
  return { kind: "empty", status: 204 };
}

/** The job that the path names, by its id or another of its names; NOT_FOUND otherwise. */
export async function requireJob(request: Pick<EdgeRequest, "owner" | "params">, call: EdgeCall): Promise<Job> {
  const { id } = request.params as z.infer<typeof idParams>;
  const found = await call.engine.find(request.owner, id);
  if (found === null) throw unknownJob();
  return found;
}

function unknownJob(): HeadwayError {
  return new HeadwayError("NOT_FOUND", "There is no such job.");
}
