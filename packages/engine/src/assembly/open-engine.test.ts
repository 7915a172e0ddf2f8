import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { openEngine } from "./open-engine.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";
import { privatePostgres } from "../testing/postgres.ts";

it("refuses a second server on the same data directory and takes over when the first is gone", async () => {
  const dataDir = await temporaryDirectory();
  const first = await openEngine({ dataDir });
  await first.start();
  const second = await openEngine({ dataDir });
  await expect(second.start()).rejects.toMatchObject({ code: "DATA_IN_USE" });
  await first.stop();
  await second.start();
  await second.stop();
});

it("takes over from a server in another process that was killed", async () => {
  const dataDir = await temporaryDirectory();
  const script = fileURLToPath(new URL("../testing/kill-child.ts", import.meta.url));
  const child = execa(process.execPath, [script, dataDir], { reject: false, buffer: false });
  // It has a running server as soon as it says something.
  for await (const _ of createInterface({ input: child.stdout })) break;
  const engine = await openEngine({ dataDir });
  onTestFinished(() => engine.stop());
  await expect(engine.start()).rejects.toMatchObject({ code: "DATA_IN_USE" });
  child.kill("SIGKILL");
  await child;
  await engine.start();
});

it("lets a tool read and make keys beside a running server", async () => {
  const dataDir = await temporaryDirectory();
  const server = await openEngine({ dataDir });
  await server.start();
  const tool = await openEngine({ dataDir });
  const { key, keyId } = await tool.keys.create("ada");
  expect(await server.keys.verify(key)).toMatchObject({ owner: "ada", keyId });
  const { job } = await server.submit({ owner: "ada", kind: "video", input: {} });
  expect((await tool.find("ada", job.jobId))?.jobId).toBe(job.jobId);
  expect(await tool.cancel("ada", job.jobId)).toMatchObject({ status: "cancelled" });
  await tool.stop();
  expect(await server.find("ada", job.jobId)).toMatchObject({ status: "cancelled" });
  await server.stop();
});

it("says of a file that is no database that it is none", async () => {
  const dataDir = await temporaryDirectory();
  await writeFile(join(dataDir, "headway.db"), "no database ".repeat(1_000));
  await expect(openEngine({ dataDir })).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
});

it("opens PostgreSQL when there is a URL, with any number of servers", async () => {
  const { url } = await privatePostgres();
  const engines = await Promise.all(
    [1, 2].map(async () => openEngine({ databaseUrl: url, dataDir: await temporaryDirectory() })),
  );
  for (const engine of engines) {
    engine.register("video", { workflow: async () => ({ ran: true }), timeLimitMs: 60_000, concurrency: 1 });
    await engine.start();
  }
  const [first, second] = engines;
  const submitted = await first?.submit({ owner: "ada", kind: "video", input: {} });
  const jobId = submitted?.job.jobId ?? "";
  await second?.waitForEvent(jobId, 2, new AbortController().signal);
  expect((await second?.find("ada", jobId))?.result).toEqual({ ran: true });
  for (const engine of engines) await engine.stop();
});
