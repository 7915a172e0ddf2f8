/** Time and randomness, injected so that tests control them. */
export interface Runtime {
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after `delayMs`; the returned function cancels it. */
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
