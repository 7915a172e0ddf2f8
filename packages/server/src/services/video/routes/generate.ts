import { videoInputSchema, videoResultSchema } from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { generationId } from "../content/generation-id.ts";
import { problem } from "../../../service-kit/replies.ts";
import { VIDEO_TAG } from "./wording.ts";

const accepted = z.object({
  status: z.literal("accepted"),
  message: z.string(),
  generation_id: z.string(),
  job_id: z.string(),
  links: z.record(z.string(), z.string()),
});

/** `POST /api/generate` (SPEC §2.1). */
export const generateRoute: Route = {
  method: "POST",
  path: "/api/generate",
  scope: "submit",
  summary: "Make a narrated video from a topic; answers when it exists, or at once with `Prefer: respond-async`",
  tag: VIDEO_TAG,
  body: videoInputSchema,
  responses: {
    200: { description: "The video exists.", schema: videoResultSchema },
    202: { description: "The run has been accepted.", schema: accepted },
    422: problem("The request cannot be met as it stands."),
    500: problem("The run has failed."),
  },
  validation: "fields",
  creates: true,
  handle: generate,
};

async function generate(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const job = await call.submit(request.body);
  if (request.prefer.respondAsync) return acceptedReply(job, call);
  const ended = await call.waitForEnd(job, request.prefer.waitMs);
  switch (ended.status) {
    case "completed":
      return { kind: "json", status: 200, body: ended.result };
    case "failed":
    case "cancelled": {
      const error = ended.error ?? { code: "CANCELLED", message: "The generation was cancelled." };
      return {
        kind: "json",
        status: 500,
        body: { detail: `Error: ${error.message}`, code: error.code, job_id: job.jobId },
      };
    }
    case "pending":
    case "in_progress":
    case "awaiting_approval":
      return acceptedReply(job, call);
  }
}

function acceptedReply(job: Job, call: ServiceCall): Reply {
  const id = idOf(job);
  return {
    kind: "json",
    status: 202,
    body: {
      status: "accepted",
      message: "The generation has been accepted.",
      generation_id: id,
      job_id: job.jobId,
      links: {
        job: call.url(`/v1/jobs/${job.jobId}`),
        events: call.url(`/v1/jobs/${job.jobId}/events`),
        progress: call.url(`/api/progress/${encodeURIComponent(id)}`),
        status: call.url(`/api/status/${encodeURIComponent(id)}`),
      },
    } satisfies z.infer<typeof accepted>,
  };
}

function idOf(job: Job): string {
  const topic = job.input["topic"];
  return (typeof topic === "string" && generationId(topic.toWellFormed())) || job.jobId;
}
