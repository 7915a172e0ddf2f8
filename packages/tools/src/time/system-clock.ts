import type { Clock } from "@headway-jobs/contract";

/** The machine's clock. `elapsedMs` counts from a fixed moment in the past and never jumps. */
export const systemClock: Clock & { elapsedMs(): number } = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
