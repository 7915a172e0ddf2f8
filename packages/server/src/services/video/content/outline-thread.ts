import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway/contract";
import type { Lesson, OutlineRequest } from "./lesson.ts";

/** What the thread answers; errors lose their class on the way and get it back here. */
export type OutlineAnswer =
  | { readonly lesson: Lesson }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

const OUTLINE_LIMIT_MS = 60_000;

/**
 * `outlineFromSource` in a thread of its own: hostile Markdown takes the parser seconds, and the server's event loop has streams to
 * serve meanwhile. Throws what `outlineFromSource` throws, INVALID_INPUT for a source that is not outlined within a minute, and the
 * signal's reason on abort.
 */
export async function outlineInThread(request: OutlineRequest, signal: AbortSignal): Promise<Lesson> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./outline-worker.ts", import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const limit = AbortSignal.timeout(OUTLINE_LIMIT_MS);
  try {
    const answer = await answerOf(worker, AbortSignal.any([signal, limit]));
    if ("error" in answer) throw new HeadwayError(answer.error.code, answer.error.message);
    return answer.lesson;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    throw new HeadwayError("INVALID_INPUT", "The source could not be outlined; simplify its Markdown.", {
      cause: error,
    });
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<OutlineAnswer> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the outline's thread ended with code ${code}`)));
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
