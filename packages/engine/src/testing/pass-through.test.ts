import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Db } from "../db/port.ts";
import { openPostgres } from "../db/postgres.ts";
import { openSqlite } from "../db/sqlite.ts";
import { temporaryDirectory } from "./engine/harness.ts";
import { passThrough } from "./pass-through.ts";
import { privatePostgres } from "./postgres.ts";

/** The type requires every member of the port, also the optional ones: a new member cannot be forgotten here. */
const MEMBERS: Readonly<Record<keyof Db, true>> = {
  flags: true,
  query: true,
  queryArrays: true,
  insertMany: true,
  transaction: true,
  listen: true,
  nowMs: true,
  scrub: true,
  close: true,
};

it.each([
  ["node:sqlite", async () => openSqlite({ file: join(await temporaryDirectory(), "headway.db") })],
  ["PostgreSQL", async () => openPostgres({ url: (await privatePostgres()).url })],
])("passes every member of the port through that %s has, and no other", async (_name, open) => {
  const db = await open();
  onTestFinished(() => db.close());
  const passed = passThrough(db);
  const names = Object.keys(MEMBERS);
  expect(names.filter((name) => name in passed)).toEqual(names.filter((name) => name in db));
  await passed.scrub?.();
});
