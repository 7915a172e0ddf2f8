import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import type { PostgresAnswer } from "./postgres-global-setup.ts";

/**
 * URL of a fresh, empty database on the PostgreSQL of this test run, which the first call starts. Needs
 * `postgres-global-setup.ts` in vitest's `globalSetup`. Throws a sentence that says what to install when there is no PostgreSQL.
 */
export async function privatePostgres(): Promise<{ readonly url: string }> {
  const reply = JSON.parse(await text(connect(inject("postgresPort"), "127.0.0.1"))) as PostgresAnswer;
  if ("error" in reply) throw new Error(reply.error);
  return reply;
}
