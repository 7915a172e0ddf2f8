import type { Clock } from "@headway-jobs/contract";

/** The machine's random numbers, from 0 to 1; for pauses, never for secrets. */
export const systemRandom = (): number => Math.random();

/** The machine's clock. `elapsedMs` counts from a fixed moment in the past and never jumps. */
export const systemClock: Clock & { elapsedMs(): number } = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
