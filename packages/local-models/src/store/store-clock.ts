/** Time as the store of models sees it; injected, so that tests do not wait. */
export interface StoreClock {
  nowMs(): number;
  /** Calls back once after `delayMs`; the returned function forgets it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The time of this machine. Unlike the server's clock its timers keep the process alive: a command that pauses between two attempts has nothing else to do. */
export const systemStoreClock: StoreClock = {
  nowMs: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it is aborted. */
export function pause(clock: StoreClock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const forget = clock.after(delayMs, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    const stop = (): void => {
      forget();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
