import { randomUUID } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { HeadwayError } from "@headway/contract";
import type { HtmlAnswer } from "./thread.ts";
import { type HtmlWork, workOnHtml } from "./work.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
parentPort?.postMessage(answer(workerData as HtmlWork));

function answer(work: HtmlWork): HtmlAnswer {
  try {
    return { result: workOnHtml(work, randomUUID) };
  } catch (error) {
    if (error instanceof HeadwayError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
