import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../simulation/random.ts";
import { Follower } from "./follower.ts";
import { type RequestLog, submissionOf, submit } from "./load.ts";
import type { PartReport } from "./report.ts";
import { freePort, processesOf, ServerProcess } from "./server-process.ts";

const JOBS_UNDER_WAY = 8;
const READERS_PER_JOB = 2;
const END_LIMIT_MS = 600_000;

interface Entry {
  readonly job_id: string;
  readonly name: string;
  readonly at_ms: number;
}

/** The embedded server under jobs of all four kinds, killed with SIGKILL at random moments. */
export async function tortureByEmbeddedKills(kills: number, seed: string): Promise<PartReport> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-torture-"));
  const run = new EmbeddedRun(dataDir, await freePort(), seed);
  try {
    await run.start();
    await run.kill(kills);
    await run.finish();
    const report = run.report(kills);
    if (report.isClean) await rm(dataDir, { recursive: true, force: true });
    return report;
  } finally {
    await run.dispose();
  }
}

class EmbeddedRun {
  readonly #dataDir: string;
  readonly #server: ServerProcess;
  readonly #random: ReturnType<typeof createRandom>;
  readonly #log: RequestLog = { counts: new Map(), problems: [] };
  readonly #followers: Follower[] = [];
  readonly #reading: Promise<void>[] = [];
  readonly #finishedSteps = new Map<string, number>();
  readonly #stop = new AbortController();
  #submitted = 0;
  #feeding: Promise<void> = Promise.resolve();

  constructor(dataDir: string, port: number, seed: string) {
    this.#dataDir = dataDir;
    this.#random = createRandom(seed);
    this.#server = new ServerProcess({ dataDir, port, settings: { HEADWAY_RATE_LIMIT: "0" } });
  }

  async start(): Promise<void> {
    await this.#server.start();
    this.#feeding = this.#feed();
  }

  async kill(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      await sleep(this.#random.between(100, 1800));
      await this.#server.kill("SIGKILL");
      this.#checkJournal();
      await this.#server.start();
    }
  }

  /** Lets everything come to its end, and looks at what is left. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#feeding;
    const inTime = await Promise.race([
      Promise.all(this.#reading).then(() => true),
      sleep(END_LIMIT_MS, false, { ref: false }),
    ]);
    if (!inTime) this.#log.problems.push("some jobs do not end");
    for (const follower of this.#followers) this.#log.problems.push(...follower.problems);
    await this.#server.kill("SIGTERM");
    this.#checkJournal();
    this.#checkStore();
    await this.#checkRemains();
  }

  report(kills: number): PartReport {
    const { counts, problems } = this.#log;
    const connections = this.#followers.reduce((sum, { connections: made }) => sum + made, 0);
    const answers = [...counts].map(([what, times]) => `${times} × ${what}`).join(" ");
    const shown = problems.slice(0, 20).map((problem) => `${problem} (data: ${this.#dataDir})`);
    const figures = { kills, jobs: this.#submitted, readers: this.#followers.length, connections, answers };
    return { name: "t1", isClean: problems.length === 0, figures, problems: shown };
  }

  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#server.kill("SIGKILL");
  }

  /** Keeps some jobs under way. */
  async #feed(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const underWay = new Set(this.#followers.filter(({ isDone }) => !isDone).map(({ jobId }) => jobId)).size;
      if (underWay >= JOBS_UNDER_WAY) {
        await sleep(50);
        continue;
      }
      const jobId = await submit(() => this.#server.url, submissionOf(this.#submitted), this.#log);
      this.#submitted += 1;
      for (let n = 0; n < READERS_PER_JOB; n += 1) this.#follow(jobId);
    }
  }

  #follow(jobId: string): void {
    const random = this.#random.fork(`${jobId} ${this.#followers.length}`);
    const follower = new Follower({
      urls: [this.#server.url],
      jobId,
      random: random.real,
      longestMs: 1500,
      signal: AbortSignal.timeout(3_600_000),
    });
    this.#followers.push(follower);
    this.#reading.push(follower.run());
  }

  /** A finished step's entry stays as it is: a step that ran again would have another time. */
  #checkJournal(): void {
    const db = new DatabaseSync(join(this.#dataDir, "headway.db"));
    const rows = db
      .prepare(
        "SELECT j.job_id, n.name, n.at_ms FROM journal n JOIN jobs j ON j.job_key = n.job_key WHERE n.kind = 'step'",
      )
      .all() as unknown as readonly Entry[];
    db.close();
    const now = new Map(rows.map((row) => [`${row.job_id} ${row.name}`, row.at_ms]));
    for (const [entry, atMs] of this.#finishedSteps) {
      if (now.get(entry) !== atMs) this.#log.problems.push(`the finished step ${entry} is not what it was`);
    }
    for (const [entry, atMs] of now) this.#finishedSteps.set(entry, atMs);
  }

  #checkStore(): void {
    const db = new DatabaseSync(join(this.#dataDir, "headway.db"));
    const check = JSON.stringify(db.prepare("PRAGMA integrity_check").all());
    if (!check.includes('"ok"')) this.#log.problems.push(`the database is damaged: ${check.slice(0, 200)}`);
    const jobs = db.prepare("SELECT job_id, kind, status, error_code, last_seq FROM jobs").all();
    if (jobs.length !== this.#submitted) this.#log.problems.push(`${jobs.length} jobs for ${this.#submitted} submissions`);
    for (const { job_id: jobId, kind, status, error_code: code, last_seq: lastSeq } of jobs) {
      if (status !== "completed") this.#log.problems.push(`${String(kind)} ${String(jobId)} ended as ${String(status)} ${String(code)}`);
      for (const follower of this.#followers.filter((one) => one.jobId === jobId)) {
        if (follower.seqs.length !== lastSeq)
          this.#log.problems.push(`a reader of ${String(jobId)} saw ${follower.seqs.length} of ${String(lastSeq)} events`);
      }
    }
    db.close();
  }

  async #checkRemains(): Promise<void> {
    const scratch = await readdir(join(this.#dataDir, "scratch"), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = scratch.filter((entry) => entry.isFile());
    if (files.length > 0) this.#log.problems.push(`${files.length} scratch files are left`);
    for (const left of await processesOf(this.#dataDir)) this.#log.problems.push(`a process is left: ${left}`);
  }
}
