import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "./sqlite-errors.ts";
import { StatementCache } from "./sqlite-statements.ts";
import type { Row, SqlValue } from "./port.ts";

/** 2 MB keep slow readers of a long log within the memory bar; 16 MB do not, and replay is no faster with them. */
const PAGE_CACHE_KIB = 2000;
/** Size that the WAL file is cut back to at a restart; above what it normally reaches, as a file that keeps its size syncs faster. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

/** One connection with its prepared statements. Synchronous; failures of the store are already coded errors. */
export class SqliteConnection {
  readonly #connection: DatabaseSync;
  readonly #rows: StatementCache;
  readonly #arrays: StatementCache;

  constructor(file: string, options: { readonly readOnly: boolean; readonly busyTimeoutMs: number }) {
    try {
      this.#connection = new DatabaseSync(file, { readOnly: options.readOnly, timeout: options.busyTimeoutMs });
      this.#connection.exec(`PRAGMA cache_size = -${PAGE_CACHE_KIB}`);
      if (!options.readOnly) {
        // FULL syncs the WAL at each commit, before readers can see it. Checkpoints happen off this connection's hot path.
        this.#connection.exec(
          `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`,
        );
        // FAST overwrites what is deleted in pages that are written anyway, so it costs no write of its own.
        this.#connection.exec("PRAGMA secure_delete = FAST");
      }
    } catch (error) {
      throw sqliteError(error);
    }
    this.#rows = new StatementCache(this.#connection, { returnArrays: false });
    this.#arrays = new StatementCache(this.#connection, { returnArrays: true });
  }

  get inTransaction(): boolean {
    return this.#connection.isTransaction;
  }

  exec(sql: string): void {
    try {
      this.#connection.exec(sql);
    } catch (error) {
      throw sqliteError(error);
    }
  }

  run(sql: string): void {
    this.#rows.get(sql).run();
  }

  rows<R extends Row>(sql: string, parameters: readonly SqlValue[]): R[] {
    try {
      return this.#rows.get(sql).all(...parameters) as R[];
    } catch (error) {
      throw sqliteError(error);
    }
  }

  arrays<R extends readonly SqlValue[]>(sql: string, parameters: readonly SqlValue[]): R[] {
    try {
      return this.#arrays.get(sql).all(...parameters) as unknown as R[];
    } catch (error) {
      throw sqliteError(error);
    }
  }

  runMany(sql: string, parameterRows: readonly (readonly SqlValue[])[]): void {
    try {
      const statement = this.#rows.get(sql);
      for (const parameters of parameterRows) statement.run(...parameters);
    } catch (error) {
      throw sqliteError(error);
    }
  }

  close(): void {
    this.#rows.clear();
    this.#arrays.clear();
    this.#connection.close();
  }
}
