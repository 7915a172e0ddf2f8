import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { Row, SqlValue } from "@headway-jobs/engine";
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

export interface OpenTransaction {
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

  /** What a killed process was about to do is taken back. */
  expect(node: NodeProcess): void {
    node.onKilled(() => this.#disconnect(node));
  }

  /** What is committed now, for the code that checks the world. */
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
  return new HeadwayError("STORE_UNAVAILABLE", "The simulated database is unavailable.", { retryAfterS: 2 });
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
