import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { expect, it, onTestFinished } from "vitest";
import { createUploadStore } from "./upload-store.ts";

const HOUR_MS = 3_600_000;

async function openStore() {
  const dataDir = await mkdtemp(path.join(tmpdir(), "headway-uploads-"));
  const engine = await openEngine({ dataDir });
  onTestFinished(async () => {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const dir = path.join(dataDir, "uploads");
  await mkdir(dir);
  let aheadMs = 0;
  const nowMs = (): number => systemClock.nowMs() + aheadMs;
  const store = createUploadStore({
    uploads: engine.uploads,
    dir,
    limitBytes: 1000,
    quotaBytes: 10_000,
    lifetimeMs: HOUR_MS,
    receivingMs: HOUR_MS,
    clock: { ...systemClock, nowMs },
    ids: systemIds,
  });
  const save = () =>
    store.save({
      owner: "ada",
      filename: "a.wav",
      mediaType: "audio/wav",
      content: Readable.from([Buffer.from("sound")]),
      kind: "stored",
    });
  return { store, dir, engine, save, goBack: (byMs: number) => (aheadMs = -byMs) };
}

it("removes bytes without a record at once, and leaves what has one", async () => {
  const { store, dir, save } = await openStore();
  const { uploadId } = await save();
  await writeFile(path.join(dir, `upload_${"0".repeat(32)}.bin`), "of an interrupted form");
  await writeFile(path.join(dir, "record.json.part"), "{");
  await store.sweep();
  expect(await readdir(dir)).toEqual([`${uploadId}.bin`]);
});

it("removes what has expired", async () => {
  const { store, dir, save, goBack } = await openStore();
  goBack(2 * HOUR_MS);
  const { uploadId } = await save();
  expect(await store.find("ada", uploadId)).toBeNull();
  await store.sweep();
  expect(await readdir(dir)).toEqual([]);
  expect(await store.remove("ada", uploadId)).toBe(false);
});

it("takes over the records that earlier versions kept in files", async () => {
  const { store, dir } = await openStore();
  const uploadId = `upload_${"a".repeat(32)}`;
  const expiresAtMs = systemClock.nowMs() + HOUR_MS;
  const record = { uploadId, owner: "ada", filename: "a", mediaType: "b/c", sizeBytes: 5, sha256: "d", expiresAtMs };
  await writeFile(path.join(dir, `${uploadId}.bin`), "sound");
  await writeFile(path.join(dir, `${uploadId}.json`), JSON.stringify(record));
  await writeFile(path.join(dir, "broken.json"), "{");
  await store.sweep();
  expect(await readdir(dir)).toEqual([`${uploadId}.bin`]);
  expect(await store.find("ada", uploadId)).toMatchObject({ filename: "a", path: path.join(dir, `${uploadId}.bin`) });
});
