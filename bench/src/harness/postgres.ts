import pg from "pg";
import { startPostgres } from "../../../packages/engine/src/testing/postgres-server.ts";

/** A PostgreSQL of the benchmark's own, with fsync on, and an empty database for each run. */
export async function startBenchPostgres(): Promise<{ freshUrl(): Promise<string>; stop(): Promise<void> }> {
  const server = await startPostgres();
  let databases = 0;
  return {
    async freshUrl() {
      databases += 1;
      const client = new pg.Client({ connectionString: server.url("postgres") });
      await client.connect();
      await client.query(`CREATE DATABASE bench_${databases}`);
      await client.end();
      return server.url(`bench_${databases}`);
    },
    stop: () => server.stop(),
  };
}
