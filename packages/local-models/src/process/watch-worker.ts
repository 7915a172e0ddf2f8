import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

/** What the thread that watches a model's process is started with. */
export interface WatchData {
  /** Of a pipe from the server, which ends when the server does. */
  readonly descriptor: number;
  readonly everyMs: number;
}

// A thread of its own: native work keeps the main thread from noticing anything, often for minutes.
if (parentPort !== null) watch(workerData as WatchData);

/** Ends the process when the pipe ends, and reports its resident memory over the pipe, a line of bytes each time, when it has changed much. */
function watch({ descriptor, everyMs }: WatchData): void {
  const server = new Socket({ fd: descriptor, readable: true, writable: true });
  server.on("error", endProcess).on("end", endProcess).on("close", endProcess).resume();
  let lastBytes = 0;
  const look = (): void => {
    const bytes = process.memoryUsage.rss();
    if (Math.abs(bytes - lastBytes) >= WORTH_SAYING_BYTES) {
      lastBytes = bytes;
      server.write(`${bytes}\n`);
    }
    systemClock.after(everyMs, look);
  };
  systemClock.after(everyMs, look);
}

/** By the signal that needs no handler: native work keeps those of others from running. */
function endProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

const WORTH_SAYING_BYTES = 4 * 1024 * 1024;
