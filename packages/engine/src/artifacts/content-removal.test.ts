import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "../db/migrate.ts";
import type { Db } from "../db/port.ts";
import { openSqlite } from "../db/sqlite.ts";
import { upsertArtifacts } from "./artifact-rows.ts";
import { createIds } from "../api/system.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";
import { passThrough } from "../testing/pass-through.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { ArtifactFiles, type HeldContent } from "./artifact-files.ts";
import { type ContentFiles, nodeContentFiles } from "./content-files.ts";
import { ContentRemoval } from "./content-removal.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TEXT = Buffer.from("Hello.");
const SHA256 = createHash("sha256").update(TEXT).digest("hex");
const GRACE_MS = 600_000;

/** A store with one content that nothing refers to any more, and whose grace has passed. */
async function openStore() {
  const directory = await temporaryDirectory();
  const db = await openSqlite({ file: join(await temporaryDirectory(), "headway.db") });
  onTestFinished(() => db.close());
  await migrate(db);
  const clock = createManualClock();
  const node = (files: Partial<ContentFiles> = {}, its: Partial<Db> = {}) => {
    const made = { files: { ...nodeContentFiles, ...files }, db: passThrough(db, its) };
    const parts = { directory, ...made, clock, ids: createIds(randomBytes), log };
    return { files: new ArtifactFiles(parts), removal: new ContentRemoval({ ...parts, graceMs: GRACE_MS }) };
  };
  const path = node().files.path(SHA256);
  const refer = async ({ sizeBytes, sha256, holdId }: HeldContent): Promise<void> => {
    const content = { name: "a", mediaType: "text/plain", sizeBytes, sha256, internal: true, createdAtMs: 0 };
    const artifacts = [{ ...content, holdId, madeBy: null }];
    await db.transaction((tx) => upsertArtifacts(tx, [{ jobKey: 1, owner: "ada", artifacts }], clock.nowMs()));
  };
  const held = await node().files.putBytes(TEXT);
  await node().files.dropHolds([held]);
  await clock.advance(GRACE_MS);
  /** Lets time pass until it is settled. */
  const passing = async <T>(work: Promise<T>): Promise<T> => {
    const over = new AbortController();
    void work.finally(() => over.abort()).catch(() => undefined);
    while (!over.signal.aborted) await clock.advance(1000);
    return work;
  };
  const names = async (): Promise<readonly string[]> =>
    (await readdir(directory, { recursive: true })).filter((name) => name.length > 2);
  return { db, clock, node, path, refer, passing, names };
}

/** A remover's move of the file, held before it happens. */
function suspendedRename() {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const rename: ContentFiles["rename"] = async (from, to) => {
    reached.resolve();
    await released.promise;
    await nodeContentFiles.rename(from, to);
  };
  return { rename, reached: reached.promise, release: released.resolve };
}

const renameAndCrash: ContentFiles["rename"] = async (from, to) => {
  await nodeContentFiles.rename(from, to);
  throw new Error("crashed");
};

it("keeps what was released for the grace, counted from the last release", async () => {
  const { node, clock, names } = await openStore();
  await node().files.dropHolds([await node().files.putBytes(TEXT)]);
  await clock.advance(GRACE_MS - 1);
  await node().removal.round();
  expect(await names()).toHaveLength(1);
  await clock.advance(1);
  await node().removal.round();
  expect(await names()).toEqual([]);
});

it("lets nobody store what is being removed until it is gone", async () => {
  const { node, clock, path, refer, passing } = await openStore();
  const suspended = suspendedRename();
  const round = node({ rename: suspended.rename }).removal.round();
  await suspended.reached;
  let isStored = false;
  const put = node()
    .files.putBytes(TEXT)
    .finally(() => (isStored = true));
  await clock.timer(50);
  await clock.advance(10_000);
  expect(isStored).toBe(false);
  suspended.release();
  await round;
  await refer(await passing(put));
  await node().removal.round();
  expect(await readFile(path, "utf8")).toBe("Hello.");
});

it("puts back what a remover takes away late, after others took it for crashed", async () => {
  const { node, path, refer, passing, names } = await openStore();
  const suspended = suspendedRename();
  const round = node({ rename: suspended.rename }).removal.round();
  await suspended.reached;
  await refer(await passing(node().files.putBytes(TEXT)));
  suspended.release();
  await round;
  expect(await readFile(path, "utf8")).toBe("Hello.");
  expect(await names()).toHaveLength(1);
});

it("goes no further when it was suspended between its mark and the file", async () => {
  const { node, clock, names, db } = await openStore();
  const transaction: Db["transaction"] = async (work) => {
    const result = await db.transaction(work);
    await clock.leap(11_000);
    return result;
  };
  await node({}, { transaction }).removal.round();
  expect(await names()).toHaveLength(1);
  await clock.advance(GRACE_MS);
  await node().removal.round();
  expect(await names()).toEqual([]);
  expect(await db.query("SELECT * FROM contents")).toEqual([]);
});

it("finishes a removal that crashed after the file was moved aside", async () => {
  const { node, clock, names, db } = await openStore();
  await expect(node({ rename: renameAndCrash }).removal.round()).rejects.toThrow("crashed");
  expect(await names()).toEqual([expect.stringMatching(/^\.removed-/)]);
  await clock.advance(GRACE_MS);
  await node().removal.round();
  await node().removal.sweep();
  expect(await names()).toEqual([]);
  expect(await db.query("SELECT * FROM contents")).toEqual([]);
});

it("puts back the only copy of a referenced content that a late remover moved aside before it crashed", async () => {
  const { node, path, refer, passing, names } = await openStore();
  const suspended = suspendedRename();
  const crash: ContentFiles["rename"] = async (from, to) => {
    await suspended.rename(from, to);
    throw new Error("crashed");
  };
  const round = node({ rename: crash }).removal.round();
  const crashed = expect(round).rejects.toThrow("crashed");
  await suspended.reached;
  await refer(await passing(node().files.putBytes(TEXT)));
  suspended.release();
  await crashed;
  await node().removal.sweep();
  expect(await readFile(path, "utf8")).toBe("Hello.");
  expect(await names()).toHaveLength(1);
});

it("refuses to record content whose hold has expired and that was removed meanwhile, so that it is made again", async () => {
  const { node, clock, refer } = await openStore();
  const held = await node().files.putBytes(TEXT);
  await clock.advance(25 * 3_600_000);
  await node().removal.round();
  await clock.advance(GRACE_MS);
  await node().removal.round();
  await expect(refer(held)).rejects.toMatchObject({ code: "CONTENT_GONE", retryable: true });
});
