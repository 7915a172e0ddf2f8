/**
 * One execution for all who ask for the same thing at the same time. Each may stop waiting by its own signal; the work is stopped when nobody waits
 * any more.
 */
export class SharedWork<Progress, Result> {
  readonly #running = new Map<string, Running<Progress, Result>>();

  async run(key: string, work: Work<Progress, Result>, waiter: Waiter<Progress>): Promise<Result> {
    waiter.signal.throwIfAborted();
    const running = this.#running.get(key) ?? this.#start(key, work);
    running.waiters.add(waiter);
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => stop.reject(waiter.signal.reason);
    waiter.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([running.result, stop.promise]);
    } finally {
      waiter.signal.removeEventListener("abort", onAbort);
      running.waiters.delete(waiter);
      if (running.waiters.size === 0) {
        // The next caller begins for itself.
        if (this.#running.get(key) === running) this.#running.delete(key);
        running.abandon.abort(waiter.signal.reason);
        // What is being stopped must have closed its files before this caller continues, for example to begin again.
        await running.result.catch(() => undefined);
      }
    }
  }

  #start(key: string, work: Work<Progress, Result>): Running<Progress, Result> {
    const waiters = new Set<Waiter<Progress>>();
    const abandon = new AbortController();
    const result = work({
      signal: abandon.signal,
      onProgress: (progress) => {
        for (const { onProgress } of waiters) onProgress(progress);
      },
    });
    const running = { waiters, abandon, result };
    this.#running.set(key, running);
    return running;
  }
}

export interface Waiter<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

type Work<Progress, Result> = (waiter: Waiter<Progress>) => Promise<Result>;

interface Running<Progress, Result> {
  readonly waiters: Set<Waiter<Progress>>;
  readonly abandon: AbortController;
  readonly result: Promise<Result>;
}
