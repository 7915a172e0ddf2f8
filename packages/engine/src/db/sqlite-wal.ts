import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** The WAL may grow to this before anything is copied back: short bursts then cost no checkpoint at all. */
const CHECKPOINT_ABOVE_BYTES = 4 * 1024 * 1024;
/**
 * A checkpoint beside a busy writer copies pages but never finds the WAL at rest, so the file would grow for ever. Above
 * this the writer itself copies what is left, right after a commit, and its next commit starts the file anew.
 */
const RESTART_ABOVE_BYTES = 16 * 1024 * 1024;
const COMMITS_BETWEEN_LOOKS = 8;
const MS_BETWEEN_CHECKPOINTS = 200;

export interface WalKeeper {
  /** To be called after each commit, while no transaction is open on the writing connection; cheap. */
  committed(): void;
  close(): Promise<void>;
}

/**
 * Bounds the WAL of `file` off the hot path: a worker thread with a connection of its own copies pages back (a checkpoint
 * inside a commit stalls it by milliseconds). The thread starts with the first checkpoint, not before.
 */
export function keepWal(file: string, checkpointOnWriter: () => void): WalKeeper {
  let commits = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  let worker: CheckpointWorker | undefined;
  let closed = false;

  function checkpoint(): void {
    if (walBytes(file) <= CHECKPOINT_ABOVE_BYTES) {
      timer = undefined;
      return;
    }
    worker ??= startWorker(file);
    // A checkpoint that fails loses nothing: the WAL stays, the next commit tries again, and a full disk shows in the commit itself.
    running = worker
      .checkpoint()
      .catch(() => (worker = undefined))
      .then(() => (timer = undefined));
  }

  return {
    committed() {
      if (closed) return;
      commits += 1;
      if (timer === undefined) timer = setTimeout(checkpoint, MS_BETWEEN_CHECKPOINTS).unref();
      if (commits % COMMITS_BETWEEN_LOOKS === 0 && walBytes(file) > RESTART_ABOVE_BYTES) checkpointOnWriter();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
      await worker?.close();
    },
  };
}

function walBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
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
