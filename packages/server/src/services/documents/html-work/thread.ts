import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import { type HtmlResults, type HtmlWork, workOnHtml } from "./work.ts";

/** Work on a shorter document takes less time than to start a thread. */
const INLINE_CHARS = 64 * 1024;

const threads = new WorkerPool<HtmlWork, HtmlResults[HtmlWork["task"]]>({
  module: workerModule("./html-worker", import.meta.url),
  memoryMb: 1_024,
  stackMb: 16,
  timeLimitMs: 60_000,
});

/**
 * Works on a document's HTML; on a large one in a worker thread, because the event loop has streams to serve. Throws what `workOnHtml` throws, INVALID_INPUT
 * for a document that takes more time or memory than one may, and the signal's reason on abort.
 */
export async function htmlWork<Task extends HtmlWork["task"]>(
  work: Extract<HtmlWork, { task: Task }>,
  newId: () => string,
  signal: AbortSignal,
): Promise<HtmlResults[Task]> {
  signal.throwIfAborted();
  const result = work.html.length <= INLINE_CHARS ? workOnHtml(work, newId) : await inThread(work, signal);
  return result as HtmlResults[Task];
}

function inThread(work: HtmlWork, signal: AbortSignal): Promise<HtmlResults[HtmlWork["task"]]> {
  const message = "The document takes more time or memory than one may; send it in parts.";
  return threads.run(work, { signal, refusal: { code: "INVALID_INPUT", message, on: "limits" } });
}
