import { join } from "node:path";
import { createEngine } from "../assembly/create-engine.ts";
import { lockData } from "../db/data-lock.ts";
import { migrate } from "../db/migrate.ts";
import { openSqlite } from "../db/sqlite.ts";
import { createInProcessDispatcher } from "../dispatch/in-process.ts";
import type { Engine } from "../api/engine.ts";
import { systemClock, systemIds } from "../api/system.ts";
import { seededRandom, withRandomTurns } from "./random-turns.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** As `openEngine` opens an embedded store, but every call of the database takes a random number of turns of the event loop. */
export async function openEngineWithRandomTurns({
  dataDir,
  seed = 1,
}: {
  readonly dataDir: string;
  readonly seed?: number;
}): Promise<Engine> {
  const db = withRandomTurns(await openSqlite({ file: join(dataDir, "headway.db") }), seededRandom(seed));
  await migrate(db);
  return createEngine({
    db,
    dispatcher: createInProcessDispatcher({ log: SILENT }),
    dataDir,
    clock: systemClock,
    ids: systemIds,
    log: SILENT,
    limits: {},
    nodeId: systemIds.hex(8),
    exclusive: { acquire: () => lockData(dataDir) },
  });
}
