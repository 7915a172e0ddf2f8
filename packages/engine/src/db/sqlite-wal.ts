import { Worker } from "node:worker_threads";
import type { SqliteConnection } from "./sqlite-connection.ts";

/** Pages not yet copied back (4 MB) that start a checkpoint in the worker thread. */
const CHECKPOINT_ABOVE_PAGES = 1000;
/**
 * A checkpoint beside a busy writer copies pages but never finds the WAL at rest, so the file would grow without bound. Above
 * this (12 MB) the writer itself copies what is left, right after a commit, and its next commit restarts the file.
 */
const RESTART_ABOVE_PAGES = 3000;
const COMMITS_BETWEEN_LOOKS = 8;

export interface WalKeeper {
  /** To be called after each commit, while no transaction is open on the writing connection; cheap. */
  committed(): void;
  close(): Promise<void>;
}

/**
 * Bounds the WAL of `file` off the hot path: a worker thread with a connection of its own copies pages back (a checkpoint
 * inside a commit stalls it by milliseconds). The thread starts with the first checkpoint, not before. The file keeps its
 * size at a restart: syncing pages written over old ones takes half the time of syncing a file that grows.
 */
export function keepWal(file: string, writer: SqliteConnection): WalKeeper {
  let commits = 0;
  let running: Promise<unknown> | undefined;
  let worker: CheckpointWorker | undefined;
  let closed = false;

  function checkpointInThread(): void {
    worker ??= startWorker(file);
    // A checkpoint that fails loses nothing: the WAL stays, a later commit tries again, and a full disk shows in the commit itself.
    running = worker
      .checkpoint()
      .catch(() => (worker = undefined))
      .then(() => (running = undefined));
  }

  return {
    committed() {
      commits += 1;
      if (closed || commits % COMMITS_BETWEEN_LOOKS !== 0) return;
      const { log, checkpointed } = checkpoint(writer, "NOOP");
      if (log > RESTART_ABOVE_PAGES) checkpoint(writer, "PASSIVE");
      else if (log - checkpointed > CHECKPOINT_ABOVE_PAGES && running === undefined) checkpointInThread();
    },
    async close() {
      closed = true;
      await running;
      await worker?.close();
    },
  };
}

/** Pages in the WAL, and how many of them have been copied back. NOOP only looks (an SQLite before 3.51 takes it for PASSIVE). */
function checkpoint(
  connection: SqliteConnection,
  mode: "NOOP" | "PASSIVE",
): { readonly log: number; readonly checkpointed: number } {
  const [row] = connection.rows<{ busy: number; log: number; checkpointed: number }>(
    `PRAGMA wal_checkpoint(${mode})`,
    [],
  );
  return row ?? { log: 0, checkpointed: 0 };
}

interface CheckpointWorker {
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

function startWorker(file: string): CheckpointWorker {
  const thread = new Worker(new URL("./sqlite-checkpoint.ts", import.meta.url), { workerData: { file } });
  thread.unref();
  let answered: { resolve: () => void; reject: (error: Error) => void } | undefined;
  function failed(error: Error): void {
    answered?.reject(error);
  }
  thread.on("message", () => answered?.resolve());
  thread.on("error", failed);
  thread.on("exit", () => failed(new Error("The checkpoint thread has ended.")));
  return {
    checkpoint: () =>
      new Promise<void>((resolve, reject) => {
        answered = { resolve, reject };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        thread.postMessage("checkpoint");
      }),
    async close() {
      await thread.terminate();
    },
  };
}
