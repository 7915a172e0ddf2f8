import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { Lesson, OutlineRequest } from "./lesson.ts";

const threads = new WorkerPool<OutlineRequest, Lesson>({
  module: workerModule("./outline-worker", import.meta.url),
  memoryMb: 512,
  timeLimitMs: 60_000,
});

/**
 * `outlineFromSource` in a worker thread: hostile Markdown takes the parser seconds, and the server's event loop has streams to serve meanwhile. Throws what
 * `outlineFromSource` throws, INVALID_INPUT for a source that is not outlined within a minute, and the signal's reason on abort.
 */
export function outlineInThread(request: OutlineRequest, signal: AbortSignal): Promise<Lesson> {
  const message = "The source could not be outlined; simplify its Markdown.";
  return threads.run(request, { signal, refusal: { code: "INVALID_INPUT", message, on: "any-error" } });
}
