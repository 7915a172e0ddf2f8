/** Ctrl-C as a command sees it. */
export interface Interrupts {
  /** Calls back with 1, 2, … for each Ctrl-C until the returned function is called. */
  onInterrupt(callback: (count: number) => void): () => void;
}

/** npm hands on a Ctrl-C that the terminal has sent here already; what comes within this time is the same one. */
const SAME_PRESS_MS = 300;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** SIGINT, SIGTERM and SIGHUP (the terminal was closed) of this process. While nobody listens, they end it as usual. */
export function systemInterrupts(nowMs: () => number = Date.now): Interrupts {
  return {
    onInterrupt(callback) {
      let count = 0;
      let lastMs = Number.NEGATIVE_INFINITY;
      const handle = (): void => {
        if (nowMs() - lastMs < SAME_PRESS_MS) return;
        lastMs = nowMs();
        count += 1;
        callback(count);
      };
      for (const signal of SIGNALS) process.on(signal, handle);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handle);
      };
    },
  };
}
