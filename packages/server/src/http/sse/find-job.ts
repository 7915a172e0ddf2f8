import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, Engine, Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import type { StreamRoute } from "../../service-kit/service.ts";
import type { Caller } from "../access/authenticate.ts";

const TOKEN_AFTER_END_MS = 10 * 60_000;

export interface FindJobParts {
  readonly engine: Engine;
  readonly clock: Clock;
}

/** The job that a stream's request is about; null = none yet. Throws INVALID_KEY when a stream token is not for that job. */
export async function findStreamedJob<State>(
  { engine, clock }: FindJobParts,
  route: Pick<StreamRoute<State>, "find">,
  { request, caller, cursorJobId, openedAtMs, elapsedMs }: StreamedJobQuery,
): Promise<Job | null> {
  const { owner, token } = caller;
  const query = {
    owner,
    params: request.params,
    query: request.query,
    cursorJobId,
    // A token was made for a job that existed, so its stream does not wait for another run to begin.
    openedAtMs: token === undefined ? openedAtMs : 0,
    elapsedMs,
  };
  const job = await route.find(query, engine);
  const wrongJob = token !== undefined && job !== null && token.claims.jobId !== job.jobId;
  const tooLate = token !== undefined && (job?.finishedAtMs ?? Infinity) + TOKEN_AFTER_END_MS <= clock.nowMs();
  if (wrongJob || tooLate)
    throw new HeadwayError("INVALID_KEY", "The stream token is not valid for this job any more.");
  return job;
}

export interface StreamedJobQuery {
  readonly request: FastifyRequest;
  readonly caller: Caller;
  readonly cursorJobId: string | undefined;
  readonly openedAtMs: number;
  readonly elapsedMs: number;
}
