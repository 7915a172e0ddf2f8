import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import type { Db, SqlFlags, Transaction } from "./port.ts";
import { splitStatements } from "./sql-script.ts";

const FILE_NAME = /^(\d{3})_[a-z0-9_]+\.sql$/;

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
  /** Of the statements without comments and spaces, so that only what runs counts as a change. */
  readonly sha256: string;
}

/**
 * Brings the database to the newest version: runs the numbered `.sql` files it has not had, all in one transaction, so that it
 * has all of them or none. Safe when several nodes start at once. `{{identity}}`, `{{bytes}}` and `{{clustered}}` in a
 * file become the driver's words. Throws STORE_TOO_NEW when the database has a version this code does not know, STORE_UNREADABLE
 * when another program's tables are in the way, and Error when a file was changed after it ran (migrations are append-only).
 */
export async function migrate(
  db: Db,
  options: { readonly directory?: URL } = {},
): Promise<{ readonly version: number; readonly ran: readonly string[] }> {
  const migrations = await readMigrations(options.directory ?? new URL("./migrations/", import.meta.url), db.flags);
  return db.transaction(async (tx) => {
    if (db.flags.migrationLock !== null) await tx.query(db.flags.migrationLock);
    const applied = await readApplied(tx);
    assertKnown(applied, migrations);
    const missing = migrations.filter((migration) => !applied.has(migration.version));
    for (const migration of missing) {
      for (const statement of migration.statements) await runOn(tx, statement, applied.size === 0);
      await tx.query("INSERT INTO schema_migrations (version, name, sha256) VALUES (?, ?, ?)", [
        migration.version,
        migration.name,
        migration.sha256,
      ]);
    }
    return { version: migrations.at(-1)?.version ?? 0, ran: missing.map((migration) => migration.name) };
  });
}

async function runOn(tx: Transaction, statement: string, isFirstTime: boolean): Promise<void> {
  try {
    await tx.query(statement);
  } catch (error) {
    const isForeign = isFirstTime && error instanceof Error && error.message.includes("already exists");
    if (!isForeign) throw error;
    throw new HeadwayError("STORE_UNREADABLE", `The database is another program's: ${error.message}.`, {
      cause: error,
    });
  }
}

async function readMigrations(directory: URL, flags: SqlFlags): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  const migrations: Migration[] = [];
  for (const [index, name] of names.entries()) {
    const version = Number(FILE_NAME.exec(name)?.[1]);
    if (version !== index + 1) throw new Error(`Migrations are numbered 001, 002, …; ${name} does not fit.`);
    const text = await readFile(new URL(name, directory), "utf8");
    const statements = splitStatements(text);
    const sha256 = createHash("sha256").update(statements.join(";").replaceAll(/\s+/g, " ")).digest("hex");
    migrations.push({ version, name, statements: statements.map((sql) => withFlags(sql, flags, name)), sha256 });
  }
  return migrations;
}

function withFlags(sql: string, flags: SqlFlags, fileName: string): string {
  const tokens: Readonly<Record<string, string>> = flags.tokens;
  return sql.replaceAll(/\{\{(\w+)\}\}/g, (token, name: string) => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`${fileName} uses ${token}, which no driver defines.`);
    return value;
  });
}

async function readApplied(tx: Transaction): Promise<ReadonlyMap<number, string>> {
  await tx.query(
    "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)",
  );
  const rows = await tx.query<{ version: number; sha256: string }>("SELECT version, sha256 FROM schema_migrations");
  return new Map(rows.map((row) => [row.version, row.sha256]));
}

function assertKnown(applied: ReadonlyMap<number, string>, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  for (const [version, sha256] of applied) {
    if (version > newest) {
      throw new HeadwayError(
        "STORE_TOO_NEW",
        `The database has version ${version}; this server knows up to ${newest}.`,
      );
    }
    const migration = migrations.find((candidate) => candidate.version === version);
    if (migration?.sha256 !== sha256) {
      throw new Error(`Migration ${version} was changed after it ran on this database; add a new one instead.`);
    }
  }
}
