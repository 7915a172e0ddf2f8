import {
  analyzeOptionsSchema,
  conversationAcceptedSchema,
  conversationResultSchema,
  type ErrorCode,
  ERRORS,
  isErrorCode,
  HeadwayError,
  MAX_TRANSCRIPT_BYTES,
} from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall, StreamRoute } from "../../../service-kit/service.ts";
import { conversationIdOf } from "../events.ts";
import { conversationDialect, failureOf } from "../dialect.ts";
import { problem } from "../../../service-kit/replies.ts";

export const CONVERSATION_TAG = "Conversation";

const body = analyzeOptionsSchema.extend({
  file: z.object({ upload_id: z.string() }, "must be a file, sent as a part of the form"),
});
const query = z.object({ stream: z.stringbool().default(false) });
/** The compatible API documents `?stream=true`, its own reference a field of the form: either will do. */
const batchBody = body.extend({ stream: z.stringbool().default(false) });
const params = z.object({ conversation_id: z.string() });

const refusals = {
  401: problem("INVALID_KEY: the key is missing or not valid."),
  413: problem("FILE_TOO_LARGE: the file is larger, or the recording longer, than this server takes."),
  422: problem("The request cannot be met as it stands."),
  503: problem("A program that is needed is not installed."),
} as const;

/** What may be done with a recording (SPEC §5). */
export function recordingRoutes({ maxUploadBytes }: { readonly maxUploadBytes: number }): readonly Route[] {
  const form = {
    file: "file",
    limitBytes: maxUploadBytes,
    stored: true,
    tooLarge: "FILE_TOO_LARGE",
    longTexts: { transcript: MAX_TRANSCRIPT_BYTES },
  } as const;
  return [
    {
      method: "POST",
      path: "/analyze",
      scope: "submit",
      summary: "Analyse a recording; answers when it is done, with `stream=true` as server-sent events",
      tag: CONVERSATION_TAG,
      query,
      body: batchBody,
      form,
      responses: {
        200: { description: "The analysis.", schema: conversationResultSchema, streams: true },
        202: { description: "The recording has been accepted.", schema: conversationAcceptedSchema },
        ...refusals,
        422: problem("NO_UTTERANCES: no speech was found in the recording; or the request cannot be met as it stands."),
        500: problem("ANALYSIS_FAILURE: the analysis has failed."),
      },
      validation: "sentence",
      creates: true,
      handle: analyze,
    },
    {
      method: "POST",
      path: "/analyze/stream",
      scope: "submit",
      summary: "Analyse a recording and stream what is found as server-sent events",
      tag: CONVERSATION_TAG,
      body,
      form,
      responses: {
        200: { description: "The events of the analysis.", streams: true },
        202: { description: "The recording has been accepted.", schema: conversationAcceptedSchema },
        ...refusals,
      },
      validation: "sentence",
      creates: true,
      handle: analyzeAsStream,
    },
  ];
}

/** `GET /analyze/{conversation_id}/events`: the same stream again, for any number of readers. */
export const recordingStream: StreamRoute<null> = {
  path: "/analyze/:conversation_id/events",
  summary: "The events of an analysis, from the first one or after a cursor (server-sent events)",
  tag: CONVERSATION_TAG,
  dialect: conversationDialect,
  cursorQuery: "after",
  async find({ owner, params: given }, engine) {
    const { conversation_id: id } = params.parse(given);
    const job = await engine.find(owner, id);
    return job?.kind === "conversation" ? job : null;
  },
};

async function analyze(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const [asked, sent] = [request.query as z.infer<typeof query>, request.body as z.infer<typeof batchBody>];
  if (asked.stream || sent.stream) return analyzeAsStream(request, call);
  const job = await submit(request, call);
  if (request.prefer.respondAsync) return acceptedReply(job, call);
  const ended = await call.waitForEnd(job, request.prefer.waitMs);
  switch (ended.status) {
    case "completed":
      return { kind: "json", status: 200, body: ended.result };
    case "failed":
      throw failed(ended, ended.error ?? { code: "INTERNAL", message: "The analysis failed." });
    case "cancelled":
      throw failed(ended, { code: "ANALYSIS_FAILURE", message: "The analysis was cancelled." });
    case "pending":
    case "in_progress":
    case "awaiting_approval":
      return acceptedReply(job, call);
  }
}

async function analyzeAsStream(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const job = await submit(request, call);
  if (request.prefer.respondAsync) return acceptedReply(job, call);
  return { kind: "stream", job, dialect: conversationDialect };
}

function submit(request: RouteRequest, call: ServiceCall): Promise<Job> {
  // Without `stream`: however its answer is read, a recording is the same job.
  const { file, ...options } = body.parse(request.body);
  return call.submit({ task: "recording", file: file.upload_id, ...options });
}

/** What the client can correct keeps its own code; anything else is a failure of the analysis. */
function failed(job: Job, error: NonNullable<Job["error"]>): HeadwayError {
  const { code } = failureOf(error, false);
  const isClients = isErrorCode(error.code) && ERRORS[error.code].status < 500;
  return new HeadwayError((isClients ? error.code : code) as ErrorCode, error.message, {
    provider: error.provider,
    extra: { job_id: job.jobId, conversation_id: conversationIdOf(job) },
  });
}

function acceptedReply(job: Job, call: ServiceCall): Reply {
  const conversationId = conversationIdOf(job);
  const accepted: z.infer<typeof conversationAcceptedSchema> = {
    conversation_id: conversationId,
    job_id: job.jobId,
    status: "accepted",
    links: {
      job: call.url(`/v1/jobs/${job.jobId}`),
      events: call.url(`/analyze/${conversationId}/events`),
      artifacts: call.url(`/v1/jobs/${job.jobId}/artifacts`),
    },
  };
  return { kind: "json", status: 202, body: accepted };
}
