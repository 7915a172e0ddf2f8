import { DEFAULT_LIMITS } from "../../packages/engine/src/api/limits.ts";
import { openPostgres } from "../../packages/engine/src/db/postgres.ts";
import { type PostgresServer, startPostgres } from "../../packages/engine/src/testing/postgres-server.ts";
import { ClusterRun } from "./cluster-run.ts";
import { tortureReaders } from "./readers-reconnect.ts";
import type { PartReport } from "./report.ts";

/** Longer than a claim holds without renewal. */
const SUSPENDED_MS = Math.max(15_000, 3 * DEFAULT_LIMITS.leaseMs);
const NODES = 5;
const DATABASE_DOWN_MS = 8000;
const READERS = 60;
const READING_NODES = 2;

export interface PostgresTorture {
  /** An empty database; a server of its own is started without one. */
  readonly databaseUrl: string | undefined;
  readonly seed: string;
}

/** Servers on one PostgreSQL, one of which is killed each second. */
export function tortureByKills(how: PostgresTorture, seconds: number): Promise<PartReport> {
  return withCluster("t2", how, async (run) => ({ kills: await run.killFor(seconds * 1000) }));
}

/** PostgreSQL itself is killed and started again under them. */
export function tortureByDatabaseKills(how: PostgresTorture, times: number): Promise<PartReport> {
  return withCluster("t2db", { ...how, databaseUrl: undefined }, async (run, postgres) => {
    for (let n = 0; n < times; n += 1) {
      await run.pause(5000);
      await postgres?.crash(DATABASE_DOWN_MS);
    }
    return { databaseKills: times };
  });
}

/** One server at a time is suspended for longer than its claims hold, and then continues. */
export function tortureBySuspension(how: PostgresTorture, times: number): Promise<PartReport> {
  return withCluster("t3", how, async (run) => {
    await run.suspend(times, SUSPENDED_MS);
    return { suspensions: times };
  });
}

/** Readers of every stream that reconnect at random. */
export function tortureByReconnects(how: PostgresTorture, reconnects: number): Promise<PartReport> {
  return withDatabase("t11", how, async (databaseUrl) => {
    const options = { databaseUrl, nodes: READING_NODES, readers: READERS, reconnects, seed: hashOf(how.seed) };
    const { faults, connections, events } = await tortureReaders(options);
    return { name: "t11", isClean: faults.length === 0, figures: { connections, events }, problems: faults };
  });
}

function withCluster(
  name: string,
  how: PostgresTorture,
  disturb: (run: ClusterRun, postgres: PostgresServer | undefined) => Promise<PartReport["figures"]>,
): Promise<PartReport> {
  return withDatabase(name, how, async (databaseUrl, postgres) => {
    const run = await ClusterRun.start({ databaseUrl, seed: how.seed, nodes: NODES });
    try {
      return await run.finish(name, await disturb(run, postgres));
    } finally {
      await run.dispose();
    }
  });
}

async function withDatabase(
  name: string,
  { databaseUrl }: PostgresTorture,
  work: (url: string, postgres: PostgresServer | undefined) => Promise<PartReport>,
): Promise<PartReport> {
  if (databaseUrl !== undefined) return work(await freshDatabase(databaseUrl, name), undefined);
  const postgres = await startPostgres();
  try {
    return await work(await freshDatabase(postgres.url("postgres"), name), postgres);
  } finally {
    await postgres.stop();
  }
}

/** A database of the part's own beside the given one. */
async function freshDatabase(url: string, part: string): Promise<string> {
  const name = `headway_torture_${part}_${Date.now()}`;
  const db = await openPostgres({ url });
  await db.query(`CREATE DATABASE ${name}`);
  await db.close();
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}

function hashOf(seed: string): number {
  return [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}
