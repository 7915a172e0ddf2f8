import type { Db } from "../db/port.ts";

/** The same database behind an object of its own, some methods of it replaced; `db` may be a class whose methods need their `this`. */
export function passThrough(db: Db, replaced: Partial<Db> = {}): Db {
  return {
    flags: db.flags,
    query: (sql, parameters) => db.query(sql, parameters),
    queryArrays: (sql, parameters) => db.queryArrays(sql, parameters),
    insertMany: (sql, rows) => db.insertMany(sql, rows),
    transaction: (work) => db.transaction(work),
    listen: (channel, onPayload, onGap) => db.listen(channel, onPayload, onGap),
    nowMs: () => db.nowMs(),
    // Absent where the database has none.
    ...(db.scrub === undefined ? {} : { scrub: db.scrub.bind(db) }),
    close: () => db.close(),
    ...replaced,
  };
}
