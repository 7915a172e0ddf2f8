import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, EngineLog } from "../api/ports.ts";

/** Calls the store for a job's run: once, or until it answers. `isRetry`: see `retryWhileUnavailable`. */
export type AskStore = <T>(work: (isRetry: boolean) => Promise<T>) => Promise<T>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Runs work on the store until it succeeds, with growing pauses, while the store is unavailable, so that results of jobs are not lost.
 * Throws the failure when it is another one, or when `givenUp` fires. `isRetry`: an earlier try
 * may have been committed although its answer was lost.
 */
export async function retryWhileUnavailable<T>(
  parts: {
    readonly clock: Clock;
    readonly log: EngineLog;
    /** Fires when the outcome is not needed any more. */
    readonly givenUp: AbortSignal;
    /** Retry also while the store's disk is full: for work whose failure has no caller to report to. */
    readonly alsoWhenFull?: boolean;
  },
  work: (isRetry: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(tries > 0);
    } catch (error) {
      const mayRetry = isUnavailable(error) || (parts.alsoWhenFull === true && isFull(error));
      if (!mayRetry || parts.givenUp.aborted) throw error;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
      parts.log.warn({ error, pauseMs }, "the store is unavailable and is asked again");
      await pauseUnless(parts.givenUp, parts.clock, pauseMs);
    }
  }
}

/** Pauses; ends early when `givenUp` fires. */
export function pauseUnless(givenUp: AbortSignal, clock: Clock, pauseMs: number): Promise<void> {
  if (givenUp.aborted) return Promise.resolve();
  return new Promise<void>((resolve) => {
    const done = (): void => {
      forget();
      givenUp.removeEventListener("abort", done);
      resolve();
    };
    const forget = clock.after(pauseMs, done);
    givenUp.addEventListener("abort", done, { once: true });
  });
}

/** No other system fails with this code. A failure that was journaled is final and not meant. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof HeadwayError && error.code === "STORE_UNAVAILABLE" && error.retryable;
}

function isFull(error: unknown): boolean {
  return error instanceof HeadwayError && error.code === "DISK_FULL";
}
