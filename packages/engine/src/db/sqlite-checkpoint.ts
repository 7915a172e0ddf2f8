import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

// The thread started by sqlite-wal.ts. PASSIVE never waits for readers or the writer and never makes them wait.
const { file } = workerData as { readonly file: string };
const connection = new DatabaseSync(file, { timeout: 1000 });
connection.exec("PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL; PRAGMA cache_size = -256");
const checkpoint = connection.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort?.on("message", () => {
  checkpoint.all();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage("done");
});
