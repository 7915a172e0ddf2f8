import type { DatabaseSync, StatementSync } from "node:sqlite";

const MAX_STATEMENTS = 256;

/** Prepared statements of one connection by SQL text; the least recently used one goes when there are too many. */
export class StatementCache {
  readonly #connection: DatabaseSync;
  readonly #returnArrays: boolean;
  readonly #bySql = new Map<string, StatementSync>();
  #newestSql = "";
  #newest: StatementSync | undefined;

  constructor(connection: DatabaseSync, options: { readonly returnArrays: boolean }) {
    this.#connection = connection;
    this.#returnArrays = options.returnArrays;
  }

  get(sql: string): StatementSync {
    // Replay and group commit ask for the same text over and over: no map, no reordering then.
    if (this.#newest !== undefined && sql === this.#newestSql) return this.#newest;
    const statement = this.#bySql.get(sql) ?? this.#prepare(sql);
    this.#bySql.delete(sql);
    this.#bySql.set(sql, statement);
    this.#newestSql = sql;
    this.#newest = statement;
    return statement;
  }

  clear(): void {
    this.#bySql.clear();
    this.#newest = undefined;
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#connection.prepare(sql);
    if (this.#returnArrays) statement.setReturnArrays(true);
    for (const oldest of this.#bySql.keys()) {
      if (this.#bySql.size < MAX_STATEMENTS) break;
      this.#bySql.delete(oldest);
    }
    return statement;
  }
}
