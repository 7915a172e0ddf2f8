import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "../db/migrate.ts";
import { openSqlite } from "../db/sqlite.ts";
import { openEngine } from "../assembly/open-engine.ts";

const MIGRATIONS = new URL("../db/migrations/", import.meta.url);
const PLAIN = Buffer.from("a secret that an old version kept");

it.each(["ended", "was killed"])("leaves no byte of a plain secret of an older version that %s", async (how) => {
  const folder = await mkdtemp(join(tmpdir(), "headway-secrets-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  const old = await openSqlite({ file: join(folder, "old", "headway.db") });
  const earlier = (await readdir(MIGRATIONS)).filter((name) => name < "008");
  for (const name of earlier) await cp(new URL(name, MIGRATIONS), join(folder, "sql", name));
  await migrate(old, { directory: pathToFileURL(`${folder}/sql/`) });
  await old.query("INSERT INTO secrets (name, value) VALUES (?, ?)", ["edge", PLAIN]);
  await old.query("INSERT INTO secrets (name, value) VALUES (?, ?)", ["other", PLAIN]);
  // A killed process leaves its WAL behind; the end of one takes it into the database file.
  if (how === "ended") await old.close();
  await cp(join(folder, "old"), dataDir, { recursive: true });
  if (how !== "ended") await old.close();
  expect(await filesWith(dataDir, PLAIN)).not.toEqual([]);

  const engine = await openEngine({ dataDir });
  onTestFinished(() => engine.stop());
  const [secret] = await engine.secrets.read("edge");
  expect(Buffer.from(secret?.value ?? [])).toEqual(PLAIN);
  expect(await filesWith(dataDir, PLAIN)).toEqual([]);
  await engine.stop();
  expect(await filesWith(dataDir, PLAIN)).toEqual([]);
});

it("says once that the key of the secrets is lost, and continues with new ones", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-secrets-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_fields: unknown, text: string) => warnings.push(text),
    error: () => undefined,
  };
  const open = async () => {
    const engine = await openEngine({ dataDir, log });
    const [links] = await engine.secrets.read("links");
    const [tokens] = await engine.secrets.read("tokens");
    await engine.stop();
    return [links?.value, tokens?.value];
  };
  const lost = await open();
  expect(await open()).toEqual(lost);
  expect(warnings).toEqual([]);
  await rm(join(dataDir, "secret.key"));
  const fresh = await open();
  expect(fresh).not.toEqual(lost);
  expect(warnings).toEqual([expect.stringMatching(/encrypted with another key .* new ones were made/)]);
  expect(await open()).toEqual(fresh);
  expect(warnings).toHaveLength(1);
});

async function filesWith(folder: string, bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    if (content.includes(bytes)) found.push(entry.name);
  }
  return found;
}
