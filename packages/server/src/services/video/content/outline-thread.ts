import { HeadwayError } from "@headway-jobs/contract";
import { runThread } from "@headway-jobs/tools/programs/run-thread";
import type { Lesson, OutlineRequest } from "./lesson.ts";

const OUTLINE_LIMIT_MS = 60_000;

/**
 * `outlineFromSource` in a thread of its own: hostile Markdown takes the parser seconds, and the server's event loop has streams to
 * serve meanwhile. Throws what `outlineFromSource` throws, INVALID_INPUT for a source that is not outlined within a minute, and the
 * signal's reason on abort.
 */
export async function outlineInThread(request: OutlineRequest, signal: AbortSignal): Promise<Lesson> {
  try {
    const lesson = await runThread({
      module: new URL("./outline-worker.ts", import.meta.url),
      work: request,
      memoryMb: 512,
      timeLimitMs: OUTLINE_LIMIT_MS,
      signal,
    });
    return lesson as Lesson;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    throw new HeadwayError("INVALID_INPUT", "The source could not be outlined; simplify its Markdown.", {
      cause: error,
    });
  }
}
