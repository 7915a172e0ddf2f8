/**
 * Claims the job of a kind whose turn it is. The function that it resolves to runs the job and resolves when the job ended, parked or was given
 * back; null when no job of the kind may run now.
 */
export type TakeJob = (kind: string) => Promise<(() => Promise<void>) | null>;

/**
 * Gives this node's free places to jobs. It knows kinds, not jobs: which job runs next is decided by the store at the moment when a place is
 * free, so the work of dispatching grows with places and not with waiting jobs. Implementations pass `testing/dispatcher.testsuite.ts`.
 */
export interface Dispatcher {
  /** Makes a lane for a kind: at most `concurrency` of its jobs run at a time on this node. Again for a known kind: the bound is replaced. */
  serve(kind: string, concurrency: number): void;
  /** A job of the kind may have become runnable: a free place looks for it at once, an occupied one when it is free again. Without a lane nothing happens. */
  wake(kind: string): void;
  /** The same for every kind that is served. */
  wakeAll(): void;
  /** Starts taking jobs. */
  start(options: { readonly take: TakeJob }): void;
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>;
  stats(): { readonly running: number };
}
