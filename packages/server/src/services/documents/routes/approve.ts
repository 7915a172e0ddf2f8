import {
  approveReplySchema,
  approveSchema,
  type ApproveRequest,
  ENDED_STATUSES,
  HeadwayError,
  sessionIdSchema,
} from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import type { DocumentPorts } from "../ports.ts";
import { APPROVAL_SIGNAL } from "../review/await-decisions.ts";
import {
  decide,
  decisionsMetadata,
  notAwaiting,
  reviewOf,
  type Verdict,
  type Vote,
  votesOf,
} from "../review/review.ts";
import { DOCUMENTS_TAG } from "./wording.ts";
import { problem } from "../../../service-kit/replies.ts";

const params = z.object({ session_id: sessionIdSchema });

/** `POST /v1/chat/{session_id}/approve`: decisions on proposed changes (SPEC §4). */
export function approveRoute(ports: Pick<DocumentPorts, "newId">): Route {
  return {
    method: "POST",
    path: "/v1/chat/:session_id/approve",
    scope: "approve",
    token: { scope: "approve", jobId: ({ body }) => (body as ApproveRequest).job_id },
    summary: "Decide on proposed changes: one, several in different ways, or all that are undecided",
    tag: DOCUMENTS_TAG,
    params,
    body: approveSchema,
    responses: {
      200: { description: "The decisions are kept.", schema: approveReplySchema },
      404: problem("No such job in this session, or no such change in the job."),
      409: problem("Decided otherwise, another hash, or nothing awaits approval."),
      422: problem("The request is not valid."),
    },
    validation: "fields",
    handle: (request, call) => approve(ports, request, call),
  };
}

async function approve(
  { newId }: Pick<DocumentPorts, "newId">,
  request: RouteRequest,
  { engine }: ServiceCall,
): Promise<Reply> {
  const { session_id: sessionId } = params.parse(request.params);
  const body = request.body as ApproveRequest;
  const job = await findJob(engine, request.owner, sessionId, body.job_id);
  // Read before the lock: the request means the changes that existed when it arrived.
  const votes = votesOf(reviewOf(job.metadata), body);
  const verdict = await record(engine, job, votes, newId());
  const reply: z.infer<typeof approveReplySchema> = {
    status: "ok",
    message: messageOf(verdict),
    batch_complete: verdict.complete,
  };
  return { kind: "json", status: 200, body: reply };
}

async function findJob(engine: Engine, owner: string, sessionId: string, jobId: string): Promise<Job> {
  const job = await engine.find(owner, jobId);
  if (job?.kind !== "document" || job.sessionId !== sessionId) {
    throw new HeadwayError("NOT_FOUND", "This session has no such job.");
  }
  return job;
}

/** Decides under the job's lock: of two different decisions the first one counts, and the second request gets CONFLICT. */
async function record(engine: Engine, job: Job, votes: readonly Vote[], signalId: string): Promise<Verdict> {
  let verdict: Verdict | undefined;
  await engine.signal({
    owner: job.owner,
    jobId: job.jobId,
    name: APPROVAL_SIGNAL,
    signalId,
    value: { votes: votes.map(({ change_id, approved, feedback }) => ({ change_id, approved, feedback })) },
    admit: ({ metadata, status }) => {
      const review = reviewOf(metadata);
      verdict = decide(review, votes);
      if (verdict.decided.size === 0) return { record: false };
      if (ENDED_STATUSES.has(status)) throw notAwaiting();
      return { record: true, wake: verdict.complete, metadata: decisionsMetadata(review, verdict.decided) };
    },
  });
  if (verdict === undefined) throw new Error("a signal was admitted without being asked for");
  return verdict;
}

function messageOf({ decided, complete, left }: Verdict): string {
  const decisions = [...decided.values()];
  const approved = decisions.filter((decision) => decision.approved).length;
  const parts = [
    ...(approved > 0 ? [`${countOf(approved)} approved`] : []),
    ...(decisions.length > approved ? [`${countOf(decisions.length - approved)} denied`] : []),
  ];
  const what = parts.length === 0 ? "This had been decided already" : parts.join(", ");
  return complete ? `${what}; nothing of this batch is undecided.` : `${what}; ${countOf(left)} still undecided.`;
}

const countOf = (count: number): string => `${count} ${count === 1 ? "change" : "changes"}`;
