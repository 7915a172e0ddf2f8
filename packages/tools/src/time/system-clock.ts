import type { Clock } from "@headway-jobs/contract";

/** The machine's random numbers, from 0 to 1; for pauses, never for secrets. */
export const systemRandom = (): number => Math.random();

/** Time for limits and pauses; injected, so that tests decide it. */
export interface ElapsedClock extends Pick<Clock, "after"> {
  /** Milliseconds since a fixed moment in the past; never jumps. */
  elapsedMs(): number;
}

/** The machine's clock. */
export const systemClock: Clock & ElapsedClock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
