import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { migrate } from "../db/migrate.ts";
import type { Db } from "../db/port.ts";
import { openPostgres } from "../db/postgres.ts";
import { openSqlite } from "../db/sqlite.ts";
import { systemClock, systemIds } from "../api/system.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";
import { privatePostgres } from "../testing/postgres.ts";
import { nodeContentFiles } from "./content-files.ts";
import { ContentRemoval } from "./content-removal.ts";

const CHILD = fileURLToPath(new URL("../testing/content-child.ts", import.meta.url));
const NODES = 3;
const ROUNDS = Number(process.env["HEADWAY_CONTENT_ROUNDS"] ?? 60);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe.each([
  {
    name: "node:sqlite",
    fresh: async () => join(await temporaryDirectory(), "headway.db"),
    open: (file: string): Promise<Db> => openSqlite({ file }),
  },
  {
    name: "PostgreSQL",
    fresh: async () => (await privatePostgres()).url,
    open: (url: string): Promise<Db> => openPostgres({ url }),
  },
])("contents shared by several processes on $name", ({ fresh, open }) => {
  it("are never lost while they are referred to, and are gone when nothing refers to them", async () => {
    const database = await fresh();
    const directory = join(await temporaryDirectory(), "artifacts");
    const db = await open(database);
    await migrate(db);
    const said = await Promise.all(
      Array.from({ length: NODES }, async (_, node) => {
        const args = [CHILD, directory, database, String(node), String(ROUNDS)];
        const { stdout, stderr } = await execa(process.execPath, args);
        return stdout + stderr;
      }),
    );
    expect(said).toEqual(Array.from({ length: NODES }, () => ""));
    const removal = removalOf(db, directory);
    await removal.sweep();
    await removal.round();
    const left = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
    expect(await db.query("SELECT * FROM contents")).toEqual([]);
    expect(await db.query("SELECT * FROM content_holds")).toEqual([]);
    await db.close();
  }, 120_000);

  it("of a store of an earlier version are kept for its jobs, and the rest of its files goes", async () => {
    const folder = await temporaryDirectory();
    const migrations = new URL("../db/migrations/", import.meta.url);
    for (const name of (await readdir(migrations)).filter((one) => one < "005"))
      await copyFile(new URL(name, migrations), join(folder, name));
    const db = await open(await fresh());
    await migrate(db, { directory: pathToFileURL(`${folder}/`) });
    const directory = join(await temporaryDirectory(), "artifacts");
    const [kept, left] = ["a".repeat(64), "b".repeat(64)];
    for (const sha256 of [kept, left]) {
      await mkdir(join(directory, sha256.slice(0, 2)), { recursive: true });
      await writeFile(join(directory, sha256.slice(0, 2), sha256), "x");
    }
    await db.query(
      `INSERT INTO artifacts (job_key, name, owner, media_type, size_bytes, sha256, internal, created_at_ms)
       VALUES (1, 'a', 'ada', 'a/b', 1, ?, 1, 0)`,
      [kept],
    );
    await migrate(db);
    const removal = removalOf(db, directory);
    await removal.sweep();
    await removal.round();
    expect((await readdir(directory, { recursive: true })).filter((name) => name.length > 2)).toEqual([
      join("aa", kept),
    ]);
    await db.close();
  });
});

function removalOf(db: Db, directory: string): ContentRemoval {
  const parts = { directory, files: nodeContentFiles, db, clock: systemClock, ids: systemIds, log };
  return new ContentRemoval({ ...parts, graceMs: 0 });
}
