import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../simulation/random.ts";
import type { PartReport } from "./report.ts";
import { freePort, processesOf, ServerProcess } from "./server-process.ts";
import { type EndedJob, Workload } from "./workload.ts";

/** The embedded server under jobs of all four kinds, killed with SIGKILL at random moments. */
export async function tortureByEmbeddedKills(kills: number, seed: string): Promise<PartReport> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-torture-"));
  const run = new EmbeddedRun(dataDir, await freePort(), createRandom(seed));
  try {
    await run.kill(kills);
    const report = { name: "t1", ...(await run.finish(kills)) };
    if (report.isClean) await rm(dataDir, { recursive: true, force: true });
    return report;
  } finally {
    await run.dispose();
  }
}

class EmbeddedRun {
  readonly #dataDir: string;
  readonly #server: ServerProcess;
  readonly #random: Random;
  readonly #workload: Workload;
  readonly #finishedSteps = new Map<string, number>();

  constructor(dataDir: string, port: number, random: Random) {
    this.#dataDir = dataDir;
    this.#random = random;
    this.#server = new ServerProcess({ dataDir, port });
    this.#workload = new Workload({ urls: [this.#server.url], random, jobsUnderWay: 8, readersPerJob: 2 });
  }

  async kill(times: number): Promise<void> {
    await this.#server.start();
    this.#workload.start();
    for (let n = 0; n < times; n += 1) {
      await sleep(this.#random.between(100, 1800));
      await this.#server.kill("SIGKILL");
      this.#checkJournal();
      await this.#server.start();
    }
  }

  /** Lets everything come to its end, and looks at what is left. */
  async finish(kills: number): Promise<Omit<PartReport, "name">> {
    await this.#workload.finish();
    await this.#server.kill("SIGTERM");
    this.#checkJournal();
    this.#checkStore();
    await this.#checkRemains();
    const { log, figures } = this.#workload;
    const problems = log.problems.slice(0, 20).map((problem) => `${problem} (data: ${this.#dataDir})`);
    return { isClean: problems.length === 0, figures: { kills, ...figures }, problems };
  }

  async dispose(): Promise<void> {
    this.#workload.abandon();
    await this.#server.kill("SIGKILL");
  }

  /** A finished step's entry stays as it is: a step that ran again would have another time. */
  #checkJournal(): void {
    const rows = this.#query(
      "SELECT j.job_id, n.name, n.at_ms FROM journal n JOIN jobs j ON j.job_key = n.job_key WHERE n.kind = 'step'",
    ) as readonly { readonly job_id: string; readonly name: string; readonly at_ms: number }[];
    const now = new Map(rows.map((row) => [`${row.job_id} ${row.name}`, row.at_ms]));
    for (const [entry, atMs] of this.#finishedSteps) {
      if (now.get(entry) !== atMs) this.#workload.log.problems.push(`the finished step ${entry} is not what it was`);
    }
    for (const [entry, atMs] of now) this.#finishedSteps.set(entry, atMs);
  }

  #checkStore(): void {
    const integrity = JSON.stringify(this.#query("PRAGMA integrity_check"));
    if (!integrity.includes('"ok"')) this.#workload.log.problems.push(`the database is damaged: ${integrity}`);
    this.#workload.check(
      this.#query(
        `SELECT job_id AS "jobId", kind, status, error_code AS code, last_seq AS "lastSeq" FROM jobs`,
      ) as readonly EndedJob[],
    );
  }

  async #checkRemains(): Promise<void> {
    const { problems } = this.#workload.log;
    const folder = join(this.#dataDir, "scratch");
    const scratch = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = scratch.filter((entry) => entry.isFile());
    if (files.length > 0) problems.push(`${files.length} scratch files are left`);
    for (const left of await processesOf(this.#dataDir)) problems.push(`a process is left: ${left}`);
  }

  #query(sql: string): readonly unknown[] {
    const db = new DatabaseSync(join(this.#dataDir, "headway.db"));
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  }
}
