import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import type { Clock, EngineLog } from "../api/ports.ts";
import { pause } from "./abort-grace.ts";
import type { Run } from "./run.ts";

/** Shorter waits pass before they could be read. */
const ANNOUNCED_ABOVE_MS = 1_500;

/** Why a step waits, as the event says it. Failures of other kinds are retried without an event. */
const REASONS: Readonly<Partial<Record<ErrorCode, string>>> = {
  PROVIDER_RATE_LIMITED: "The model is busy",
  PROVIDER_UNAVAILABLE: "The model is unavailable at the moment",
  PROVIDER_TIMEOUT: "The model did not answer in time",
  PROVIDER_BAD_ANSWER: "The model's answer could not be used",
};

/** Pauses before the next attempt of a step. A longer wait for a provider is announced in the job's log. */
export async function pauseBeforeRetry(
  run: Run,
  { clock, log }: { readonly clock: Clock; readonly log: EngineLog },
  failure: HeadwayError,
  delayMs: number,
): Promise<void> {
  const reason = REASONS[failure.code];
  if (reason === undefined || delayMs < ANNOUNCED_ABOVE_MS) return pause(clock, delayMs, run.signal);
  const nextTryAtMs = clock.nowMs() + delayMs;
  try {
    await run.announceWait(`${reason}; next try in ${Math.ceil(delayMs / 1000)} s.`, nextTryAtMs);
  } catch (error) {
    if (error instanceof HeadwayError && error.code === "STALE_EPOCH") throw error;
    // The step goes on without the announcement.
    log.warn({ error, jobId: run.job.jobId }, "a wait for a provider could not be announced");
  }
  try {
    // Writing took its part of the wait.
    await pause(clock, Math.max(0, nextTryAtMs - clock.nowMs()), run.signal);
  } finally {
    run.forgetWait();
  }
}

/** The failure to end with when the provider asks for a longer wait than the job may still take; null when there is time. */
export function beyondDeadline(
  run: Run,
  { clock }: { readonly clock: Clock },
  failure: HeadwayError,
): HeadwayError | null {
  const { retryAfterS } = failure;
  const { deadlineAtMs } = run.job;
  if (retryAfterS === undefined || deadlineAtMs === null) return null;
  if (clock.nowMs() + retryAfterS * 1000 < deadlineAtMs) return null;
  const message = `${failure.message} It asks to wait ${Math.ceil(retryAfterS)} s, longer than the job's time limit allows.`;
  return new HeadwayError(failure.code, message, { cause: failure, retryable: false, provider: failure.provider });
}
