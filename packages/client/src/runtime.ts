/** Time and chance, injected so that tests decide them. */
export interface Runtime {
  /** Milliseconds that only ever rise. */
  nowMs(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after `delayMs`; the returned function forgets it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemRuntime: Runtime = {
  nowMs: () => performance.now(),
  random: () => Math.random(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
