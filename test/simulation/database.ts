import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadwayError } from "@headway/contract";
import type { Db, Row, SqlFlags, SqlValue, Transaction } from "@headway/engine";
import { migrate } from "../../packages/engine/src/db/migrate.ts";
import { openSqlite } from "../../packages/engine/src/db/sqlite.ts";
import { SqliteConnection } from "../../packages/engine/src/db/sqlite-connection.ts";
import type { Line } from "./line.ts";
import { EPOCH_MS, type NodeProcess } from "./node-process.ts";
import type { Schedule } from "./schedule.ts";

/** Longer, and the database takes a silent client's transaction back. */
const SILENT_TRANSACTION_MS = 4000;

/** Memory, where the machine has such a place: a world's database need not survive it. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

interface Listener {
  readonly node: NodeProcess;
  readonly line: Line;
  readonly channel: string;
  readonly onPayload: (payload: string) => void;
  readonly onGap: () => void;
  isConnected: boolean;
  missed: boolean;
  lastAtMs: number;
}

interface OpenTransaction {
  readonly node: NodeProcess;
  isKilled: boolean;
  touchedAtMs: number;
}

interface Waiting {
  readonly node: NodeProcess;
  readonly enter: () => void;
  readonly refuse: () => void;
}

/**
 * The one database of all nodes of a world: real SQL, one transaction that writes at a time, readers that see only what is committed. What
 * separate rows' locks would let happen (READ COMMITTED) does not happen here.
 */
export class SimulatedDatabase {
  readonly #schedule: Schedule;
  readonly #directory: string;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #listeners = new Set<Listener>();
  #waiting: Waiting[] = [];
  #open: OpenTransaction | undefined;
  #isUp = true;
  /** What the database server's clock says beyond the right time. */
  skewMs = 0;
  /** Told after each commit who made it, before anybody else can see it. */
  onCommit: (writer: NodeProcess) => void = () => undefined;

