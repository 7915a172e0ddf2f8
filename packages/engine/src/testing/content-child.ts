import { readFile } from "node:fs/promises";
import { ArtifactFiles } from "../artifacts/artifact-files.ts";
import { nodeContentFiles } from "../artifacts/content-files.ts";
import { ContentRemoval } from "../artifacts/content-removal.ts";
import { openPostgres } from "../db/postgres.ts";
import { openSqlite } from "../db/sqlite.ts";
import { seededRandom } from "../run/random.ts";
import { deleteArtifacts, upsertArtifacts } from "../artifacts/artifact-rows.ts";
import { systemClock, systemIds } from "../api/system.ts";

// A node of contents.test.ts: writers that store, refer to, read and release a few contents which all nodes share, and a remover that gives
// no grace. What is not readable while it is referred to goes to the standard output.

const WRITERS = 4;
const TEXTS = ["a", "b", "c"];

const [directory = "", database = "", jobKey = "0", rounds = "0"] = process.argv.slice(2);
const random = seededRandom(`${database} ${jobKey}`);
const db = database.startsWith("postgres")
  ? await openPostgres({ url: database })
  : await openSqlite({ file: database });
const log = {
  info: () => undefined,
  warn: (...said: unknown[]) => process.stdout.write(`${String(said[1])}\n`),
  error: () => undefined,
};
const parts = { directory, files: nodeContentFiles, db, clock: systemClock, ids: systemIds, log };
const files = new ArtifactFiles(parts);
const removal = new ContentRemoval({ ...parts, graceMs: 0 });

async function expectReadable(sha256: string, text: string): Promise<void> {
  const read = await readFile(files.path(sha256), "utf8").catch(() => "nothing");
  if (read !== text) process.stdout.write(`lost: ${text} is ${read}\n`);
}

async function write(writer: number): Promise<void> {
  const key = Number(jobKey) * WRITERS + writer;
  for (let round = 0; round < Number(rounds); round += 1) {
    const text = TEXTS[Math.floor(random() * TEXTS.length)] ?? "";
    const { sha256, sizeBytes, holdId } = await files.putBytes(Buffer.from(text));
    await expectReadable(sha256, text);
    if (random() < 0.3) {
      await files.dropHolds([{ sha256, holdId }]);
      continue;
    }
    const artifact = { name: "a", mediaType: "text/plain", sizeBytes, sha256, internal: true, createdAtMs: 0 };
    const artifacts = [{ ...artifact, holdId, madeBy: null }];
    await db.transaction((tx) => upsertArtifacts(tx, [{ jobKey: key, owner: "ada", artifacts }], Date.now()));
    for (let look = 0; look < 3; look += 1) await expectReadable(sha256, text);
    await db.transaction((tx) => deleteArtifacts(tx, key, Date.now()));
  }
}

const over = new AbortController();
async function removeAllTheTime(): Promise<void> {
  while (!over.signal.aborted) {
    await removal.round();
    if (random() < 0.1) await removal.sweep();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const removing = removeAllTheTime();
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
over.abort();
await removing;
await db.close();
