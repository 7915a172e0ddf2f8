import { once } from "node:events";
import { createServer } from "node:net";
import type { TestProject } from "vitest/node";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** What a test file is told when it asks for a database of its own. */
export type PostgresAnswer = { readonly url: string } | { readonly error: string };

declare module "vitest" {
  interface ProvidedContext {
    /** Loopback port that answers each connection with a `PostgresAnswer`. */
    readonly postgresPort: number;
  }
}

/**
 * For vitest's `globalSetup`: one PostgreSQL for the whole run, started when the first test asks for it (most runs
 * never do), in the main process, so that it goes with the run however that ends.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined;
  let databases = 0;

  async function answer(): Promise<PostgresAnswer> {
    try {
      const server = await (starting ??= startPostgres());
      databases += 1;
      const database = `test_${databases}`;
      await createDatabase(server.url("postgres"), database);
      return { url: server.url(database) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  const door = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    void answer().then((reply) => socket.end(JSON.stringify(reply)));
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("The loopback port has no number.");
  project.provide("postgresPort", address.port);

  return async () => {
    door.close();
    const server = await starting?.catch(() => undefined);
    await server?.stop();
  };
}

async function createDatabase(url: string, name: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
