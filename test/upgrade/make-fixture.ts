// Makes the data folder of an older version, for upgrade.test.ts:
//   git worktree add --detach ../old <commit>, `npm run setup` in it, then
//   node test/upgrade/make-fixture.ts ../old sqlite|postgres test/upgrade/<database>-<commit>.tar.gz
// The server of that version is filled with jobs of every kind in every state and killed in the middle of three of them.
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path, { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startPostgres, type PostgresServer } from "../../packages/engine/src/testing/postgres-server.ts";
import type { signArtifact as SignArtifact } from "../../packages/server/src/http/access/signed-url.ts";
import type { createSigner as CreateSigner } from "../../packages/server/src/http/access/signer.ts";
import { apiOf, lastSeq } from "./api.ts";
import { fill, type Filled } from "./fill.ts";
import type { Manifest } from "./manifest.ts";

const OWNER = "ada";
const CREDITS = 100_000;
const YEAR_2100_MS = Date.UTC(2100, 0, 1);
const run = promisify(execFile);

const [checkout = "", database = "", target = ""] = process.argv.slice(2);
await make(path.resolve(checkout), database === "postgres", path.resolve(target));

async function make(root: string, onPostgres: boolean, file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "headway-fixture-"));
  const data = join(folder, "data");
  await mkdir(data);
  const postgres = onPostgres ? await startPostgres() : null;
  try {
    const store = await openStore(postgres, data);
    const env = {
      ...process.env,
      HEADWAY_DATA: data,
      HEADWAY_AUTH: "keys",
      HEADWAY_PORT: "0",
      HEADWAY_PROBE: "off",
      HEADWAY_LOG_LEVEL: "warn",
      ...store.env,
    };
    const { key } = await createKey(root, env);
    const { filled, halfDone } = await fillAndKill(root, env, key);
    const manifest = await manifestOf(root, key, filled, halfDone, store);
    await store.save();
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest, null, 1));
    // Nothing of these says anything to another server.
    for (const name of ["server.address", "server.lock", "scratch"])
      await rm(join(data, name), { recursive: true, force: true });
    await run("tar", ["-cf", file, "-I", "gzip -9", "--owner=0", "--group=0", "-C", folder, "manifest.json", "data"]);
  } finally {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Store {
  readonly env: Readonly<Record<string, string>>;
  /** First rows of a query whose only parameter is written into it. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Puts what is in it into the data folder, as one file. */
  save(): Promise<void>;
}

async function openStore(postgres: PostgresServer | null, data: string): Promise<Store> {
  if (postgres === null) {
    return {
      env: {},
      rows: async (sql) => {
        const db = new DatabaseSync(join(data, "headway.db"), { readOnly: true });
        try {
          return db.prepare(sql).all();
        } finally {
          db.close();
        }
      },
      save: async () => {
        const db = new DatabaseSync(join(data, "headway.db"));
        db.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
        db.close();
      },
    };
  }
  const { default: pg } = await import("pg");
  const url = postgres.url("postgres");
  return {
    env: { HEADWAY_DATABASE_URL: url },
    rows: async (sql) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows;
      } finally {
        await client.end();
      }
    },
    save: async () => {
      const host = new URL(url).searchParams.get("host") ?? "";
      const args = ["-h", host, "-U", "headway", "--inserts", "--no-owner", "--no-privileges", "postgres"];
      const { stdout } = await run("pg_dump", args, { maxBuffer: 2 ** 28 });
      // Settings of one version of PostgreSQL and commands of psql are of no use to a driver.
      const lines = stdout.split("\n").filter((line) => !/^(SET |\\|--|SELECT pg_catalog\.set_config)/.test(line));
      await writeFile(join(data, "dump.sql"), lines.join("\n"));
    },
  };
}

async function createKey(root: string, env: NodeJS.ProcessEnv): Promise<{ readonly key: string }> {
  const args = [
    "keys",
    "create",
    "--owner",
    OWNER,
    "--credits",
    String(CREDITS),
    "--operations",
    "100",
    "--tier",
    "pro",
  ];
  const { stdout } = await run(process.execPath, [binOf(root), ...args, "--json"], { env });
  return JSON.parse(stdout) as { key: string };
}

async function fillAndKill(
  root: string,
  env: NodeJS.ProcessEnv,
  key: string,
): Promise<{ readonly filled: Filled; readonly halfDone: Manifest["half_done"] }> {
  const server = spawn(process.execPath, [binOf(root), "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  try {
    let text = "";
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const found = /is ready: (\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then(() => reject(new Error(text)));
    });
    const api = apiOf(url, key);
    const filled = await fill(api, CREDITS);
    const halfDone = await Promise.all(
      filled.running.map(async ({ job_id, kind }) => ({ job_id, kind, last_seq: await lastSeq(api, job_id) })),
    );
    return { filled, halfDone };
  } finally {
    server.kill("SIGKILL");
    await ended;
  }
}

async function manifestOf(
  root: string,
  key: string,
  { running, ...filled }: Filled,
  halfDone: Manifest["half_done"],
  store: Store,
): Promise<Manifest> {
  if (running.length !== halfDone.length) throw new Error("A running job was lost.");
  for (const { job_id: jobId, kind } of halfDone) {
    const [row] = await store.rows(
      `SELECT j.status AS status, COUNT(n.name) AS steps FROM jobs j
       LEFT JOIN journal n ON n.job_key = j.job_key AND n.kind = 'step' WHERE j.job_id = '${jobId}' GROUP BY j.status`,
    );
    process.stderr.write(`${kind}: ${String(row?.["status"])} after ${String(row?.["steps"])} steps\n`);
    if (row?.["status"] !== "in_progress" || Number(row["steps"]) < 1)
      throw new Error(`The ${kind} was not killed between its steps; run it again.`);
  }
  const { stdout: commit } = await run("git", ["-C", root, "rev-parse", "--short", "HEAD"]);
  return {
    commit: commit.trim(),
    made_at_ms: Date.now(),
    owner: OWNER,
    key,
    ...filled,
    half_done: halfDone,
    signed: await signed(root, filled, store),
  };
}

/** A URL that the older version has signed with its secret. */
async function signed(root: string, { finished }: Pick<Filled, "finished">, store: Store): Promise<Manifest["signed"]> {
  const access = join(root, "packages/server/src/http/access");
  const { createSigner } = (await import(pathToFileURL(join(access, "signer.ts")).href)) as {
    createSigner: (secret: Uint8Array) => ReturnType<typeof CreateSigner>;
  };
  const { signArtifact } = (await import(pathToFileURL(join(access, "signed-url.ts")).href)) as {
    signArtifact: typeof SignArtifact;
  };
  const [secret] = await store.rows("SELECT value FROM secrets");
  const job = finished.find(({ kind }) => kind === "video");
  const [artifact] = job?.artifacts ?? [];
  if (job === undefined || artifact === undefined) throw new Error("The video has no file.");
  const signer = createSigner(secret?.["value"] as Uint8Array);
  const query = signArtifact(signer, OWNER, job.job_id, artifact.name, YEAR_2100_MS);
  return {
    path: `/v1/jobs/${job.job_id}/artifacts/${encodeURIComponent(artifact.name)}?${query}`,
    sha256: artifact.sha256,
  };
}

function binOf(root: string): string {
  return join(root, "packages/server/bin/headway.mjs");
}
