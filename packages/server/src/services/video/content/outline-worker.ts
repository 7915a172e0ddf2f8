import { parentPort, workerData } from "node:worker_threads";
import { HeadwayError } from "@headway/contract";
import type { OutlineRequest } from "./lesson.ts";
import type { OutlineAnswer } from "./outline-thread.ts";
import { outlineFromSource } from "./outline.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
parentPort?.postMessage(answer(workerData as OutlineRequest));

function answer(request: OutlineRequest): OutlineAnswer {
  try {
    return { lesson: outlineFromSource(request) };
  } catch (error) {
    if (error instanceof HeadwayError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
