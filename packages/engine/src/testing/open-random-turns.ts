import { openDb, openEngineOn, type OpenEngineOptions } from "../assembly/open-engine.ts";
import type { Engine } from "../api/engine.ts";
import { seededRandom, withRandomTurns } from "./random-turns.ts";

/** As `openEngine`, but every call of the database takes a random number of turns of the event loop. */
export async function openEngineWithRandomTurns({
  seed = 1,
  ...options
}: OpenEngineOptions & { readonly seed?: number }): Promise<Engine> {
  return openEngineOn(withRandomTurns(await openDb(options), seededRandom(seed)), options);
}
