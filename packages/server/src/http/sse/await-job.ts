import type { EngineLog, Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import type { StreamRoute } from "../../service-kit/service.ts";
import type { Caller } from "../access/authenticate.ts";
import { expectedError } from "../problem.ts";
import { COMMENT_TEXT, framesText } from "./encode.ts";
import { findStreamedJob, type FindJobParts } from "./find-job.ts";
import type { Hub } from "./hub.ts";
import { jobFeed } from "./job-feed.ts";
import type { Reader } from "./reader.ts";

export interface AwaitJobParts extends FindJobParts {
  readonly log: EngineLog;
  readonly hub: Pick<Hub, "follow">;
}

/** Looks for the job of an open stream at the intervals that the service asks for, then follows it. Does not throw. */
export async function awaitJob<State>(
  parts: AwaitJobParts,
  route: StreamRoute<State>,
  waiting: { readonly request: FastifyRequest; readonly caller: Caller; readonly openedAtMs: number },
  reader: Reader,
): Promise<void> {
  const { engine, clock, log, hub } = parts;
  try {
    while (!reader.closed) {
      const nowMs = clock.nowMs();
      const step = route.absent?.(nowMs - waiting.openedAtMs, nowMs) ?? { frames: [], nextInMs: null };
      reader.writeText(step.frames.length === 0 ? COMMENT_TEXT : framesText(step.frames), nowMs);
      const { nextInMs } = step;
      if (nextInMs === null) return reader.end();
      await new Promise<void>((resolve) => void clock.after(nextInMs, resolve));
      if (reader.closed) return;
      const job = await findPatiently(parts, route, waiting);
      if (job !== null)
        return hub.follow(reader, jobFeed(engine, job, route.dialect, log), 0, route.dialect.initialState);
    }
  } catch (error) {
    log.error({ err: error }, "stream that waited for its job failed");
    reader.endWithRetry(2_000, 3_000);
  }
}

/** A store that is unavailable is no reason to end a stream that is waiting anyway (SPEC §0). */
async function findPatiently<State>(
  parts: AwaitJobParts,
  route: StreamRoute<State>,
  waiting: { readonly request: FastifyRequest; readonly caller: Caller; readonly openedAtMs: number },
): Promise<Job | null> {
  try {
    const elapsedMs = parts.clock.nowMs() - waiting.openedAtMs;
    return await findStreamedJob(parts, route, { ...waiting, cursorJobId: undefined, elapsedMs });
  } catch (error) {
    if (!expectedError(error).retryable) throw error;
    parts.log.warn({ err: error }, "stream cannot look for its job, trying again");
    return null;
  }
}
