import {
  chatAcceptedSchema,
  chatReplySchema,
  documentChangeSchema,
  type DocumentInput,
  documentInputSchema,
  documentResultSchema,
  ENDED_STATUSES,
  type ErrorCode,
  HeadwayError,
  isErrorCode,
} from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { problem } from "../../../service-kit/replies.ts";
import { quotaExtra } from "../usage.ts";
import { DOCUMENTS_TAG } from "./wording.ts";

const LONGEST_BLOCK_MS = 30 * 60_000;

const refusals = {
  409: problem("The session is busy: one message at a time."),
  413: problem("The document is too large."),
  422: problem("The request is not valid."),
  429: problem("No operation is left this month."),
};

/** `POST /v1/chat`, which blocks, and `/v1/chat/async`, which does not (SPEC §4). */
export const chatRoutes = ({
  longestBlockMs = LONGEST_BLOCK_MS,
}: {
  readonly longestBlockMs?: number;
}): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/chat",
    scope: "submit",
    summary: "Edit a document by a message; answers when it is done, or when its changes await approval",
    tag: DOCUMENTS_TAG,
    body: documentInputSchema,
    responses: {
      200: { description: "Done, or awaiting approval of `pending_changes`.", schema: chatReplySchema },
      202: { description: "Accepted (`Prefer: respond-async`).", schema: chatAcceptedSchema },
      ...refusals,
      504: problem("It takes longer; the job continues."),
    },
    validation: "fields",
    creates: true,
    handle: (request, call) => chat(longestBlockMs, request, call),
  },
  {
    method: "POST",
    path: "/v1/chat/async",
    scope: "submit",
    summary: "Edit a document by a message; answers at once with the job to follow",
    tag: DOCUMENTS_TAG,
    body: documentInputSchema,
    responses: { 200: { description: "Accepted.", schema: chatAcceptedSchema }, ...refusals },
    validation: "fields",
    creates: true,
    async handle(request, call): Promise<Reply> {
      return accepted(await call.submit(request.body), 200);
    },
  },
];

async function chat(longestBlockMs: number, request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const job = await call.submit(request.body);
  if (request.prefer.respondAsync) return accepted(job, 202);
  const latest = await untilAnswer(job, request.prefer.waitMs ?? longestBlockMs, request, call);
  if (latest.status === "completed") return replyOf(latest);
  if (latest.status === "awaiting_approval") return askingReply(latest, request.body as DocumentInput);
  if (ENDED_STATUSES.has(latest.status)) throw await failureOf(latest, call.engine);
  if (request.prefer.waitMs !== null) return accepted(latest, 202);
  throw new HeadwayError("STILL_RUNNING", "The work takes longer than a request may; the job continues.", {
    extra: { job_id: job.jobId },
  });
}

/** The job as soon as it has ended or waits for a human, or as it is when the time is over. */
async function untilAnswer(job: Job, waitMs: number, request: RouteRequest, call: ServiceCall): Promise<Job> {
  const settled = new AbortController();
  const ended = call.waitForEnd(job, waitMs);
  const asking = untilAsking(call.engine, job, AbortSignal.any([request.signal, settled.signal]));
  try {
    const first = await Promise.race([ended, asking]);
    return first ?? (await ended);
  } finally {
    settled.abort();
  }
}

async function untilAsking(engine: Engine, submitted: Job, signal: AbortSignal): Promise<Job | null> {
  let job: Job | null = submitted;
  while (job !== null && !ENDED_STATUSES.has(job.status)) {
    if (job.status === "awaiting_approval") return job;
    if (signal.aborted) return null;
    await engine.waitForEvent(job.jobId, job.lastSeq, signal);
    job = await engine.find(job.owner, job.jobId);
  }
  return null;
}

function accepted(job: Job, status: number): Reply {
  const body: z.infer<typeof chatAcceptedSchema> = {
    job_id: job.jobId,
    session_id: job.sessionId ?? "",
    status: "pending",
    message: "The request is queued. Follow its stream, or poll the job.",
  };
  return { kind: "json", status, body };
}

function replyOf(job: Job): Reply {
  const result = documentResultSchema.parse(job.result);
  const body: z.infer<typeof chatReplySchema> = {
    ...result,
    requires_approval: false,
    pending_changes: null,
    job_id: job.jobId,
  };
  return { kind: "json", status: 200, body };
}

function askingReply(job: Job, { session_id: sessionId }: DocumentInput): Reply {
  const waiting = z
    .object({ pending_changes: z.array(documentChangeSchema), proposal_response: z.string().nullish() })
    .parse(job.metadata);
  const { length } = waiting.pending_changes;
  const body: z.infer<typeof chatReplySchema> = {
    response: waiting.proposal_response ?? "",
    session_id: sessionId,
    document_changes: {
      updated_html: null,
      version_id: null,
      changes_summary: `${length} ${length === 1 ? "change awaits" : "changes await"} approval.`,
      requires_approval: true,
      pending_changes: waiting.pending_changes,
      changes: [],
      chunk_diffs: null,
    },
    usage: null,
    requires_approval: true,
    pending_changes: waiting.pending_changes,
    job_id: job.jobId,
  };
  return { kind: "json", status: 200, body };
}

async function failureOf(job: Job, { operations }: Engine): Promise<HeadwayError> {
  const { code, message, provider }: NonNullable<Job["error"]> = job.error ?? CANCELLED;
  const known: ErrorCode = isErrorCode(code) ? code : "INTERNAL";
  const quota = known === "QUOTA" ? quotaExtra(await operations.use(job.owner)) : {};
  return new HeadwayError(known, message, { provider, extra: { ...quota, job_id: job.jobId } });
}

const CANCELLED = { code: "CANCELLED", message: "The job was cancelled." };
