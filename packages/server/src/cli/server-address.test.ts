import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { readAddresses, writeAddress } from "./server-address.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headway-address-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
});

async function leave(name: string, content: string, writtenAt = new Date()): Promise<void> {
  await mkdir(join(dataDir, "servers"), { recursive: true });
  const file = join(dataDir, "servers", name);
  await writeFile(file, content);
  await utimes(file, writtenAt, writtenAt);
}

it("finds every server of a shared folder, and no longer one that has stopped", async () => {
  expect(await readAddresses(dataDir)).toEqual([]);
  const stopFirst = await writeAddress(dataDir, "http://127.0.0.1:1001");
  const stopSecond = await writeAddress(dataDir, "http://127.0.0.1:1002");
  expect((await readAddresses(dataDir)).toSorted()).toEqual(["http://127.0.0.1:1001", "http://127.0.0.1:1002"]);
  await stopSecond();
  expect(await readAddresses(dataDir)).toEqual(["http://127.0.0.1:1001"]);
  await stopFirst();
  expect(await readAddresses(dataDir)).toEqual([]);
});

it("forgets a killed server of this machine and keeps another machine's, the newest first", async () => {
  const { pid } = spawnSync("true");
  await leave("killed.json", JSON.stringify({ url: "http://127.0.0.1:1", host: hostname(), pid }));
  await leave("far.json", JSON.stringify({ url: "http://10.0.0.2:8787", host: "far", pid: 1 }), new Date(1000));
  await leave("half.json", `{"url": "http:`);
  await writeAddress(dataDir, "http://127.0.0.1:2");
  expect(await readAddresses(dataDir)).toEqual(["http://127.0.0.1:2", "http://10.0.0.2:8787"]);
  expect(await readdir(join(dataDir, "servers"))).not.toContain("killed.json");
});
