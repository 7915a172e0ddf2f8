import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbTestSuite } from "../testing/db.testsuite.ts";
import { openSqlite } from "./sqlite.ts";

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headway-sqlite-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function freshFile(): string {
  files += 1;
  return join(folder, `${files}`, "headway.db");
}

dbTestSuite({ name: "the node:sqlite driver", open: () => openSqlite({ file: freshFile() }) });

describe("the node:sqlite driver, of its file", () => {
  it("makes it, with its folder, for this user alone", async () => {
    const file = freshFile();
    const db = await openSqlite({ file });
    await db.query("CREATE TABLE t (a INTEGER)");
    const modes = await Promise.all([file, `${file}-wal`].map(async (name) => (await stat(name)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600]);
    await db.close();
  });

  it("says STORE_UNAVAILABLE when it cannot be opened", async () => {
    await expect(openSqlite({ file: join("/dev/null", "headway.db") })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
  });

  it("finds it again after a close", async () => {
    const file = freshFile();
    const before = await openSqlite({ file });
    await before.query("CREATE TABLE t (a INTEGER)");
    await before.query("INSERT INTO t VALUES (7)");
    await before.close();
    const after = await openSqlite({ file });
    expect(await after.queryArrays("SELECT a FROM t")).toEqual([[7]]);
    await after.close();
  });

  it("waits for another process that writes, without holding the event loop, then says STORE_UNAVAILABLE", async () => {
    const file = freshFile();
    const other = await openSqlite({ file });
    let pauses = 0;
    const sleep = async (): Promise<void> => void (pauses += 1);
    const db = await openSqlite({ file, busyTimeoutMs: 30, sleep });
    await other.query("CREATE TABLE t (a INTEGER)");
    await other.transaction(async () => {
      await expect(db.query("INSERT INTO t VALUES (1)")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    });
    expect(pauses).toBe(6);
    await db.query("INSERT INTO t VALUES (2)");
    expect(await other.queryArrays("SELECT a FROM t")).toEqual([[2]]);
    await other.close();
    await db.close();
  });

  it("says DISK_FULL when there is no more room, keeps what was committed and continues when there is", async () => {
    const db = await openSqlite({ file: freshFile() });
    await db.query("CREATE TABLE t (a TEXT)");
    await db.query("INSERT INTO t VALUES ('kept')");
    await db.query("PRAGMA max_page_count = 8");
    const large = db.query("INSERT INTO t VALUES (?)", ["x".repeat(100_000)]);
    await expect(large).rejects.toMatchObject({ code: "DISK_FULL", retryable: true });
    expect(await db.queryArrays("SELECT a FROM t")).toEqual([["kept"]]);
    await db.query("PRAGMA max_page_count = 100000");
    await db.query("INSERT INTO t VALUES (?)", ["x".repeat(100_000)]);
    await db.close();
  });

  it("keeps the WAL bounded while 64 MB are written without a pause", async () => {
    const file = freshFile();
    const db = await openSqlite({ file });
    await db.query("CREATE TABLE t (a BLOB)");
    let largest = 0;
    for (let index = 0; index < 256; index += 1) {
      await db.query("INSERT INTO t VALUES (?)", [new Uint8Array(256 * 1024)]);
      largest = Math.max(largest, (await stat(`${file}-wal`)).size);
    }
    expect(largest).toBeLessThan(24 * 1024 * 1024);
    await db.close();
  });
});
