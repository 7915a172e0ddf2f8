import pg from "pg";
import { describe, expect, it } from "vitest";
import { dbTestSuite } from "../testing/db.testsuite.ts";
import { privatePostgres } from "../testing/postgres.ts";
import { openPostgres } from "./postgres.ts";

let newestUrl = "";

dbTestSuite({
  name: "the pg driver",
  async open() {
    newestUrl = (await privatePostgres()).url;
    return openPostgres({ url: newestUrl });
  },
  another: () => openPostgres({ url: newestUrl }),
});

describe("the pg driver, of its server", () => {
  it("says STORE_UNAVAILABLE when there is none", async () => {
    const opening = openPostgres({ url: "postgresql://nobody@localhost/none?host=/nowhere" });
    await expect(opening).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
  });

  it("says STORE_UNAVAILABLE when a connection is cut in a transaction, and continues with a new one", async () => {
    const { url } = await privatePostgres();
    const db = await openPostgres({ url, poolSize: 1 });
    await db.query("CREATE TABLE t (a INTEGER)");
    const cut = db.transaction(async (tx) => {
      await tx.query("INSERT INTO t VALUES (1)");
      await cutConnections(url);
      await tx.query("INSERT INTO t VALUES (2)");
    });
    await expect(cut).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
    await db.query("INSERT INTO t VALUES (3)");
    expect(await db.queryArrays("SELECT a FROM t")).toEqual([[3]]);
    await db.close();
  });

  it("listens again after its connection was cut, and says that something may have been missed", async () => {
    const { url } = await privatePostgres();
    const db = await openPostgres({ url });
    const gap = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<string>();
    await db.listen("jobs", heard.resolve, gap.resolve);
    await cutConnections(url);
    await gap.promise;
    await db.transaction(async (tx) => tx.notify("jobs", "back"));
    expect(await heard.promise).toBe("back");
    await db.close();
  });

  it("runs a transaction again that lost a deadlock", async () => {
    const { url } = await privatePostgres();
    const db = await openPostgres({ url });
    await db.query("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)");
    await db.insertMany("INSERT INTO t VALUES (?, ?)", [
      [1, 0],
      [2, 0],
    ]);
    // Both hold their first row before either asks for its second; only the first runs meet here.
    let arrived = 0;
    const bothArrived = Promise.withResolvers<void>();
    const addInOrder = (ids: readonly [number, number]): Promise<void> =>
      db.transaction(async (tx) => {
        const add = "UPDATE t SET a = a + 1 WHERE id = ?";
        await tx.query(add, [ids[0]]);
        arrived += 1;
        if (arrived === 2) bothArrived.resolve();
        await bothArrived.promise;
        await tx.query(add, [ids[1]]);
      });
    await Promise.all([addInOrder([1, 2]), addInOrder([2, 1])]);
    // A run that begins again may take its first row before the other has woken, and lose once more.
    expect(arrived).toBeGreaterThan(2);
    expect(await db.queryArrays("SELECT a FROM t ORDER BY id")).toEqual([[2], [2]]);
    await db.close();
  });

  it("does not commit when a statement failed that nobody waited for", async () => {
    const { url } = await privatePostgres();
    const db = await openPostgres({ url });
    await db.query("CREATE TABLE t (a INTEGER)");
    const careless = db.transaction(async (tx) => {
      await tx.query("INSERT INTO t VALUES (1)");
      tx.query("INSERT INTO nowhere VALUES (1)").catch(() => undefined);
    });
    await expect(careless).rejects.toThrow(/not awaited/);
    expect(await db.queryArrays("SELECT a FROM t")).toEqual([]);
    await db.close();
  });
});

async function cutConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await client.end();
}
