import { afterEach, beforeEach, describe, expect, it } from "vitest";
import fc from "fast-check";
import { HeadwayError } from "@headway-jobs/contract";
import type { Db, SqlValue } from "../db/port.ts";

/**
 * What every driver of the Db port promises. `open` returns a handle on a fresh, empty database; `another` a second handle on the
 * newest one, where the database can be used by several nodes.
 */
export function dbTestSuite(driver: {
  readonly name: string;
  open(): Promise<Db>;
  readonly another?: () => Promise<Db>;
}): void {
  describe(driver.name, () => {
    let db: Db;
    beforeEach(async () => {
      db = await driver.open();
      await db.query(
        `CREATE TABLE item (id ${db.flags.tokens.identity}, name TEXT, amount BIGINT, content ${db.flags.tokens.bytes})`,
      );
    });
    afterEach(() => db.close());

    const names = async (from: Pick<Db, "query"> = db): Promise<SqlValue[]> =>
      (await from.query<{ name: string }>("SELECT name FROM item ORDER BY id")).map((row) => row.name);

    describe("values", () => {
      it("come back as they were stored, whatever they are", async () => {
        const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
        const values = fc.record({
          name: fc.option(text),
          amount: fc.option(fc.maxSafeInteger()),
          content: fc.option(fc.uint8Array()),
        });
        await fc.assert(
          fc.asyncProperty(values, async ({ name, amount, content }) => {
            const [row] = await db.query(
              "INSERT INTO item (name, amount, content) VALUES (?, ?, ?) RETURNING name, amount, content",
              [name, amount, content],
            );
            expect({ ...row }).toEqual({ name, amount, content });
          }),
          { numRuns: 60 },
        );
      });

      it("come back as arrays in the order of the columns", async () => {
        await db.insertMany("INSERT INTO item (name, amount) VALUES (?, ?)", [
          ["a", 1],
          ["b", null],
        ]);
        expect(await db.queryArrays("SELECT amount, name FROM item ORDER BY id")).toEqual([
          [1, "a"],
          [null, "b"],
        ]);
      });

      it("are numbers where the database counts, sums or compares", async () => {
        await db.insertMany("INSERT INTO item (amount) VALUES (?)", [[2 ** 52], [1]]);
        const [row] = await db.query(
          "SELECT COUNT(*) AS n, SUM(amount) AS total, EXISTS (SELECT 1 FROM item WHERE amount = 7) AS found FROM item",
        );
        expect({ ...row }).toEqual({ n: 2, total: 2 ** 52 + 1, found: 0 });
      });

      it("are never taken for SQL, nor question marks in literals for parameters", async () => {
        const hostile = "'; DROP TABLE item; -- ? $1";
        const [row] = await db.query(
          "INSERT INTO item (name) VALUES (?) RETURNING name, 'what? it''s' AS literal /* ? */ -- ?",
          [hostile],
        );
        expect({ ...row }).toEqual({ name: hostile, literal: "what? it's" });
      });
    });

    describe("statements", () => {
      it("return rows in the order asked for", async () => {
        await db.insertMany("INSERT INTO item (name, amount) VALUES (?, ?)", [
          ["b", 2],
          ["B", 3],
          ["a", 1],
        ]);
        expect(await db.queryArrays("SELECT name FROM item ORDER BY amount DESC")).toEqual([["B"], ["b"], ["a"]]);
        expect(await db.queryArrays("SELECT name FROM item ORDER BY name")).toEqual([["B"], ["a"], ["b"]]);
      });

      it("report what a guarded UPDATE changed", async () => {
        await db.query("INSERT INTO item (name, amount) VALUES ('a', 1)");
        const raise = "UPDATE item SET amount = amount + 1 WHERE name = ? AND amount = ? RETURNING amount";
        expect(await db.queryArrays(raise, ["a", 1])).toEqual([[2]]);
        expect(await db.queryArrays(raise, ["a", 1])).toEqual([]);
      });

      it("insert 10,000 rows in one call, in order", async () => {
        const rows = Array.from({ length: 10_000 }, (_, index) => [`row ${index}`, index] as const);
        await db.insertMany("INSERT INTO item (name, amount) VALUES (?, ?)", rows);
        expect(await db.queryArrays("SELECT name, amount FROM item ORDER BY id")).toEqual(rows);
      });

      it("insert all rows of a call or none, with what follows VALUES kept", async () => {
        await db.query("CREATE UNIQUE INDEX item_name ON item (name)");
        const rows = Array.from({ length: 3000 }, (_, index) => [`row ${index % 2999}`]);
        await expect(db.insertMany("INSERT INTO item (name) VALUES (?)", rows)).rejects.toThrow();
        expect(await names()).toEqual([]);
        await db.insertMany("INSERT INTO item (name) VALUES (?) ON CONFLICT (name) DO NOTHING", rows);
        expect(await names()).toHaveLength(2999);
      });

      it("accept an empty list of rows", async () => {
        await db.insertMany("INSERT INTO item (name) VALUES (?)", []);
        expect(await names()).toEqual([]);
      });

      it("that fail leave the database usable", async () => {
        await expect(db.query("SELECT nothing FROM nowhere")).rejects.toThrow();
        await expect(db.query("INSERT INTO item (id) VALUES (1), (1)")).rejects.toThrow();
        expect(await names()).toEqual([]);
      });
    });

    describe("a transaction", () => {
      it("returns what its work returned and sees its own writes", async () => {
        const seen = await db.transaction(async (tx) => {
          await tx.query("INSERT INTO item (name) VALUES ('a')");
          return names(tx);
        });
        expect(seen).toEqual(["a"]);
      });

      it("leaves nothing behind when its work throws, and passes the error on", async () => {
        const failure = new Error("changed my mind");
        const work = db.transaction(async (tx) => {
          await tx.query("INSERT INTO item (name) VALUES ('a')");
          await tx.insertMany("INSERT INTO item (name) VALUES (?)", [["b"], ["c"]]);
          throw failure;
        });
        await expect(work).rejects.toBe(failure);
        expect(await names()).toEqual([]);
      });

      it("leaves nothing behind when a statement fails", async () => {
        const work = db.transaction(async (tx) => {
          await tx.query("INSERT INTO item (name) VALUES ('a')");
          await tx.query("INSERT INTO item (id) VALUES (1), (1)");
        });
        await expect(work).rejects.toThrow();
        expect(await names()).toEqual([]);
      });

      it("is not seen from outside before it commits", async () => {
        await db.transaction(async (tx) => {
          await tx.query("INSERT INTO item (name) VALUES ('a')");
          expect(await names()).toEqual([]);
        });
        expect(await names()).toEqual(["a"]);
      });

      it("refuses statements after its end", async () => {
        const leaked = await db.transaction(async (tx) => ({ tx }));
        await expect(leaked.tx.query("INSERT INTO item (name) VALUES ('a')")).rejects.toThrow(/has ended/);
        expect(await names()).toEqual([]);
      });

      it("counts right among 1,000 at once", async () => {
        await db.query("INSERT INTO item (name, amount) VALUES ('counter', 0)");
        const count = async (): Promise<number> =>
          db.transaction(async (tx) => {
            const [row] = await tx.query<{ amount: number }>(
              "UPDATE item SET amount = amount + 1 WHERE name = 'counter' RETURNING amount",
            );
            return row?.amount ?? 0;
          });
        const seen = await Promise.all(Array.from({ length: 1000 }, count));
        expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
      });

      it("refuses a guarded write that another one overtook", async () => {
        await db.query("INSERT INTO item (name, amount) VALUES ('epoch', 1)");
        const claim = (): Promise<number> =>
          db.transaction(async (tx) => {
            const taken = await tx.query("UPDATE item SET amount = 2 WHERE name = 'epoch' AND amount = 1 RETURNING id");
            return taken.length;
          });
        const taken = await Promise.all([claim(), claim(), claim()]);
        expect(taken.toSorted()).toEqual([0, 0, 1]);
      });
    });

    describe("a notification", () => {
      it("comes after the commit, in order, to those who listen on its channel", async () => {
        const heard: string[] = [];
        const { promise, resolve } = Promise.withResolvers<void>();
        let committed = false;
        await db.listen("jobs", (payload) => {
          expect(committed).toBe(true);
          heard.push(payload);
          if (payload === "last") resolve();
        });
        await db.listen("other", () => heard.push("wrong channel"));
        await db.transaction(async (tx) => {
          tx.notify("jobs", "first ' ü 日本");
          tx.notify("nobody listens", "x");
          tx.notify("jobs", "last");
          await tx.query("INSERT INTO item (name) VALUES ('a')");
          committed = true;
        });
        await promise;
        expect(heard).toEqual(["first ' ü 日本", "last"]);
      });

      it("finds what it reports", async () => {
        const { promise, resolve } = Promise.withResolvers<SqlValue[]>();
        await db.listen("jobs", () => void names().then(resolve));
        await db.transaction(async (tx) => {
          tx.notify("jobs", "x");
          await tx.query("INSERT INTO item (name) VALUES ('a')");
        });
        expect(await promise).toEqual(["a"]);
      });

      it("is not sent by a transaction that is rolled back", async () => {
        const heard: string[] = [];
        const { promise, resolve } = Promise.withResolvers<void>();
        await db.listen("jobs", (payload) => {
          heard.push(payload);
          resolve();
        });
        const failed = db.transaction(async (tx) => {
          tx.notify("jobs", "never");
          throw new Error("rolled back");
        });
        await expect(failed).rejects.toThrow("rolled back");
        await db.transaction(async (tx) => tx.notify("jobs", "after"));
        await promise;
        expect(heard).toEqual(["after"]);
      });

      it("no longer comes to one who stopped listening", async () => {
        const heard: string[] = [];
        const { promise, resolve } = Promise.withResolvers<void>();
        const stop = await db.listen("jobs", () => heard.push("stopped"));
        await stop();
        await db.listen("jobs", () => {
          heard.push("still here");
          resolve();
        });
        await db.transaction(async (tx) => tx.notify("jobs", "x"));
        await promise;
        expect(heard).toEqual(["still here"]);
      });

      it("carries 4 KB and refuses more", async () => {
        const { promise, resolve } = Promise.withResolvers<string>();
        await db.listen("jobs", resolve);
        const largest = "ü".repeat(2048);
        await db.transaction(async (tx) => tx.notify("jobs", largest));
        expect(await promise).toBe(largest);
        await expect(db.transaction(async (tx) => tx.notify("jobs", `${largest}x`))).rejects.toThrow(RangeError);
      });
    });

    describe("after close", () => {
      it("everything is refused as STORE_UNAVAILABLE, which a retry may help", async () => {
        await db.close();
        const refused = await Promise.all(
          [
            db.query("SELECT 1"),
            db.queryArrays("SELECT 1"),
            db.insertMany("INSERT INTO item (name) VALUES (?)", [["a"]]),
            db.transaction(async () => undefined),
            db.listen("jobs", () => undefined),
          ].map((work) => work.then(String, (error: unknown) => error)),
        );
        for (const error of refused) {
          expect(error).toBeInstanceOf(HeadwayError);
          expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
        }
      });

      it("what was begun before has been finished", async () => {
        const begun = Array.from({ length: 20 }, (_, index) =>
          db.transaction((tx) => tx.query("INSERT INTO item (amount) VALUES (?) RETURNING amount", [index])),
        );
        const [results] = await Promise.all([Promise.all(begun), db.close()]);
        expect(results).toHaveLength(20);
      });

      it("closing again does nothing", async () => {
        await db.close();
        await db.close();
      });
    });

    if (driver.another !== undefined) describeTwoNodes(driver.another, () => db);
  });
}

