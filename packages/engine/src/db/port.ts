/** A value that both databases store and return alike. Integers stay within 2^53; booleans are 0 and 1; JSON is text. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

export interface Queryable {
  /** Rows of one statement. Parameters are `?`, in order; the driver renumbers them where its database asks for it. */
  query<R extends Row = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]>;
  /**
   * Like `query`, but each row is an array in the order of the selected columns: for long reads (replay of a log), where
   * building objects would cost more than reading.
   */
  queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    sql: string,
    parameters?: readonly SqlValue[],
  ): Promise<R[]>;
  /** One statement for many parameter rows: `INSERT INTO t (a, b) VALUES (?, ?)` once per row, in as few round trips as the database allows. */
  insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void>;
}

/** What differs between the databases in DDL. Statements of the store itself are the same on both. */
export interface SqlFlags {
  /** Each replaces its `{{name}}` in a migration. */
  readonly tokens: {
    /** A generated integer primary key. */
    readonly identity: string;
    readonly bytes: string;
    /** Suffix of a table that is stored in the order of its primary key. */
    readonly clustered: string;
  };
  /** Taken first in the transaction that migrates, so that nodes which start at once wait for each other; null where a transaction already excludes others. */
  readonly migrationLock: string | null;
}

/**
 * The one door to the database. Both drivers pass `testing/db.testsuite.ts`.
 * With `node:sqlite` the work happens on the calling thread although the methods are async: keep statements short.
 */
export interface Db extends Queryable {
  readonly flags: SqlFlags;
  /**
   * Serializable enough for fencing: what `work` read and wrote commits together or not at all. Nothing is visible to others
   * before it is durable. `work` may be run again after a deadlock, so it must do nothing but use `tx`; a
   * transaction inside a transaction never ends. When this fails after `work` has ended, the commit may have been executed, or may yet
   * be: the answer was lost.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Calls back with the payload of every committed `notify` on the channel, of any node. Payloads are at most 4 KB.
   * `onGap` is called when notifications may have been missed (the connection was lost and is back): read again.
   */
  listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /**
   * The time by which all nodes judge claims, waits and limits, in milliseconds since the Unix epoch: the database server's, or this
   * machine's where the database is a file.
   */
  nowMs(): Promise<number>;
  /**
   * Leaves no byte of what has been deleted in the database's files, unless another process is reading: then its next checkpoint does.
   * Absent where the files are a server's.
   */
  scrub?(): Promise<void>;
  close(): Promise<void>;
}

export interface Transaction extends Queryable {
  /** Delivered to listeners after the commit, never before, and not after a rollback. */
  notify(channel: string, payload: string): void;
}
