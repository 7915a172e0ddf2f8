import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** An event of 145 bytes on the wire has about this much data. */
export const EVENT_DATA = {
  phase: "generating_audio",
  progress: 37,
  message: "Speaking slide 3 of 5 with the default voice",
};

/**
 * The floor of a durable append: `node:sqlite` alone writes the same rows with the same durability, without fences, seqs, readers or
 * promises. Appends per second in transactions of `perCommit` rows.
 */
export function rawAppendsPerSecond(options: { readonly appends: number; readonly perCommit: number }): number {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const connection = openRaw(folder);
  const insert = connection.prepare(INSERT);
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const commit = connection.prepare("COMMIT");
  const data = JSON.stringify(EVENT_DATA);
  const startedAt = performance.now();
  for (let seq = 1; seq <= options.appends;) {
    // A lone insert is its own transaction: the floor shall be as fast as it can be.
    if (options.perCommit > 1) begin.run();
    for (let row = 0; row < options.perCommit; row += 1, seq += 1) insert.run(1, seq, "bench.event", Date.now(), data);
    if (options.perCommit > 1) commit.run();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  connection.close();
  rmSync(folder, { recursive: true });
  return options.appends / seconds;
}

/** The floor of a replay: rows per second out of the same table, in pages, as arrays, to nobody. */
export function rawRowsPerSecond(rows: number): number {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const connection = openRaw(folder);
  const insert = connection.prepare(INSERT);
  const data = JSON.stringify(EVENT_DATA);
  connection.exec("BEGIN");
  for (let seq = 1; seq <= rows; seq += 1) insert.run(1, seq, "bench.event", Date.now(), data);
  connection.exec("COMMIT");
  const page = connection.prepare(
    "SELECT seq, type, at_ms, data FROM events WHERE job_key = 1 AND seq > ? ORDER BY seq LIMIT 500",
  );
  page.setReturnArrays(true);
  const startedAt = performance.now();
  for (let after = 0; after < rows; after += page.all(after).length);
  const seconds = (performance.now() - startedAt) / 1000;
  connection.close();
  rmSync(folder, { recursive: true });
  return rows / seconds;
}

const INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?)";

function openRaw(folder: string): DatabaseSync {
  const connection = new DatabaseSync(join(folder, "raw.db"));
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
  connection.exec(
    "CREATE TABLE events (job_key INTEGER, seq INTEGER, type TEXT, at_ms INTEGER, data TEXT, PRIMARY KEY (job_key, seq)) WITHOUT ROWID",
  );
  return connection;
}
