import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, Engine, EngineLog } from "@headway-jobs/engine";
import type { FastifyReply } from "fastify";
import type { Reply } from "../../service-kit/service.ts";
import type { Caller } from "../access/authenticate.ts";
import { expectedError } from "../problem.ts";
import type { Hub } from "./hub.ts";
import { jobFeed } from "./job-feed.ts";
import type { StreamGate } from "./stream-gate.ts";

export interface AnswerWithStreamParts {
  readonly engine: Engine;
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly gate: StreamGate;
  readonly hub: Pick<Hub, "follow">;
}

/** Answers a request that made a job, or found one, with the job's events from the first one on. Throws as `StreamGate.admit` does, naming the job. */
export async function answerWithStream(
  { engine, log, clock, gate, hub }: AnswerWithStreamParts,
  reply: FastifyReply,
  caller: Caller,
  { job, dialect }: Extract<Reply, { kind: "stream" }>,
): Promise<void> {
  reply.header("Location", `/v1/jobs/${job.jobId}`);
  const { initialState } = dialect;
  const first = dialect.open({ job, state: initialState, cursor: 0, nowMs: clock.nowMs() });
  try {
    const reader = gate.open(reply, caller, { dialect, first });
    if (reader !== null) hub.follow(reader, jobFeed(engine, job, dialect, log), 0, initialState);
  } catch (thrown) {
    const { code, message } = expectedError(thrown);
    throw new HeadwayError(code, `${message} The job goes on without one.`, {
      cause: thrown,
      extra: { job_id: job.jobId },
    });
  }
}
