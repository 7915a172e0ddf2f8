import { HeadwayError } from "@headway/contract";
import type { Clock, EngineLog } from "../ports.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Runs work on the store again and again, with growing pauses, while the store is away: what jobs have done is held, not lost.
 * Throws the failure when it is another one, or when `isGivenUp` says that nobody needs the outcome any more. `isRetry`: an earlier try
 * may have been committed although its answer was lost.
 */
export async function holdWhileAway<T>(
  parts: { readonly clock: Clock; readonly log: EngineLog; readonly isGivenUp: () => boolean },
  work: (isRetry: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(tries > 0);
    } catch (error) {
      if (!isAway(error) || parts.isGivenUp()) throw error;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
      parts.log.warn({ error, pauseMs }, "the store is away; what should be written is held");
      await new Promise<void>((resolve) => parts.clock.after(pauseMs, resolve));
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof HeadwayError && error.code === "STORE_UNAVAILABLE";
}
