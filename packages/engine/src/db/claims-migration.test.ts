import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "./migrate.ts";
import { openSqlite } from "./sqlite.ts";

const MIGRATIONS = new URL("./migrations/", import.meta.url);
const CREATED_MS = 1_000_000;
const HOUR_MS = 3_600_000;

it("lets jobs of the version before work as long as they were given, from their first claim on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "headway-migration-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const earlier = (await readdir(MIGRATIONS)).filter((name) => name < "006");
  for (const name of earlier) await cp(new URL(name, MIGRATIONS), join(folder, "sql", name));
  const db = await openSqlite({ file: join(folder, "headway.db") });
  onTestFinished(() => db.close());
  await migrate(db, { directory: pathToFileURL(`${folder}/sql/`) });
  const insert = (jobId: string, runState: string, startedAtMs: number | null, stalledClaims: number) =>
    db.query(
      `INSERT INTO jobs (job_id, owner, kind, job_type, status, run_state, deadline_at_ms, change_no, created_at_ms, updated_at_ms,
         started_at_ms, stalled_claims) VALUES (?, 'ada', 'video', 'video', 'pending', ?, ?, 1, ?, 1, ?, ?)`,
      [jobId, runState, CREATED_MS + HOUR_MS, CREATED_MS, startedAtMs, stalledClaims],
    );
  await insert("queued", "ready", null, 0);
  await insert("crashed", "ready", CREATED_MS, 4);
  await insert("running", "running", CREATED_MS, 1);
  await insert("parked", "parked", CREATED_MS, 0);
  await insert("ended", "ended", CREATED_MS, 0);
  await migrate(db);
  const columns = "job_id, deadline_at_ms, deadline_left_ms, wait_ends_at_ms, ready_at_ms";
  expect(await db.queryArrays(`SELECT ${columns} FROM jobs ORDER BY job_key`)).toEqual([
    ["queued", null, HOUR_MS, CREATED_MS + 24 * HOUR_MS, null],
    ["crashed", CREATED_MS + HOUR_MS, null, null, 0],
    ["running", CREATED_MS + HOUR_MS, null, null, null],
    ["parked", CREATED_MS + HOUR_MS, null, null, null],
    ["ended", CREATED_MS + HOUR_MS, null, null, null],
  ]);
});
