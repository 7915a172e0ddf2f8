import type { Db, Row, SqlFlags, SqlValue, Transaction } from "@headway-jobs/engine";
import type { SqliteConnection } from "../../packages/engine/src/db/sqlite-connection.ts";
import { type OpenTransaction, type SimulatedDatabase, unavailable } from "./database.ts";
import type { Line } from "./line.ts";
import type { NodeProcess } from "./node-process.ts";

/** Faults that a test puts between the product and the database. */
export interface Tampering {
  /** The statement to be carried out instead of the given one; null: none at all, as if it had found no row. */
  readonly statement?: (sql: string) => string | null;
  /** The time that a node is told. */
  readonly nowMs?: (node: NodeProcess, databaseMs: number) => number;
  /** A commit without an answer looks like one that was rolled back: its work begins again on the lost connection. */
  readonly hidesDoubt?: boolean;
}

/** The connections of one process to the database of its world. */
export function connect(database: SimulatedDatabase, client: DbClient): Db {
  database.expect(client.node);
  return new NodeDb(database, client);
}

export interface DbClient {
  readonly node: NodeProcess;
  readonly line: Line;
  readonly tamper: Tampering;
}

class NodeDb implements Db {
  readonly #database: SimulatedDatabase;
  readonly #client: DbClient;
  readonly #node: NodeProcess;
  readonly #line: Line;
  readonly flags: SqlFlags = {
    tokens: { identity: "INTEGER PRIMARY KEY", bytes: "BLOB", clustered: "WITHOUT ROWID" },
    migrationLock: null,
  };

  constructor(database: SimulatedDatabase, client: DbClient) {
    this.#database = database;
    this.#client = client;
    this.#node = client.node;
    this.#line = client.line;
  }

  query<R extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<R[]> {
    if (!isRead(sql)) return this.transaction((tx) => tx.query<R>(sql, parameters));
    return this.#read(sql, (reader) => reader.rows<R>(sql, parameters));
  }

  queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<R[]> {
    if (!isRead(sql)) return this.transaction((tx) => tx.queryArrays<R>(sql, parameters));
    return this.#read(sql, (reader) => reader.arrays<R>(sql, parameters));
  }

  async insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.transaction((tx) => tx.insertMany(sql, rows));
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { isLost } = await this.#line.send(this.#node, "begins");
    if (isLost) throw unavailable();
    for (;;) {
      const open = await this.#enter();
      const tx = new NodeTransaction(this.#database, this.#client, open);
      let result: T;
      try {
        result = await work(tx);
      } catch (error) {
        this.#database.rollback(open);
        throw error;
      }
      // As after a deadlock: the driver runs the work again.
      if (this.#line.isDeadlock()) {
        this.#database.rollback(open);
        continue;
      }
      try {
        await this.#commit(open, tx);
      } catch (error) {
        tx.ended = true;
        // It fails at its first statement.
        if (this.#client.tamper.hidesDoubt === true) await work(tx).catch(() => undefined);
        throw error;
      }
      return result;
    }
  }

  async listen(
    channel: string,
    onPayload: (payload: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>> {
    const listener = {
      node: this.#node,
      line: this.#line,
      channel,
      onPayload,
      onGap: onGap ?? ((): void => undefined),
    };
    const forget = this.#database.listen(listener);
    return async () => forget();
  }

  nowMs(): Promise<number> {
    const told = this.#client.tamper.nowMs ?? ((_node, databaseMs): number => databaseMs);
    return this.#read("the time", () => told(this.#node, this.#database.nowMs));
  }

  async close(): Promise<void> {
    // The connections go with the process.
  }

  #enter(): Promise<OpenTransaction> {
    return new Promise((resolve, reject) => {
      try {
        this.#database.assertUp();
        const refuse = (): void => this.#node.deliver(() => reject(unavailable()));
        this.#database.enqueue(this.#node, (open) => this.#node.deliver(() => resolve(open)), refuse);
      } catch (error) {
        reject(error);
      }
    });
  }

  async #commit(open: OpenTransaction, tx: NodeTransaction): Promise<void> {
    const fault = tx.notifications.length > 0 ? this.#line.commitFault() : this.#line.fault();
    const executed = this.#line.travel(this.#node, "commits", () => {
      if (fault === "before") this.#database.rollback(open);
      this.#database.commit(open, tx.notifications);
    });
    if (fault === "early") {
      executed.catch(() => undefined);
      await this.#line.answer(this.#node, "loses its connection while it commits");
      throw unavailable();
    }
    await executed;
    tx.ended = true;
    await this.#line.answer(this.#node, fault === "after" ? "loses the answer to its commit" : "");
    if (fault === "after") throw unavailable();
  }

  async #read<T>(sql: string, work: (reader: SqliteConnection) => T): Promise<T> {
    const fault = this.#line.fault();
    if (fault === "before") {
      await this.#line.answer(this.#node, "cannot read");
      throw unavailable();
    }
    const rows = await this.#line.travel(this.#node, `reads ${short(sql)}`, () => this.#database.readNow(work));
    await this.#line.answer(this.#node, "");
    if (fault === "after") throw unavailable();
    return rows;
  }
}

class NodeTransaction implements Transaction {
  readonly notifications: (readonly [string, string])[] = [];
  readonly #database: SimulatedDatabase;
  readonly #client: DbClient;
  readonly #open: OpenTransaction;
  /** Statements of one connection are carried out in the order they were sent. */
  #lastAtMs = 0;
  ended = false;

  constructor(database: SimulatedDatabase, client: DbClient, open: OpenTransaction) {
    this.#database = database;
    this.#client = client;
    this.#open = open;
  }

  query<R extends Row = Row>(given: string, parameters: readonly SqlValue[] = []): Promise<R[]> {
    return this.#statement(given, [], (writer, sql) => writer.rows<R>(sql, parameters));
  }

  queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    given: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<R[]> {
    return this.#statement(given, [], (writer, sql) => writer.arrays<R>(sql, parameters));
  }

  async insertMany(given: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.#statement(given, undefined, (writer, sql) => writer.runMany(sql, rows));
  }

  notify(channel: string, payload: string): void {
    this.notifications.push([channel, payload]);
  }

  async #statement<T>(given: string, none: T, work: (writer: SqliteConnection, sql: string) => T): Promise<T> {
    if (this.ended) throw new Error("The transaction has ended; await every statement inside it.");
    const { node, line, tamper } = this.#client;
    this.#lastAtMs = line.inOrder(this.#lastAtMs);
    const sql = tamper.statement === undefined ? given : tamper.statement(given);
    if (sql === null) return none;
    const label = `does ${short(sql)}`;
    return line.travel(
      node,
      label,
      () => this.#database.statement(this.#open, (writer) => work(writer, sql)),
      this.#lastAtMs,
    );
  }
}

function short(sql: string): string {
  return sql.replaceAll(/\s+/g, " ").trim().slice(0, 60);
}

function isRead(sql: string): boolean {
  return /^\s*(select|values)\b/i.test(sql) || /^\s*with\b(?![^]*\b(insert|update|delete)\b)/i.test(sql);
}