/** What holds between nodes that share one database. */
function describeTwoNodes(another: () => Promise<Db>, first: () => Db): void {
  describe("a second node", () => {
    let second: Db;
    beforeEach(async () => {
      second = await another();
    });
    afterEach(() => second.close());

    it("hears of what the first one commits, and finds it", async () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      await second.listen("jobs", resolve);
      await first().transaction(async (tx) => {
        await tx.query("INSERT INTO item (name) VALUES ('a')");
        tx.notify("jobs", "job_1");
      });
      expect(await promise).toBe("job_1");
      expect(await second.queryArrays("SELECT name FROM item")).toEqual([["a"]]);
    });

    it("has the same time, which continues", async () => {
      const before = await first().nowMs();
      expect(Number.isSafeInteger(before)).toBe(true);
      // The test's database runs on this machine.
      expect(Math.abs(before - Date.now())).toBeLessThan(5000);
      expect(await second.nowMs()).toBeGreaterThanOrEqual(before);
    });

    it("counts on with the first one without losing a step", async () => {
      await first().query("INSERT INTO item (name, amount) VALUES ('counter', 0)");
      const nodes = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? first() : second));
      await Promise.all(
        nodes.map((node) =>
          node.transaction((tx) => tx.query("UPDATE item SET amount = amount + 1 WHERE name = 'counter'")),
        ),
      );
      expect(await second.queryArrays("SELECT amount FROM item")).toEqual([[100]]);
    });
  });
}
