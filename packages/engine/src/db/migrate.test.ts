import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { privatePostgres } from "../testing/postgres.ts";
import { migrate } from "./migrate.ts";
import type { Db } from "./port.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

const FIRST = "001_first.sql";
const CREATE =
  "-- A semicolon; in a comment\nCREATE TABLE a (id {{identity}}, b {{bytes}}, c TEXT DEFAULT ';');\nINSERT INTO a (c) VALUES ('x');\n";

let folder: string;
let directory: URL;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headway-migrate-"));
  directory = pathToFileURL(`${folder}/`);
  await writeMigration(FIRST, CREATE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeMigration = (name: string, sql: string): Promise<void> => writeFile(new URL(name, directory), sql);

describe.each([
  {
    name: "node:sqlite",
    fresh: async () => join(folder, "data", "headway.db"),
    open: (file: string) => openSqlite({ file }),
  },
  { name: "pg", fresh: async () => (await privatePostgres()).url, open: (url: string) => openPostgres({ url }) },
])("migrating on $name", ({ fresh, open }) => {
  let place: string;
  let db: Db;
  beforeEach(async () => {
    place = await fresh();
    db = await open(place);
  });
  afterEach(() => db.close());

  it("runs every file once, in order", async () => {
    await writeMigration("002_second.sql", "ALTER TABLE a ADD COLUMN d TEXT; UPDATE a SET d = c;");
    expect(await migrate(db, { directory })).toEqual({ version: 2, ran: [FIRST, "002_second.sql"] });
    expect(await migrate(db, { directory })).toEqual({ version: 2, ran: [] });
    expect(await db.queryArrays("SELECT id, c, d FROM a")).toEqual([[1, "x", "x"]]);
  });

  it("refuses a database in which another program's tables are in the way, and leaves it as it is", async () => {
    await db.query("CREATE TABLE a (x INTEGER)");
    await expect(migrate(db, { directory })).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
    await expect(db.query("SELECT * FROM schema_migrations")).rejects.toThrow("schema_migrations");
    expect(await db.query("SELECT x FROM a")).toEqual([]);
  });

  it("runs only what is new on a database that has the earlier ones", async () => {
    await migrate(db, { directory });
    await writeMigration("002_second.sql", "CREATE TABLE e (f TEXT)");
    expect(await migrate(db, { directory })).toEqual({ version: 2, ran: ["002_second.sql"] });
  });

  it("runs them once when several nodes start at the same moment", async () => {
    const nodes = await Promise.all([open(place), open(place), open(place)]);
    const outcomes = await Promise.all(nodes.map((node) => migrate(node, { directory })));
    expect(outcomes.flatMap((outcome) => outcome.ran)).toEqual([FIRST]);
    await Promise.all(nodes.map((node) => node.close()));
  });

  it("leaves nothing of a file that fails", async () => {
    await writeMigration("002_second.sql", "CREATE TABLE e (f TEXT); INSERT INTO nowhere VALUES (1)");
    await expect(migrate(db, { directory })).rejects.toThrow();
    await expect(db.query("SELECT * FROM a")).rejects.toThrow();
  });

  it("refuses a database that is newer than the code", async () => {
    await writeMigration("002_second.sql", "CREATE TABLE e (f TEXT)");
    await migrate(db, { directory });
    await rm(new URL("002_second.sql", directory));
    await expect(migrate(db, { directory })).rejects.toMatchObject({ code: "STORE_TOO_NEW", retryable: false });
  });

  it("refuses a file whose statements changed after they ran, but not one whose comments did", async () => {
    await migrate(db, { directory });
    await writeMigration(FIRST, `-- Said better.\n${CREATE}`);
    await expect(migrate(db, { directory })).resolves.toMatchObject({ ran: [] });
    await writeMigration(FIRST, CREATE.replace("'x'", "'y'"));
    await expect(migrate(db, { directory })).rejects.toThrow(/changed after it ran/);
  });

  it.each([
    ["a gap in the numbers", "003_third.sql", "SELECT 1", /numbered/],
    ["an unknown token", "002_second.sql", "CREATE TABLE e (f {{colour}})", /\{\{colour\}\}/],
  ])("refuses %s", async (_, name, sql, message) => {
    await writeMigration(name, sql);
    await expect(migrate(db, { directory })).rejects.toThrow(message);
  });

  it("brings an empty database to the store's own newest version", async () => {
    const { version } = await migrate(db);
    expect(version).toBeGreaterThan(0);
  });
});
