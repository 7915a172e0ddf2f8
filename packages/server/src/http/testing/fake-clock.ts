import type { NodeClock } from "@headway-jobs/engine";

export interface FakeClock extends NodeClock {
  /** Moves time on and calls back what is due, in order. */
  advance(byMs: number): void;
  readonly pending: number;
}

/** A clock that stands still until it is told to move. */
export function fakeClock(startMs = Date.UTC(2026, 10, 20, 9, 0, 0)): FakeClock {
  let nowMs = startMs;
  const timers = new Set<{ atMs: number; callback: () => void }>();
  return {
    nowMs: () => nowMs,
    elapsedMs: () => nowMs - startMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(byMs) {
      const untilMs = nowMs + byMs;
      for (;;) {
        const next = [...timers].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.callback();
      }
      nowMs = untilMs;
    },
    get pending() {
      return timers.size;
    },
  };
}
