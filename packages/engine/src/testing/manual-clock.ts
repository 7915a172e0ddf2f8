import type { NodeClock } from "../api/ports.ts";

export interface ManualClock extends NodeClock {
  /** Lets time pass: calls what is due, in order, and lets each have its consequences before the next. */
  advance(byMs: number): Promise<void>;
  /** The same in one jump: what is due meanwhile is called once, late, as after a sleep of the machine. */
  leap(byMs: number): Promise<void>;
  /** Resolves when someone waits for a time within the bounds. */
  timer(fromMs: number, toMs?: number): Promise<void>;
  /** `advance` lets what is busy come to rest before time continues. */
  watch(isBusy: () => boolean): void;
}

interface Timer {
  readonly atMs: number;
  readonly delayMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told otherwise. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();
  const watchers = new Set<() => void>();
  const watched: (() => boolean)[] = [];

  async function rest(): Promise<void> {
    do {
      for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    } while (watched.some((isBusy) => isBusy()));
  }

  function nextDue(untilMs: number): Timer | undefined {
    const due = [...timers].filter((timer) => timer.atMs <= untilMs);
    return due.toSorted((a, b) => a.atMs - b.atMs)[0];
  }

  return {
    nowMs: () => nowMs,
    elapsedMs: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), delayMs, callback };
      timers.add(timer);
      for (const look of watchers) look();
      return () => timers.delete(timer);
    },
    async leap(byMs) {
      nowMs += byMs;
      await this.advance(0);
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      await rest();
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        nowMs = Math.max(nowMs, timer.atMs);
        timers.delete(timer);
        timer.callback();
        await rest();
      }
      nowMs = untilMs;
    },
    watch(isBusy) {
      watched.push(isBusy);
    },
    timer(fromMs, toMs = fromMs) {
      return new Promise<void>((resolve) => {
        const look = (): void => {
          if (![...timers].some((timer) => timer.delayMs >= fromMs && timer.delayMs <= toMs)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      });
    },
  };
}
