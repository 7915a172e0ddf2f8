import { approveJobSchema, jobResourceSchema } from "@headway-jobs/contract";
import type { Ids } from "@headway-jobs/engine";
import type { z } from "zod";
import { admitDecision, APPROVAL_SIGNAL } from "../../service-kit/approval.ts";
import { problem } from "../../service-kit/replies.ts";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute } from "../route.ts";
import { idParams, JOBS_TAG, requireJob } from "./jobs.ts";

/** `POST /v1/jobs/{id}/approve`: the decision that a job waits for (SPEC §1.8). */
export function approveRoute({ ids }: { readonly ids: Pick<Ids, "hex"> }): EdgeRoute {
  return {
    method: "POST",
    path: "/v1/jobs/:id/approve",
    summary: "Decide what a job waits for, as asked in its `metadata.approval`",
    tag: JOBS_TAG,
    scope: "approve",
    token: { scope: "approve", jobId: ({ params }) => idParams.parse(params).id },
    params: idParams,
    body: approveJobSchema,
    responses: {
      200: { description: "The decision is kept; the job.", schema: jobResourceSchema },
      404: problem("No such job."),
      409: problem("The job does not wait for this decision, or it was decided otherwise."),
      422: problem("The request is not valid."),
    },
    validation: "sentence",
    handle: (request, call) => approve(request, call, ids),
  };
}

async function approve(request: EdgeRequest, call: EdgeCall, ids: Pick<Ids, "hex">): Promise<EdgeReply> {
  const decision = request.body as z.infer<typeof approveJobSchema>;
  const job = await requireJob(request, call);
  await call.engine.signal({
    owner: job.owner,
    jobId: job.jobId,
    name: APPROVAL_SIGNAL,
    // What counts as a repeat is decided by what it says, under the job's lock.
    signalId: ids.hex(16),
    value: { approved: decision.approved, comment: decision.comment ?? null },
    admit: (locked) => admitDecision(locked, decision),
  });
  const decided = (await call.engine.find(request.owner, job.jobId)) ?? job;
  const artifacts = await call.engine.artifacts(job.jobId);
  return { kind: "json", status: 200, body: await call.jobResource(decided, { artifacts }) };
}
