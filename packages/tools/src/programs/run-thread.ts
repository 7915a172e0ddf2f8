import { parentPort, Worker, workerData } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";

export interface ThreadRun {
  /** The thread's module; it calls `answerInThread`. */
  readonly module: URL;
  readonly work: unknown;
  readonly memoryMb: number;
  readonly stackMb?: number;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a thread answers; errors lose their class on the way and get it back here. */
type ThreadAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/**
 * Does one piece of work in a thread of its own, which is ended with it: parsers take seconds on large input and for ever on hostile one, and the event loop
 * has streams to serve. Throws the thread's HeadwayError or whatever else it died of, a TimeoutError (DOMException) over the time limit, and
 * the signal's reason on abort.
 */
export async function runThread(run: ThreadRun): Promise<unknown> {
  const { module, work, memoryMb, stackMb, timeLimitMs, signal } = run;
  signal?.throwIfAborted();
  const stack = stackMb === undefined ? {} : { stackSizeMb: stackMb };
  const resourceLimits = { maxOldGenerationSizeMb: memoryMb, ...stack };
  const worker = new Worker(module, { workerData: work, resourceLimits });
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const answer = await answerOf(worker, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    if ("error" in answer) throw new HeadwayError(answer.error.code, answer.error.message);
    return answer.result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<ThreadAnswer> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread ended with code ${code}`)));
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** The other end, called in the thread's module: does the work it was started with and says what came of it. */
export async function answerInThread(work: (given: never) => unknown): Promise<void> {
  const answer = await answerTo(work);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  parentPort?.postMessage(answer);
}

async function answerTo(work: (given: never) => unknown): Promise<ThreadAnswer> {
  try {
    return { result: await work(workerData as never) };
  } catch (error) {
    if (error instanceof HeadwayError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
