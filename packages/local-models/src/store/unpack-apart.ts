import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { UnpackWork } from "./unpack-worker.ts";

const MEMORY_MB = 512;
/** bzip2 takes 45 s for 100 MB on two cores. */
const TIME_LIMIT_MS = 30 * 60_000;

const pool = new WorkerPool<UnpackWork, null>({
  module: workerModule("./unpack-worker", import.meta.url),
  memoryMb: MEMORY_MB,
  timeLimitMs: TIME_LIMIT_MS,
  maxThreads: 1,
});

/** `unpackArchive` in a thread of its own: decompression in JavaScript would stop the server's event loop for a second at a time. */
export async function unpackApart(work: UnpackWork, signal: AbortSignal): Promise<void> {
  await pool.run(work, { signal });
}
