import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db, Queryable } from "../db/port.ts";
import { passThrough } from "./pass-through.ts";

const MOST_TURNS = 3;
/** Some calls take much longer than the others, so that a whole commit may come and go while a page is read. */
const SLOW_SHARE = 0.2;
const MOST_SLOW_TURNS = 40;

/**
 * The same database, whose every call takes a random number of turns of the event loop, reads before and after their work: what was read may be old when
 * the reader gets it, on the embedded store too. `random` gives numbers in [0, 1); a seeded one makes the order of events repeatable.
 */
export function withRandomTurns(db: Db, random: () => number): Db {
  const pass = async (): Promise<void> => {
    const most = random() < SLOW_SHARE ? MOST_SLOW_TURNS : MOST_TURNS;
    for (let left = Math.floor(random() * (most + 1)); left > 0; left -= 1) await nextTurn();
  };
  const late = async <T>(work: () => Promise<T>): Promise<T> => {
    await pass();
    const result = await work();
    await pass();
    return result;
  };
  const lateQueries = (inner: Queryable): Queryable => ({
    query: (sql, parameters) => late(() => inner.query(sql, parameters)),
    queryArrays: (sql, parameters) => late(() => inner.queryArrays(sql, parameters)),
    insertMany: (sql, rows) => late(() => inner.insertMany(sql, rows)),
  });
  return passThrough(db, {
    ...lateQueries(db),
    // Only before: a writer that is as slow as its readers never overtakes one.
    transaction: async (work) => {
      await pass();
      return db.transaction(work);
    },
  });
}

/** Repeatable numbers in [0, 1), for tests (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
