import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway/contract";
import { type HtmlResults, type HtmlWork, workOnHtml } from "./work.ts";

/** What the thread answers; errors lose their class on the way and get it back here. */
export type HtmlAnswer =
  | { readonly result: HtmlResults[HtmlWork["task"]] }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/** Up to this a document is done with sooner than a thread has started. */
const INLINE_CHARS = 64 * 1024;
const LIMIT_MS = 60_000;

/** Works on a document's HTML; on a large one in a thread of its own, because the event loop has streams to serve. */
export async function htmlWork<Task extends HtmlWork["task"]>(
  work: Extract<HtmlWork, { task: Task }>,
  newId: () => string,
  signal: AbortSignal,
): Promise<HtmlResults[Task]> {
  signal.throwIfAborted();
  const result = work.html.length <= INLINE_CHARS ? workOnHtml(work, newId) : await inThread(work, signal);
  return result as HtmlResults[Task];
}

async function inThread(work: HtmlWork, signal: AbortSignal): Promise<HtmlResults[HtmlWork["task"]]> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: 1_024, stackSizeMb: 16 },
  });
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const answer = await answerOf(worker, AbortSignal.any([signal, limit]));
    if ("error" in answer) throw new HeadwayError(answer.error.code, answer.error.message);
    return answer.result;
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted && !isOutOfMemory(error)) throw error;
    throw new HeadwayError("INVALID_INPUT", "The document takes more time or memory than one may; send it in parts.", {
      cause: error,
    });
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<HtmlAnswer> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread ended with code ${code}`)));
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function isOutOfMemory(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
