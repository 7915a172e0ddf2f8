import { parentPort } from "node:worker_threads";
import { HeadwayError } from "@headway-jobs/contract";
import type { ListeningAnswer, ListeningRequest } from "./listening-thread.ts";
import { listeningWork } from "./listening-work.ts";

const running = new Map<number, AbortController>();

parentPort?.on("message", (request: ListeningRequest | { readonly forget: number }) => {
  if ("forget" in request) running.get(request.forget)?.abort();
  else void answer(request);
});

async function answer({ id, work }: ListeningRequest): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    tell({ id, result: await listeningWork(work, abort.signal) });
  } catch (error) {
    const { code, message } =
      error instanceof HeadwayError ? error : { code: "ANALYSIS_FAILURE" as const, message: String(error) };
    tell({ id, error: { code, message } });
  } finally {
    running.delete(id);
  }
}

function tell(message: ListeningAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  parentPort?.postMessage(message);
}
