import { open as openFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as machineSleep } from "node:timers/promises";
import { HeadwayError } from "@headway-jobs/contract";
import { systemClock } from "../api/system.ts";
import { createMutex } from "./mutex.ts";
import { assertPayload } from "./notification.ts";
import type { Db, Row, SqlFlags, SqlValue, Transaction } from "./port.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { isBusy, sqliteError, storeClosed } from "./sqlite-errors.ts";
import { keepWal } from "./sqlite-wal.ts";

export interface SqliteOptions {
  /** Path of the database file; made, with its directory, when missing. Not `:memory:`, which two connections cannot share. */
  readonly file: string;
  /** How long a transaction waits for another process that is writing; default 5,000. The event loop is not held. */
  readonly busyTimeoutMs?: number;
  /** The machine's wall clock unless given. */
  readonly nowMs?: () => number;
  /** The pause between two tries to write while another process does; node's timer unless given, which keeps a waiting command alive. */
  readonly sleep?: (delayMs: number) => Promise<unknown>;
}

const FLAGS: SqlFlags = {
  tokens: { identity: "INTEGER PRIMARY KEY", bytes: "BLOB", clustered: "WITHOUT ROWID" },
  migrationLock: null,
};
const BUSY_RETRY_MS = 5;

/**
 * The embedded driver on `node:sqlite`. One connection writes, its transactions one after another; reads outside a transaction
 * have a connection of their own and so never see what is not committed and synced. Notifications reach listeners of this
 * process. Throws HeadwayError DISK_FULL and STORE_UNAVAILABLE.
 */
export async function openSqlite(options: SqliteOptions): Promise<Db> {
  const busyTimeoutMs = options.busyTimeoutMs ?? 5000;
  await createPrivately(options.file);
  const writer = new SqliteConnection(options.file, { readOnly: false, busyTimeoutMs });
  const reader = new SqliteConnection(options.file, { readOnly: true, busyTimeoutMs });
  // From here on waiting for another process happens between tries of BEGIN, never inside SQLite on this thread.
  writer.exec("PRAGMA busy_timeout = 0");
  return new SqliteDb(options.file, writer, reader, {
    busyTimeoutMs,
    nowMs: options.nowMs ?? (() => systemClock.nowMs()),
    sleep: options.sleep ?? machineSleep,
  });
}

/** The file holds hashed keys and secrets: no other user may read it. SQLite gives its side files the same mode. */
async function createPrivately(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await (await openFile(file, "a", 0o600)).close();
  } catch (error) {
    throw new HeadwayError("STORE_UNAVAILABLE", "The database file cannot be opened.", { cause: error });
  }
}

class SqliteDb implements Db {
  readonly flags = FLAGS;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #busyTimeoutMs: number;
  readonly #nowMs: () => number;
  readonly #sleep: (delayMs: number) => Promise<unknown>;
  readonly #mutex = createMutex();
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  readonly #wal: ReturnType<typeof keepWal>;
  #closed = false;

  constructor(
    file: string,
    writer: SqliteConnection,
    reader: SqliteConnection,
    { busyTimeoutMs, nowMs, sleep }: Required<Omit<SqliteOptions, "file">>,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#nowMs = nowMs;
    this.#sleep = sleep;
    this.#wal = keepWal(file, writer);
  }

  async query<R extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<R[]> {
    if (!isRead(sql)) return this.transaction((tx) => tx.query<R>(sql, parameters));
    if (this.#closed) throw storeClosed();
    return this.#reader.rows<R>(sql, parameters);
  }

  async queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<R[]> {
    if (!isRead(sql)) return this.transaction((tx) => tx.queryArrays<R>(sql, parameters));
    if (this.#closed) throw storeClosed();
    return this.#reader.arrays<R>(sql, parameters);
  }

  async insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.transaction((tx) => tx.insertMany(sql, rows));
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.#closed) throw storeClosed();
    const waiting = this.#mutex.lock();
    if (waiting !== undefined) await waiting;
    const tx = new SqliteTransaction(this.#writer);
    try {
      if (!this.#tryBegin()) await this.#beginWhenFree();
      const result = await work(tx);
      this.#writer.run("COMMIT");
      this.#wal.committed();
      this.#deliver(tx.notifications);
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#writer.inTransaction) this.#writer.run("ROLLBACK");
      throw sqliteError(error);
    } finally {
      tx.ended = true;
      this.#mutex.unlock();
    }
  }

  async listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    if (this.#closed) throw storeClosed();
    const listener = (payload: string): void => onPayload(payload);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel);
    };
  }

  async nowMs(): Promise<number> {
    return this.#nowMs();
  }

  /** Deleted rows are overwritten in their pages (`secure_delete`), but older versions of the pages stand in the WAL until it is emptied. */
  async scrub(): Promise<void> {
    if (this.#closed) throw storeClosed();
    const waiting = this.#mutex.lock();
    if (waiting !== undefined) await waiting;
    try {
      this.#writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      this.#mutex.unlock();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#wal.close();
    await this.#mutex.lock();
    this.#listeners.clear();
    this.#reader.close();
    this.#writer.close();
    this.#mutex.unlock();
  }

  #tryBegin(): boolean {
    try {
      this.#writer.run("BEGIN IMMEDIATE");
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  async #beginWhenFree(): Promise<void> {
    for (let waitedMs = 0; waitedMs < this.#busyTimeoutMs; waitedMs += BUSY_RETRY_MS) {
      await this.#sleep(BUSY_RETRY_MS);
      if (this.#tryBegin()) return;
    }
    this.#writer.run("BEGIN IMMEDIATE");
  }

  #deliver(notifications: readonly (readonly [channel: string, payload: string])[]): void {
    for (const [channel, payload] of notifications) {
      const listeners = this.#listeners.get(channel);
      if (listeners === undefined) continue;
      // In a microtask of its own: an error in a listener must not look like a failed commit.
      for (const listener of listeners) queueMicrotask(() => listener(payload));
    }
  }
}

/** The statements of one transaction on the writing connection. Refuses to work after its end, when they would land in a stranger's transaction. */
class SqliteTransaction implements Transaction {
  readonly #writer: SqliteConnection;
  readonly notifications: (readonly [channel: string, payload: string])[] = [];
  ended = false;

  constructor(writer: SqliteConnection) {
    this.#writer = writer;
  }

  async query<R extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<R[]> {
    this.#assertOpen();
    return this.#writer.rows<R>(sql, parameters);
  }

  async queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<R[]> {
    this.#assertOpen();
    return this.#writer.arrays<R>(sql, parameters);
  }

  async insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    this.#assertOpen();
    this.#writer.runMany(sql, rows);
  }

  notify(channel: string, payload: string): void {
    this.#assertOpen();
    assertPayload(payload);
    this.notifications.push([channel, payload]);
  }

  #assertOpen(): void {
    if (this.ended) throw new Error("The transaction has ended; await every statement inside it.");
  }
}

const readBySql = new Map<string, boolean>();

/** Whether a statement outside a transaction can run on the read-only connection. */
function isRead(sql: string): boolean {
  let read = readBySql.get(sql);
  if (read === undefined) {
    read = /^\s*(select|values|explain)\b/i.test(sql) || /^\s*with\b(?![^]*\b(insert|update|delete)\b)/i.test(sql);
    if (readBySql.size > 1000) readBySql.clear();
    readBySql.set(sql, read);
  }
  return read;
}