  constructor(schedule: Schedule, template: string) {
    this.#schedule = schedule;
    this.#directory = mkdtempSync(join(PLACE, "headway-world-"));
    const file = join(this.#directory, "world.db");
    copyFileSync(template, file);
    this.#writer = new SqliteConnection(file, { readOnly: false, busyTimeoutMs: 0 });
    this.#writer.exec("PRAGMA synchronous = OFF");
    this.#reader = new SqliteConnection(file, { readOnly: true, busyTimeoutMs: 0 });
  }

  /** A process' connections. */
  connect(node: NodeProcess, line: Line): Db {
    node.onKilled(() => this.#disconnect(node));
    return new NodeDb(this, node, line);
  }

  /** What is committed now, for whoever checks the world. */
  committed<R extends Row>(sql: string, ...parameters: readonly SqlValue[]): R[] {
    return this.#reader.rows<R>(sql, parameters);
  }

  /** Writes what the world begins with. */
  seedRows(statements: readonly (readonly [sql: string, parameters: readonly SqlValue[]])[]): void {
    for (const [sql, parameters] of statements) this.#writer.runMany(sql, [parameters]);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get nowMs(): number {
    return Math.floor(EPOCH_MS + this.#schedule.nowMs + this.skewMs);
  }

  goDown(): void {
    this.#schedule.note("the database goes down");
    this.#isUp = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) refuse();
    this.#kill("it goes down");
    for (const listener of this.#listeners) listener.isConnected = false;
  }

  comeUp(): void {
    this.#schedule.note("the database is back");
    this.#isUp = true;
    for (const listener of this.#listeners) this.#reconnect(listener);
  }

  /** Notifications to a node get lost until it has connected again. */
  loseNotifications(node: NodeProcess, forMs: number): void {
    for (const listener of this.#listeners) {
      if (listener.node !== node) continue;
      listener.isConnected = false;
      this.#schedule.note(`${node.name} hears no notifications`);
      this.#schedule.after(forMs, "", () => this.#reconnect(listener));
    }
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  readNow<T>(work: (reader: SqliteConnection) => T): T {
    this.assertUp();
    return work(this.#reader);
  }

  assertUp(): void {
    if (!this.#isUp) throw unavailable();
  }

  /** Calls back when this client's turn to write has come. */
  enqueue(node: NodeProcess, enter: (transaction: OpenTransaction) => void, refuse: () => void): void {
    const turn = (): void => {
      const transaction = { node, isKilled: false, touchedAtMs: this.#schedule.nowMs };
      this.#open = transaction;
      this.#writer.run("BEGIN IMMEDIATE");
      this.#watch(transaction);
      enter(transaction);
    };
    if (this.#open === undefined) turn();
    else this.#waiting.push({ node, enter: turn, refuse });
  }

  statement<T>(transaction: OpenTransaction, work: (writer: SqliteConnection) => T): T {
    if (transaction.isKilled) throw unavailable();
    transaction.touchedAtMs = this.#schedule.nowMs;
    return work(this.#writer);
  }

  commit(transaction: OpenTransaction, notifications: readonly (readonly [string, string])[]): void {
    if (transaction.isKilled) throw unavailable();
    this.#writer.run("COMMIT");
    this.onCommit(transaction.node);
    for (const [channel, payload] of notifications) this.#notify(channel, payload);
    this.#leave();
  }

  rollback(transaction: OpenTransaction): void {
    if (transaction.isKilled) return;
    transaction.isKilled = true;
    if (this.#writer.inTransaction) this.#writer.run("ROLLBACK");
    this.#leave();
  }

  listen(listener: Omit<Listener, "isConnected" | "missed" | "lastAtMs">): () => void {
    const kept: Listener = { ...listener, isConnected: this.#isUp, missed: false, lastAtMs: 0 };
    this.#listeners.add(kept);
    return () => this.#listeners.delete(kept);
  }

  #leave(): void {
    this.#open = undefined;
    this.#waiting.shift()?.enter();
  }

  #kill(why: string): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#schedule.note(`the database takes the transaction of ${open.node.name} back: ${why}`);
    this.rollback(open);
  }

  #watch(transaction: OpenTransaction): void {
    this.#schedule.after(SILENT_TRANSACTION_MS, "", () => {
      if (this.#open !== transaction) return;
      const quietMs = this.#schedule.nowMs - transaction.touchedAtMs;
      if (quietMs >= SILENT_TRANSACTION_MS) this.#kill("it is silent");
      else this.#watch(transaction);
    });
  }

  #disconnect(node: NodeProcess): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.node !== node);
    for (const listener of this.#listeners) if (listener.node === node) this.#listeners.delete(listener);
    const open = this.#open;
    if (open?.node !== node) return;
    // A commit that is on its way arrives before the database notices.
    this.#schedule.after(5, "", () => {
      if (this.#open === open) this.#kill("its client is gone");
    });
  }

  #notify(channel: string, payload: string): void {
    for (const listener of this.#listeners) {
      if (listener.channel !== channel) continue;
      if (!listener.isConnected) {
        listener.missed = true;
        continue;
      }
      const atMs = Math.max(listener.lastAtMs, this.#schedule.nowMs + listener.line.delayMs());
      listener.lastAtMs = atMs;
      this.#schedule.after(atMs - this.#schedule.nowMs, "", () => {
        if (!this.#listeners.has(listener)) return;
        if (listener.isConnected) listener.node.deliver(() => listener.onPayload(payload));
        else listener.missed = true;
      });
    }
  }

  #reconnect(listener: Listener): void {
    if (!this.#isUp || listener.isConnected || !this.#listeners.has(listener)) return;
    listener.isConnected = true;
    listener.node.after(listener.line.delayMs(), "has connected for notifications again", listener.onGap);
  }
}

export function unavailable(): HeadwayError {
  return new HeadwayError("STORE_UNAVAILABLE", "The simulated database is away.", { retryAfterS: 2 });
}

class NodeDb implements Db {
  readonly #database: SimulatedDatabase;
  readonly #node: NodeProcess;
  readonly #line: Line;
  readonly flags: SqlFlags = {
    tokens: { identity: "INTEGER PRIMARY KEY", bytes: "BLOB", clustered: "WITHOUT ROWID" },
    migrationLock: null,
  };

  constructor(database: SimulatedDatabase, node: NodeProcess, line: Line) {
    this.#database = database;
    this.#node = node;
    this.#line = line;
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
      const tx = new NodeTransaction(this.#database, this.#node, this.#line, open);
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
      await this.#commit(open, tx);
      return result;
    }
  }

  async listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const listener = { node: this.#node, line: this.#line, channel, onPayload, onGap: onGap ?? ((): void => undefined) };
    const forget = this.#database.listen(listener);
    return async () => void forget();
  }

  nowMs(): Promise<number> {
    return this.#read("the time", () => this.#database.nowMs);
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
        reject(error as Error);
      }
    });
  }

  async #commit(open: OpenTransaction, tx: NodeTransaction): Promise<void> {
    const fault = this.#line.fault();
    await this.#line.travel(this.#node, "commits", () => {
      if (fault === "before") this.#database.rollback(open);
      this.#database.commit(open, tx.notifications);
    });
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
  readonly #node: NodeProcess;
  readonly #line: Line;
  readonly #open: OpenTransaction;
  /** Statements of one connection are carried out in the order they were sent. */
  #lastAtMs = 0;
  ended = false;

  constructor(database: SimulatedDatabase, node: NodeProcess, line: Line, open: OpenTransaction) {
    this.#database = database;
    this.#node = node;
    this.#line = line;
    this.#open = open;
  }

  query<R extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<R[]> {
    return this.#statement(sql, (writer) => writer.rows<R>(sql, parameters));
  }

  queryArrays<R extends readonly SqlValue[] = readonly SqlValue[]>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<R[]> {
    return this.#statement(sql, (writer) => writer.arrays<R>(sql, parameters));
  }

  async insertMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    await this.#statement(sql, (writer) => writer.runMany(sql, rows));
  }

  notify(channel: string, payload: string): void {
    this.notifications.push([channel, payload]);
  }

  async #statement<T>(sql: string, work: (writer: SqliteConnection) => T): Promise<T> {
    if (this.ended) throw new Error("The transaction has ended; await every statement inside it.");
    this.#lastAtMs = this.#line.inOrder(this.#lastAtMs);
    return this.#line.travel(
      this.#node,
      `does ${short(sql)}`,
      () => this.#database.statement(this.#open, work),
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

/** An empty migrated database, to be copied for each world. */
export async function makeTemplate(): Promise<{ readonly file: string; readonly remove: () => void }> {
  const directory = mkdtempSync(join(PLACE, "headway-template-"));
  const file = join(directory, "template.db");
  const db = await openSqlite({ file });
  await migrate(db);
  await db.close();
  return { file, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
