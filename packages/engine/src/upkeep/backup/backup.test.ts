import { createHash } from "node:crypto";
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { ENDED_STATUSES } from "@headway-jobs/contract";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Engine } from "../../api/engine.ts";
import { openEngine } from "../../assembly/open-engine.ts";
import { temporaryDirectory } from "../../testing/engine/harness.ts";
import { backUpStore } from "./back-up.ts";
import { restoreStore } from "./restore.ts";

const OWNER = "ada";
const NOW_MS = Date.UTC(2026, 10, 30);
const YEAR_2100_MS = Date.UTC(2100, 0, 1);
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const pathOf = (sha256: string): string => join("artifacts", sha256.slice(0, 2), sha256);

/** A working server in little, whose jobs keep the text that they are given as a file. */
async function startStore(): Promise<{ dataDir: string; engine: Engine; keep: (text: string) => Promise<string> }> {
  const dataDir = await temporaryDirectory();
  const engine = await openEngine({ dataDir });
  onTestFinished(() => engine.stop());
  engine.register("video", {
    concurrency: 4,
    timeLimitMs: 60_000,
    workflow: async (ctx, input) => {
      await ctx.step("keep", async (step) => {
        const bytes = new TextEncoder().encode((input as { text: string }).text);
        await step.saveArtifact({ name: "text.txt", mediaType: "text/plain", content: { bytes } });
        return null;
      });
      return {};
    },
  });
  await engine.start();
  const keep = async (text: string): Promise<string> => {
    const { job } = await engine.submit({ owner: OWNER, kind: "video", input: { text } });
    while (!ENDED_STATUSES.has((await engine.find(OWNER, job.jobId))?.status ?? "completed")) await turn();
    return job.jobId;
  };
  return { dataDir, engine, keep };
}

/** The job is removed, and its file as the store's upkeep removes it when the grace is over. */
async function removeAtOnce(
  store: { readonly dataDir: string; readonly engine: Engine },
  jobId: string,
  text: string,
): Promise<void> {
  await store.engine.remove(OWNER, jobId);
  await rm(join(store.dataDir, pathOf(hashOf(text))));
}

async function folders(): Promise<{ target: string; dataDir: string }> {
  const folder = await temporaryDirectory();
  return { target: join(folder, "backup"), dataDir: join(folder, "data") };
}

