/** A value that both databases store and return alike. Integers stay within 2^53; booleans are 0 and 1; JSON is text. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

export interface Queryable {
  /** Rows of one statement. Parameters are `?`, in order; the driver renumbers them where its database asks for it. */
  query<R extends Row = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]>;
  /** One statement for many parameter rows: `INSERT INTO t (a, b) VALUES (?, ?)` once per row, in as few round trips as the database allows. */
  insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void>;
}

/**
 * The one door to the database. Both drivers pass `testing/db.testsuite.ts`.
 * With `node:sqlite` the work happens on the calling thread although the methods are async: keep statements short.
 */
export interface Db extends Queryable {
  /** Serializable enough for fencing: what `work` read and wrote commits together or not at all. Nothing is visible to others before it is durable. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls back with the payload of every committed `notify` on the channel, of any node. Payloads are at most 4 KB. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface Transaction extends Queryable {
  /** Delivered to listeners after the commit, never before, and not after a rollback. */
  notify(channel: string, payload: string): void;
}
