/** Time as model processes use it; injected, so that tests decide it. */
export interface ModelTime {
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number;
  /** Calls back once after `delayMs`; the returned function cancels it. Does not keep the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's time. */
export const machineTime: ModelTime = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