describe("a backup", () => {
  it("is restored to a store that has the same jobs and the same bytes", async () => {
    const store = await startStore();
    const jobId = await store.keep("tides");
    const { target, dataDir } = await folders();
    const summary = await backUpStore({ dataDir: store.dataDir, target, nowMs: NOW_MS });
    expect(summary).toMatchObject({ contents: 1, uploads: 0, lost: [], leftOutSecretKey: false });
    await store.keep("later");
    expect(await restoreStore({ backup: target, dataDir })).toMatchObject({ madeAt: "2026-11-30T00:00:00.000Z" });

    const engine = await openEngine({ dataDir });
    onTestFinished(() => engine.stop());
    const { jobs } = await engine.list({ owner: OWNER, limit: 10 });
    expect(jobs.map((job) => job.jobId)).toEqual([jobId]);
    const [artifact] = await engine.artifacts(jobId);
    expect(await readFile(join(dataDir, pathOf(artifact?.sha256 ?? "")), "utf8")).toBe("tides");
  });

  it("has every file of its jobs while others come and go", async () => {
    const store = await startStore();
    const stop = new AbortController();
    const working = (async () => {
      for (let round = 0; !stop.signal.aborted; round += 1) await store.keep(`round ${round}`);
    })();
    const made: Awaited<ReturnType<typeof folders>>[] = [];
    for (let round = 0; round < 5; round += 1) {
      const place = await folders();
      made.push(place);
      expect((await backUpStore({ dataDir: store.dataDir, target: place.target, nowMs: NOW_MS })).lost).toEqual([]);
    }
    stop.abort();
    await working;
    for (const { target, dataDir } of made) {
      await restoreStore({ backup: target, dataDir });
      const engine = await openEngine({ dataDir });
      const { jobs } = await engine.list({ owner: OWNER, limit: 100 });
      const artifacts = (await Promise.all(jobs.map((job) => engine.artifacts(job.jobId)))).flat();
      for (const { sha256 } of artifacts)
        expect(hashOf(await readFile(join(dataDir, pathOf(sha256)), "utf8"))).toBe(sha256);
      await engine.stop();
    }
  });

  it("has the files of its moment, whatever is removed or made between its stages", async () => {
    const store = await startStore();
    const first = await store.keep("first");
    const { target, dataDir } = await folders();
    const stages: string[] = [];
    let second = "";
    const { lost } = await backUpStore({
      dataDir: store.dataDir,
      target,
      nowMs: NOW_MS,
      async onStage(stage) {
        stages.push(stage);
        // Made after the contents were copied, known to the snapshot, and gone before they are copied again.
        if (stages.length === 1) second = await store.keep("second");
        if (stages.length === 2) await removeAtOnce(store, second, "second");
        // Gone after it was copied and before the snapshot.
        if (stages.length === 3) await removeAtOnce(store, first, "first");
      },
    });
    expect([lost, stages]).toEqual([[], ["contents", "database", "contents", "database"]]);
    await restoreStore({ backup: target, dataDir });
    const engine = await openEngine({ dataDir });
    onTestFinished(() => engine.stop());
    expect((await engine.list({ owner: OWNER, limit: 10 })).jobs).toEqual([]);
  });

  it("tells which files the store itself has lost, and has all others", async () => {
    const store = await startStore();
    for (const text of ["whole", "lost", "damaged"]) await store.keep(text);
    await rm(join(store.dataDir, pathOf(hashOf("lost"))));
    await appendFile(join(store.dataDir, pathOf(hashOf("damaged"))), "!");
    const { target, dataDir } = await folders();
    const { lost, contents } = await backUpStore({ dataDir: store.dataDir, target, nowMs: NOW_MS });
    expect([contents, lost.toSorted()]).toEqual([1, [hashOf("lost"), hashOf("damaged")].toSorted()]);
    await restoreStore({ backup: target, dataDir });
    expect(await readFile(join(dataDir, pathOf(hashOf("whole"))), "utf8")).toBe("whole");
  });

  it.each([
    [false, false],
    [true, true],
  ])("has the secret key only when asked for (%s)", async (withSecretKey, isThere) => {
    const store = await startStore();
    await writeFile(join(store.dataDir, "secret.key"), "key");
    const { target, dataDir } = await folders();
    const { leftOutSecretKey } = await backUpStore({ dataDir: store.dataDir, target, withSecretKey, nowMs: NOW_MS });
    expect(leftOutSecretKey).toBe(!isThere);
    expect((await readdir(target)).includes("secret.key")).toBe(isThere);
    expect((await restoreStore({ backup: target, dataDir })).hasSecretKey).toBe(isThere);
    expect((await readdir(dataDir)).includes("secret.key")).toBe(isThere);
  });

  it("takes uploads that are complete, and no others", async () => {
    const store = await startStore();
    const uploads = join(store.dataDir, "uploads");
    await mkdir(uploads);
    const grant = { neededBytes: 1, wantedBytes: 10, quotaBytes: 1_000 };
    for (const uploadId of ["upload_a", "upload_b", "upload_c"]) {
      const file = { filename: "a.txt", mediaType: "text/plain" };
      await store.engine.uploads.begin({ uploadId, owner: OWNER, ...file, expiresAtMs: YEAR_2100_MS, grant });
      await writeFile(join(uploads, `${uploadId}.bin`), uploadId);
      const written = { sizeBytes: 8, sha256: hashOf(uploadId), expiresAtMs: YEAR_2100_MS };
      if (uploadId !== "upload_b") await store.engine.uploads.finish({ uploadId, kind: "stored", ...written });
    }
    await rm(join(uploads, "upload_c.bin"));
    // As an earlier version kept them.
    for (const name of ["upload_1.json", "upload_1.bin", "upload_2.bin", "upload_3.json.part"])
      await writeFile(join(uploads, name), name);
    const { target, dataDir } = await folders();
    await backUpStore({ dataDir: store.dataDir, target, nowMs: NOW_MS });
    await restoreStore({ backup: target, dataDir });
    expect((await readdir(join(dataDir, "uploads"))).toSorted()).toEqual([
      "upload_1.bin",
      "upload_1.json",
      "upload_a.bin",
    ]);
    const engine = await openEngine({ dataDir });
    onTestFinished(() => engine.stop());
    expect((await engine.uploads.list(OWNER, 10)).map(({ uploadId }) => uploadId)).toEqual(["upload_a"]);
  });

  it("is refused where there is no store, and where something is already", async () => {
    const { target, dataDir } = await folders();
    await expect(backUpStore({ dataDir, target, nowMs: NOW_MS })).rejects.toThrow(/There is no database in/);
    const store = await startStore();
    await mkdir(target);
    await writeFile(join(target, "mine"), "");
    await expect(backUpStore({ dataDir: store.dataDir, target, nowMs: NOW_MS })).rejects.toThrow(/is not empty/);
    expect(await readdir(target)).toEqual(["mine"]);
  });
});

