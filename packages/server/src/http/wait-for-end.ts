import { ENDED_STATUSES } from "@headway-jobs/contract";
import type { Clock, Engine, Job } from "@headway-jobs/engine";

export interface WaitForEndParts {
  readonly engine: Pick<Engine, "find" | "subscribe">;
  readonly clock: Clock;
  /** Fires when the server begins to close: long waits answer with what there is. */
  readonly closing: AbortSignal;
}

/** The job as it is when it has ended, `waitMs` has passed (null = no limit), the client has gone or the server closes. */
export async function waitForEnd(
  { engine, clock, closing }: WaitForEndParts,
  job: Job,
  waitMs: number | null,
  gone: AbortSignal,
): Promise<Job> {
  if (ENDED_STATUSES.has(job.status) || waitMs === 0) return job;
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const signal = AbortSignal.any([gone, closing]);
  const onAbort = (): void => finish();
  signal.addEventListener("abort", onAbort, { once: true });
  const cancelTimer = waitMs === null ? undefined : clock.after(waitMs, finish);
  const subscription = await engine.subscribe(job.jobId, (batch) => {
    if (batch.ended) finish();
  });
  try {
    const now = await current(engine, job);
    if (ENDED_STATUSES.has(now.status) || signal.aborted) return now;
    await over;
    return await current(engine, job);
  } finally {
    subscription.close();
    cancelTimer?.();
    signal.removeEventListener("abort", onAbort);
  }
}

async function current(engine: Pick<Engine, "find">, job: Job): Promise<Job> {
  return (await engine.find(job.owner, job.jobId)) ?? job;
}
