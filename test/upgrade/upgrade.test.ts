import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { privatePostgres } from "../../packages/engine/src/testing/postgres.ts";
import { startCommand } from "../../packages/server/src/cli/testing/server-processes.ts";
import { finishesEverything } from "./finishing.ts";
import { unpackFixture } from "./unpack.ts";

const BIN = fileURLToPath(new URL("../../packages/server/bin/headway.mjs", import.meta.url));
const fixtures = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".tar.gz"));

it("has a data folder of an older version on each database", () => {
  expect(fixtures).toEqual(
    expect.arrayContaining([expect.stringMatching(/^postgres-/), expect.stringMatching(/^sqlite-/)]),
  );
});

/** Made by `make-fixture.ts`. */
describe.each(fixtures)("after an upgrade from %s", (fixture) => {
  finishesEverything(async (onEnd) => {
    const folder = await mkdtemp(join(tmpdir(), "headway-upgrade-"));
    onEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const databaseUrl = fixture.startsWith("postgres") ? (await privatePostgres()).url : null;
    const { manifest, dataDir } = await unpackFixture(join(import.meta.dirname, fixture), folder, databaseUrl);
    const server = await startCommand(process.execPath, [BIN, "serve"], {
      dataDir,
      env: {
        HEADWAY_AUTH: "keys",
        HEADWAY_LOG_LEVEL: "warn",
        ...(databaseUrl === null ? {} : { HEADWAY_DATABASE_URL: databaseUrl }),
      },
      onEnd,
    });
    return { manifest, server };
  });
});