async function backup(): Promise<{ target: string; dataDir: string; content: string; jobId: string }> {
  const store = await startStore();
  const jobId = await store.keep("tides");
  const place = await folders();
  await backUpStore({ dataDir: store.dataDir, target: place.target, nowMs: NOW_MS });
  return { ...place, content: pathOf(hashOf("tides")), jobId };
}

describe("restoring", () => {
  it.each([
    ["a damaged file", (target: string, content: string) => appendFile(join(target, content), "!"), /is damaged/],
    ["a missing file", (target: string, content: string) => rm(join(target, content)), /is missing/],
    ["no list of its files", (target: string) => rm(join(target, "backup.json")), /no complete backup/],
    ["a list that is none", (target: string) => writeFile(join(target, "backup.json"), "{}"), /cannot be read/],
    [
      "a path out of its folder",
      (target: string) =>
        writeFile(
          join(target, "backup.json"),
          JSON.stringify({
            format: 1,
            made_at: "2026-11-30T00:00:00.000Z",
            schema_version: 4,
            files: { "../../x": { size_bytes: 1, sha256: "0" } },
          }),
        ),
      /is no file of a backup/,
    ],
  ])("refuses a backup with %s and leaves the data as they are", async (_what, damage, sentence) => {
    const { target, content } = await backup();
    await damage(target, content);
    const other = await startStore();
    const jobId = await other.keep("mine");
    await other.engine.stop();
    await expect(restoreStore({ backup: target, dataDir: other.dataDir, force: true })).rejects.toThrow(sentence);
    const engine = await openEngine({ dataDir: other.dataDir });
    onTestFinished(() => engine.stop());
    expect(await engine.find(OWNER, jobId)).toMatchObject({ status: "completed" });
    expect(await readFile(join(other.dataDir, pathOf(hashOf("mine"))), "utf8")).toBe("mine");
  });

  it("replaces data only by force, and never under a working server", async () => {
    const { target, content } = await backup();
    const other = await startStore();
    const jobId = await other.keep("mine");
    await expect(restoreStore({ backup: target, dataDir: other.dataDir })).rejects.toThrow(/is not empty; --force/);
    await expect(restoreStore({ backup: target, dataDir: other.dataDir, force: true })).rejects.toMatchObject({
      code: "DATA_IN_USE",
    });
    await other.engine.stop();
    await restoreStore({ backup: target, dataDir: other.dataDir, force: true });
    const engine = await openEngine({ dataDir: other.dataDir });
    onTestFinished(() => engine.stop());
    expect(await engine.find(OWNER, jobId)).toBeNull();
    expect(await readFile(join(other.dataDir, content), "utf8")).toBe("tides");
    expect((await readdir(other.dataDir)).includes(".restoring")).toBe(false);
  });

  it("does not apply the write-ahead log that a killed server left in the data folder", async () => {
    const { target, dataDir, jobId } = await backup();
    const other = await startStore();
    const lostId = await other.keep("mine");
    // The end of a server takes the log into the database file; what a killed one leaves is what lies there while it works.
    for (const suffix of ["", "-wal"])
      await cp(join(other.dataDir, `headway.db${suffix}`), join(dataDir, `headway.db${suffix}`));
    expect((await stat(join(dataDir, "headway.db-wal"))).size).toBeGreaterThan(0);
    await restoreStore({ backup: target, dataDir, force: true });
    const engine = await openEngine({ dataDir });
    onTestFinished(() => engine.stop());
    expect(await engine.find(OWNER, lostId)).toBeNull();
    expect((await engine.list({ owner: OWNER, limit: 10 })).jobs.map((job) => job.jobId)).toEqual([jobId]);
  });
});
