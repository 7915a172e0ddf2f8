import { ENDED_STATUSES, HeadwayError, jobResourceSchema, rerunSchema } from "@headway-jobs/contract";
import type { z } from "zod";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute, EdgeService } from "../route.ts";
import { idParams, JOBS_TAG, requireJob } from "./jobs.ts";
import { problem } from "../../service-kit/replies.ts";

export interface RerunParts {
  readonly services: readonly EdgeService[];
}

/** `POST /v1/jobs/{id}/rerun`: an ended job's work again, as a new job (SPEC §1.6). */
export function rerunRoute({ services }: RerunParts): EdgeRoute {
  return {
    method: "POST",
    path: "/v1/jobs/:id/rerun",
    summary:
      "Run an ended job again as a new job, from its beginning or from one of its steps, with its input or another",
    tag: JOBS_TAG,
    scope: "submit",
    params: idParams,
    body: rerunSchema,
    bodyOptional: true,
    responses: {
      202: { description: "The new job.", schema: jobResourceSchema },
      404: problem("No such job."),
      409: problem("The job has not ended, or a job of its type cannot be run again."),
      422: problem("The job has no such step, or the input is not valid."),
      429: problem("The queue is full."),
    },
    validation: "sentence",
    creates: true,
    handle: (request, call) => rerun(request, call, services),
  };
}

async function rerun(request: EdgeRequest, call: EdgeCall, services: readonly EdgeService[]): Promise<EdgeReply> {
  const { from, input } = (request.body ?? {}) as z.infer<typeof rerunSchema>;
  const job = await requireJob(request, call);
  if (!ENDED_STATUSES.has(job.status)) throw new HeadwayError("JOB_RUNNING", "The job has not ended.");
  const service = services.find(({ kind }) => kind === job.kind);
  if (service === undefined) throw new HeadwayError("CONFLICT", `This server has no ${job.kind} jobs any more.`);
  const again = service.inputAgain === undefined ? job.input : service.inputAgain(job);
  if (again === null) throw new HeadwayError("CONFLICT", `A job of the type ${job.jobType} cannot be run again.`);
  const submitted = await call.submitTo(
    service,
    { ...again, ...input },
    {
      place: ["body", "input"],
      // What was stored by another version may have members that are no longer known.
      strict: input !== undefined && input !== null,
      again: { job, from: from ?? null },
    },
  );
  return { kind: "json", status: 202, body: await call.jobResource(submitted) };
}
