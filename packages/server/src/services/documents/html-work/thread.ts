import { HeadwayError } from "@headway-jobs/contract";
import { runThread } from "@headway-jobs/tools/programs/run-thread";
import { type HtmlResults, type HtmlWork, workOnHtml } from "./work.ts";

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

async function inThread(work: HtmlWork, signal: AbortSignal): Promise<unknown> {
  try {
    return await runThread({
      module: new URL("./worker.ts", import.meta.url),
      work,
      memoryMb: 1_024,
      stackMb: 16,
      timeLimitMs: LIMIT_MS,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!isTimeout(error) && !isOutOfMemory(error)) throw error;
    throw new HeadwayError("INVALID_INPUT", "The document takes more time or memory than one may; send it in parts.", {
      cause: error,
    });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

function isOutOfMemory(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
