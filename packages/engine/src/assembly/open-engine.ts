import { join } from "node:path";
import { createEngine } from "./create-engine.ts";
import { lockData } from "../db/data-lock.ts";
import { migrate } from "../db/migrate.ts";
import type { Db } from "../db/port.ts";
import { createInProcessDispatcher } from "../dispatch/in-process.ts";
import type { Engine } from "../api/engine.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { EngineLog, Ids, NodeClock } from "../api/ports.ts";
import { systemClock, systemIds } from "../api/system.ts";

export interface OpenEngineOptions {
  /** PostgreSQL's URL; without one the store is a SQLite file in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** Encrypts the signing secrets; absent = the file `secret.key` in `dataDir`. */
  readonly secretKey?: string | undefined;
  readonly limits?: Partial<EngineLimits> | undefined;
  readonly log?: EngineLog | undefined;
  readonly clock?: NodeClock | undefined;
  readonly ids?: Ids | undefined;
}

const SILENT: EngineLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The engine of a deployment; this module is the only place that knows which database and dispatcher there are. Opening brings the database to
 * the newest version and reads; only `start` makes this process a worker, so tools may open what a server is working on.
 * Throws STORE_UNAVAILABLE, STORE_TOO_NEW, DISK_FULL; `start` throws DATA_IN_USE when another server works on the directory.
 */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  return openEngineOn(await openDb(options), options);
}

/** The same on a database that `openDb` has opened with the same options; it is closed with the engine, or when this fails. */
export async function openEngineOn(db: Db, options: OpenEngineOptions): Promise<Engine> {
  const { databaseUrl, dataDir, limits = {}, log = SILENT, clock = systemClock, ids = systemIds } = options;
  try {
    await migrate(db);
    return await createEngine({
      db,
      dispatcher: createInProcessDispatcher({ log }),
      dataDir,
      secretKey: options.secretKey,
      clock,
      ids,
      log,
      limits,
      nodeId: ids.hex(8),
      ...(databaseUrl === undefined ? { exclusive: { acquire: () => lockData(dataDir) } } : {}),
    });
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Drivers are loaded when they are needed: each costs start-up time. */
export async function openDb({ databaseUrl, dataDir, clock = systemClock }: OpenEngineOptions): Promise<Db> {
  if (databaseUrl !== undefined) {
    const { openPostgres } = await import("../db/postgres.ts");
    return openPostgres({ url: databaseUrl, clock });
  }
  const { openSqlite } = await import("../db/sqlite.ts");
  return openSqlite({ file: join(dataDir, "headway.db"), nowMs: () => clock.nowMs() });
}
