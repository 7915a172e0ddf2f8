import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPostgres } from "../../packages/engine/src/db/postgres.ts";
import { createRandom, type Random } from "../simulation/random.ts";
import type { PartReport } from "./report.ts";
import { freePort, processesOf, ServerProcess } from "./server-process.ts";
import { type EndedJob, Workload } from "./workload.ts";

export interface ClusterOptions {
  readonly databaseUrl: string;
  readonly seed: string;
  readonly nodes: number;
}

/** Several servers on one PostgreSQL and one data folder, under jobs of all four kinds. */
export class ClusterRun {
  readonly random: Random;
  readonly servers: readonly ServerProcess[];
  readonly #databaseUrl: string;
  readonly #dataDir: string;
  readonly #workload: Workload;

  private constructor(options: ClusterOptions, dataDir: string, ports: readonly number[]) {
    const { databaseUrl, seed } = options;
    this.random = createRandom(seed);
    this.#databaseUrl = databaseUrl;
    this.#dataDir = dataDir;
    this.servers = ports.map((port) => new ServerProcess({ dataDir, port, databaseUrl }));
    const urls = this.servers.map(({ url }) => url);
    this.#workload = new Workload({ urls, random: this.random.fork("load"), jobsUnderWay: 8, readersPerJob: 3 });
  }

  static async start(options: ClusterOptions): Promise<ClusterRun> {
    const dataDir = await mkdtemp(join(tmpdir(), "headway-torture-"));
    const ports = [];
    for (let n = 0; n < options.nodes; n += 1) ports.push(await freePort());
    const run = new ClusterRun(options, dataDir, ports);
    for (const server of run.servers) await server.start();
    run.#workload.start();
    return run;
  }

  /** Kills one server a second, each of which starts again at once. */
  async killFor(durationMs: number): Promise<number> {
    const untilMs = performance.now() + durationMs;
    let kills = 0;
    while (performance.now() < untilMs) {
      await sleep(1000);
      const server = this.random.pick(this.servers);
      if (!server.isRunning) continue;
      await server.kill("SIGKILL");
      kills += 1;
      server.start().catch((error: unknown) => void this.#workload.log.problems.push(String(error)));
    }
    return kills;
  }

  pause(forMs: number): Promise<void> {
    return sleep(forMs);
  }

  /** Suspends one server at a time for longer than its claims hold. */
  async suspend(times: number, forMs: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      const server = this.random.pick(this.servers);
      server.suspend();
      await sleep(forMs);
      server.resume();
      await sleep(2000);
    }
  }

  async finish(name: string, figures: PartReport["figures"]): Promise<PartReport> {
    for (const server of this.servers) if (!server.isRunning) await server.start();
    await this.#workload.finish();
    const db = await openPostgres({ url: this.#databaseUrl });
    this.#workload.check(
      (await db.query(
        `SELECT job_id AS "jobId", kind, status, error_code AS code, last_seq AS "lastSeq" FROM jobs`,
      )) as unknown as readonly EndedJob[],
    );
    await db.close();
    for (const server of this.servers) await server.kill("SIGTERM");
    const { log } = this.#workload;
    for (const left of await processesOf(this.#dataDir)) log.problems.push(`a process is left: ${left}`);
    const problems = log.problems.slice(0, 20).map((problem) => `${problem} (data: ${this.#dataDir})`);
    if (problems.length === 0) await rm(this.#dataDir, { recursive: true, force: true });
    return { name, isClean: problems.length === 0, figures: { ...figures, ...this.#workload.figures }, problems };
  }

  async dispose(): Promise<void> {
    this.#workload.abandon();
    for (const server of this.servers) await server.kill("SIGKILL");
  }
}
