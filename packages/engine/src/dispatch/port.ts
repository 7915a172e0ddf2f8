import type { JobKind } from "@headway/contract";

/** One hand-over of a runnable job. Delivered at least once, so the receiver must claim (and be fenced) before it acts. */
export interface Dispatch {
  readonly jobId: string;
  readonly kind: JobKind;
  /** Differs for every wake-up of a job, so that a queue which drops repeated ids never drops a wake-up. */
  readonly dispatchId: string;
}

/** Hands jobs to some worker, at least once. Implementations pass `testing/dispatcher.testsuite.ts`. */
export interface Dispatcher {
  /** Resolves when the hand-over will survive as long as the dispatcher promises to (embedded: this process). */
  enqueue(dispatch: Dispatch): Promise<void>;
  /** Starts delivering to `run`, at most `concurrency(kind)` at a time per kind on this node; `run` resolves when the job ended, parked or was given back. */
  start(options: {
    readonly run: (dispatch: Dispatch) => Promise<void>;
    readonly concurrency: (kind: JobKind) => number;
  }): Promise<void>;
  /** Stops delivering and waits for running deliveries. */
  stop(): Promise<void>;
  stats(): { readonly running: number; readonly queued: number };
}
