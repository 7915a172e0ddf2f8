import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../simulation/random.ts";
import type { PartReport } from "./report.ts";
import { freePort, processesOf, ServerProcess } from "./server-process.ts";
import { Workload } from "./workload.ts";

interface Sample {
  readonly minute: number;
  readonly rssBytes: number;
  readonly walBytes: number;
  readonly fileDescriptors: number;
  readonly scratchFiles: number;
  readonly processes: number;
  readonly jobs: number;
}

const SAMPLE_EVERY_MS = 60_000;
/** How much the last third may lie above the second: growth that continues is more. */
const GROWTH = { rssBytes: 1.15, walBytes: 1.5, fileDescriptors: 1.3, scratchFiles: 2, processes: 2 } as const;
/** What is no growth, whatever its share. */
const SLACK = { rssBytes: 40e6, walBytes: 20e6, fileDescriptors: 20, scratchFiles: 40, processes: 8 } as const;

/** Jobs of all kinds at a modest rate for long; what the server uses is written down each minute and must stay flat. */
export async function soak(minutes: number, seed: string): Promise<PartReport> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-soak-"));
  const server = new ServerProcess({ dataDir, port: await freePort() });
  const random = createRandom(seed);
  const workload = new Workload({ urls: [server.url], random, jobsUnderWay: 4, readersPerJob: 2, pauseMs: 6000 });
  const samples: Sample[] = [];
  try {
    await server.start();
    workload.start();
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(SAMPLE_EVERY_MS);
      samples.push(await sampleOf(server, dataDir, { minute, jobs: Number(workload.figures["jobs"]) }));
    }
    await workload.finish();
    await server.kill("SIGTERM");
    const left = (await processesOf(dataDir)).map((process) => `a process is left: ${process}`);
    const file = join(tmpdir(), `headway-soak-${Date.now()}.json`);
    await writeFile(file, JSON.stringify(samples, null, 1));
    const problems = [...workload.log.problems.slice(0, 20), ...growth(samples), ...left];
    return {
      name: "soak",
      isClean: problems.length === 0,
      figures: { minutes, ...workload.figures, samples: file },
      problems,
    };
  } finally {
    workload.abandon();
    await server.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function sampleOf(
  server: ServerProcess,
  dataDir: string,
  known: { readonly minute: number; readonly jobs: number },
): Promise<Sample> {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8").catch(() => "");
  const wal = await stat(join(dataDir, "headway.db-wal")).catch(() => ({ size: 0 }));
  const scratch = await readdir(join(dataDir, "scratch"), { recursive: true }).catch(() => []);
  return {
    ...known,
    rssBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024,
    walBytes: wal.size,
    fileDescriptors: (await readdir(`/proc/${server.pid}/fd`).catch(() => [])).length,
    scratchFiles: scratch.length,
    processes: (await processesOf(dataDir)).length,
  };
}

function growth(samples: readonly Sample[]): string[] {
  const third = Math.floor(samples.length / 3);
  if (third < 2) return [];
  return (Object.keys(GROWTH) as (keyof typeof GROWTH)[]).flatMap((name) => {
    const before = median(samples.slice(third, 2 * third).map((sample) => sample[name]));
    const after = median(samples.slice(2 * third).map((sample) => sample[name]));
    if (after <= Math.max(before * GROWTH[name], before + SLACK[name])) return [];
    return [`${name} grew from ${before} to ${after}`];
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
