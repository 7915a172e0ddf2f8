import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { SoundResults, SoundWork } from "./sound-worker.ts";

const LIMITS = { module: workerModule("./sound-worker", import.meta.url), memoryMb: 512, idleMs: 30_000 };
/** A recording of four hours is segmented in minutes. */
export const recordings = new WorkerPool<SoundWork, unknown>({ ...LIMITS, timeLimitMs: 30 * 60_000, maxThreads: 2 });
/** Apart from recordings, so that no live session waits for one. An utterance is measured in milliseconds. */
export const utterances = new WorkerPool<SoundWork, unknown>({ ...LIMITS, timeLimitMs: 60_000, maxThreads: 1 });

/** Runs work in a thread. Throws ANALYSIS_FAILURE for sound that cannot be worked on. */
export async function runSound<Work extends SoundWork>(
  threads: WorkerPool<SoundWork, unknown>,
  work: Work,
  signal?: AbortSignal,
): Promise<SoundResults[Work["kind"]]> {
  const refusal = { code: "ANALYSIS_FAILURE", message: "The sound could not be analysed.", on: "any-error" } as const;
  return (await threads.run(work, { signal, refusal })) as SoundResults[Work["kind"]];
}
