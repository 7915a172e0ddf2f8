import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db, Queryable } from "../db/port.ts";

const MOST_TURNS = 4;

/**
 * The same database, whose every call takes a random number of turns of the event loop before and after its work: what was read may be old
 * when the reader gets it, on the embedded store too. `random` gives numbers in [0, 1); a seeded one makes the order of events repeatable.
 */
export function withRandomTurns(db: Db, random: () => number): Db {
  const pass = async (): Promise<void> => {
    for (let left = Math.floor(random() * (MOST_TURNS + 1)); left > 0; left -= 1) await nextTurn();
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
  return {
    ...lateQueries(db),
    flags: db.flags,
    transaction: (work) =>
      late(() =>
        db.transaction((tx) => work({ ...lateQueries(tx), notify: (channel, payload) => tx.notify(channel, payload) })),
      ),
    listen: (channel, onPayload, onGap) => db.listen(channel, onPayload, onGap),
    close: () => db.close(),
  };
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
