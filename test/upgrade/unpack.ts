import { execFile } from "node:child_process";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { manifestSchema, type Manifest } from "./manifest.ts";

export interface Unpacked {
  readonly manifest: Manifest;
  readonly dataDir: string;
}

/**
 * Unpacks a fixture into a folder and shifts its time to now, so that nothing in it has expired: every moment (columns and JSON members whose
 * names end in `_at_ms`, `AtMs` or, as ISO texts, `_at`; the age of every file) by what has passed since it was made. `openPostgres`
 * gives the database for the fixture's dump.
 */
export async function unpackFixture(file: string, folder: string, databaseUrl: string | null): Promise<Unpacked> {
  await promisify(execFile)("tar", ["-xzf", file, "-C", folder]);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")));
  const dataDir = join(folder, "data");
  const byMs = Date.now() - manifest.made_at_ms;
  if (databaseUrl === null) shiftSqlite(join(dataDir, "headway.db"), byMs);
  else await loadAndShiftPostgres(databaseUrl, await readFile(join(dataDir, "dump.sql"), "utf8"), byMs);
  await shiftFiles(dataDir, byMs);
  return { manifest, dataDir };
}

const MOMENT_COLUMN = /_at_ms$/;
const MOMENTS_IN_JSON = /"(\w*(?:_at_ms|AtMs))":(\d{13})|"(\w*_at)":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g;

function shiftJson(text: string, byMs: number): string {
  return text.replaceAll(MOMENTS_IN_JSON, (_all, msName?: string, ms?: string, isoName?: string, iso?: string) =>
    msName === undefined
      ? `"${isoName}":"${new Date(Date.parse(iso ?? "") + byMs).toISOString()}"`
      : `"${msName}":${Number(ms) + byMs}`,
  );
}

function shiftSqlite(file: string, byMs: number): void {
  const db = new DatabaseSync(file);
  try {
    db.function("shifted", { deterministic: true }, (text) => shiftJson(String(text), byMs));
    const columns = db
      .prepare(
        "SELECT m.name AS tbl, c.name AS name, c.type AS type FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
      )
      .all() as { tbl: string; name: string; type: string }[];
    for (const { tbl, name, type } of columns) {
      if (MOMENT_COLUMN.test(name)) db.exec(`UPDATE ${tbl} SET ${name} = ${name} + ${byMs}`);
      else if (type === "TEXT")
        db.exec(
          `UPDATE ${tbl} SET ${name} = shifted(${name}) WHERE ${name} LIKE '%\\_at%' ESCAPE '\\' OR ${name} LIKE '%AtMs%'`,
        );
    }
  } finally {
    db.close();
  }
}

async function loadAndShiftPostgres(url: string, dump: string, byMs: number): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(dump);
    const { rows: columns } = await client.query<{ tbl: string; name: string; type: string }>(
      "SELECT table_name AS tbl, column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = 'public'",
    );
    for (const { tbl, name, type } of columns) {
      if (MOMENT_COLUMN.test(name)) await client.query(`UPDATE public.${tbl} SET ${name} = ${name} + ${byMs}`);
      if (type !== "text") continue;
      const { rows } = await client.query<{ place: string; value: string }>(
        `SELECT ctid::text AS place, ${name} AS value FROM public.${tbl} WHERE ${name} ~ '_at|AtMs'`,
      );
      for (const { place, value } of rows) {
        const shifted = shiftJson(value, byMs);
        if (shifted !== value)
          await client.query(`UPDATE public.${tbl} SET ${name} = $1 WHERE ctid = $2::tid`, [shifted, place]);
      }
    }
  } finally {
    await client.end();
  }
}

/** Uploads are records of their own beside their bytes, and old files are removed. */
async function shiftFiles(dataDir: string, byMs: number): Promise<void> {
  const now = new Date();
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (/upload_\w+\.json$/.test(entry.name)) await writeFile(path, shiftJson(await readFile(path, "utf8"), byMs));
    await utimes(path, now, now);
  }
}
