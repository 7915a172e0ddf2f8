import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TERMINAL_EVENTS } from "@headway-jobs/contract";
import { execa } from "execa";
import { expect, it } from "vitest";
import { openSqlite } from "../db/sqlite.ts";
import { openEngine } from "./open-engine.ts";
import { seededRandom } from "../run/random.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";

const CHILD = fileURLToPath(new URL("../testing/kill-child.ts", import.meta.url));
const SEED = process.env["HEADWAY_KILL_SEED"] ?? "tides";
const KILLS = Number(process.env["HEADWAY_KILLS"] ?? 12);

/** Runs the child until it has said so many lines, then kills it; true when it came to its end before. */
async function runUntilKilled(dataDir: string, lines: number): Promise<boolean> {
  const child = execa(process.execPath, [CHILD, dataDir], { reject: false, buffer: { stdout: false } });
  let said = 0;
  let ended = false;
  for await (const line of createInterface({ input: child.stdout })) {
    said += 1;
    ended ||= line === "all ended";
    if (said >= lines) child.kill("SIGKILL");
  }
  const { stderr, exitCode } = await child;
  expect(stderr).toBe("");
  if (exitCode === 0) expect(ended).toBe(true);
  return ended;
}

async function linesOf(dataDir: string, file: string): Promise<readonly string[]> {
  return (await readFile(join(dataDir, file), "utf8")).split("\n").filter((line) => line !== "");
}

it(`loses, repeats and redoes nothing when it is killed again and again (seed ${SEED})`, async () => {
  const dataDir = await temporaryDirectory();
  const random = seededRandom(SEED);
  let ended = false;
  for (let kill = 0; kill < KILLS && !ended; kill += 1) {
    // One to twelve lines in, or as soon as it runs at all.
    ended = await runUntilKilled(dataDir, 1 + Math.floor(random() * 12));
  }
  while (!ended) ended = await runUntilKilled(dataDir, Number.POSITIVE_INFINITY);

  const finished = new Set<string>();
  for (const line of await linesOf(dataDir, "work.log")) {
    const [what = "", jobId = "", step = ""] = line.split(" ");
    if (what === "finished") finished.add(`${jobId} ${step}`);
    else expect(finished, "a finished step began again").not.toContain(`${jobId} ${step}`);
  }

  const engine = await openEngine({ dataDir });
  const { jobs } = await engine.list({ owner: "ada", limit: 100 });
  const reads = Map.groupBy(await linesOf(dataDir, "reads.log"), (line) => line.split(" ")[0]);
  expect(jobs).toHaveLength(5);
  for (const job of jobs) {
    expect(job).toMatchObject({ status: "completed", progress: 100, metadata: { decided: true } });
    expect(job.result).toMatchObject({ decided: `decision on ${job.jobId}` });
    const { events } = await engine.readEvents(job.jobId, 0, 10_000);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(reads.get(job.jobId)).toEqual(events.map((event) => `${job.jobId} ${event.seq} ${event.type}`));
    const types = events.map((event) => event.type);
    expect(types.filter((type) => TERMINAL_EVENTS.has(type))).toEqual(["job.completed"]);
    const once = ["job.queued", "job.started", "video.opened", "video.approved", "job.warning"];
    expect(types.filter((type) => once.includes(type)).toSorted()).toEqual(once.toSorted());
    expect(types.filter((type) => type === "video.drawn")).toHaveLength(8);
    const artifacts = await engine.artifacts(job.jobId);
    expect(artifacts.map((artifact) => artifact.name).toSorted()).toEqual(
      ["1", "2", "3", "4", "5", "6", "7", "8"].map((n) => `${n}.txt`),
    );
    for (const artifact of artifacts) {
      const content = await readFile(engine.artifactPath(artifact));
      expect(createHash("sha256").update(content).digest("hex")).toBe(artifact.sha256);
      expect(content.byteLength).toBe(artifact.sizeBytes);
    }
  }
  // What was to become true with each completion has, once, whatever was begun again.
  const ends = await engine.documents.findNamed("ada", "ends", "all");
  expect(ends?.value).toEqual(Object.fromEntries(jobs.map(({ jobId }) => [jobId, 1])));
  await engine.stop();
  // Of all months, as one may end meanwhile.
  const db = await openSqlite({ file: join(dataDir, "headway.db") });
  expect(await db.queryArrays("SELECT SUM(used) FROM operations")).toEqual([[80]]);
  await db.close();
}, 180_000);
