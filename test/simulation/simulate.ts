import { createHash } from "node:crypto";
import type { EngineLimits } from "@headway-jobs/engine";
import { Hub } from "../../packages/server/src/http/sse/hub.ts";
import { JobClient } from "./clients.ts";
import { Cluster } from "./cluster.ts";
import { SimulatedDatabase } from "./database.ts";
import { Disk } from "./disk.ts";
import { calmDown, type Fault, lineFaults, scheduleFaults, skewsMs } from "./faults.ts";
import { checkFinalState, FIRST_CREDITS } from "./final-checks.ts";
import { Inspector } from "./inspector.ts";
import { unmountAll } from "./mounts.ts";
import type { Tampering } from "./node-db.ts";
import { interposeImmediates, type NodeProcess, restoreImmediates } from "./node-process.ts";
import { PageClient } from "./page-client.ts";
import { type JobPlan, OWNERS, planJobs } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";
import { Schedule } from "./schedule.ts";
import { StreamClient, type StreamHub } from "./stream-client.ts";

/** Parts of the product that a test replaces by faulty ones, to see whether the simulation finds them. */
/** What a world has more of than others. */
export type Focus = "readers" | "contents" | "poison" | "lostCommits";

export interface Variants {
  readonly createHub?: (node: NodeProcess) => StreamHub;
  readonly tamper?: Tampering;
  readonly limits?: Partial<EngineLimits>;
}

export interface SimulationOptions {
  readonly seed: string;
  /** Path of an empty migrated database. */
  readonly template: string;
  /** Faults that this world does not have. */
  readonly without?: ReadonlySet<Fault>;
  readonly variants?: Variants;
  readonly focus?: Focus;
}

export interface SimulationReport {
  readonly seed: string;
  readonly failure: string | null;
  /** Equal for equal runs. */
  readonly digest: string;
  readonly trace: readonly string[];
  readonly steps: number;
  readonly simulatedMs: number;
  readonly jobs: number;
  readonly connections: number;
}

const LEASE_MS = 3000;
const LONG_SHARE = 0.04;
/** Of owners whose page is open. */
const PAGE_SHARE = 0.4;
const CLOCK_SET_EVERY_MS = 700;
const CLOCK_SET_BY_MS = 61_000;
/** Must be longer than the work of a commit takes; the product's own is minutes. */
const CONTENT_GRACE_MS = 1500;
/** With this focus: of the commits whose answer is lost, and of the readers' connections that are kept. */
const LOST_COMMIT_SHARE = 0.2;
const KEPT_SHARE = 0.9;
const LONGEST_CALM_MS = 240_000;

/** Simulates one world, the same for the same seed and options. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  interposeImmediates();
  const world = new World(options);
  try {
    await world.run();
    return world.report();
  } finally {
    world.dispose();
    restoreImmediates();
  }
}

class World {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #schedule = new Schedule();
  readonly #database: SimulatedDatabase;
  readonly #disk: Disk;
  readonly #inspector: Inspector;
  readonly #cluster: Cluster;
  readonly #clients: readonly JobClient[];
  readonly #readers: StreamClient[] = [];
  readonly #pages: readonly PageClient[];
  readonly #faults: ReturnType<typeof lineFaults>;
  readonly #isExclusive: boolean;
  readonly #hasPoison: boolean;
  /** Long enough for what happens once a minute. */
  readonly #isLong: boolean;
  /** When the faults end. */
  readonly #untilMs: number;
  #isCalm = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed);
    this.#isExclusive = this.#random.chance(0.35);
    this.#isLong = this.#random.chance(LONG_SHARE);
    this.#untilMs = this.#isLong ? this.#random.between(130_000, 200_000) : this.#random.between(3000, 15_000);
    const isPoisoned = this.#random.chance(0.15) || options.focus === "poison";
    this.#hasPoison = this.#isOn("poison") && isPoisoned;
    this.#database = new SimulatedDatabase(this.#schedule, options.template);
    this.#disk = new Disk(this.#schedule);
    this.#faults = lineFaults(this.#random.fork("line"), (fault) => this.#isOn(fault));
    if (options.focus === "lostCommits" && this.#isOn("failing")) this.#faults.lostCommits = LOST_COMMIT_SHARE;
    this.#inspector = new Inspector({
      schedule: this.#schedule,
      database: this.#database,
      disk: this.#disk,
      leaseMs: LEASE_MS,
      isExclusive: this.#isExclusive,
      kills: (node) => this.#cluster.crashProcess(node, 200),
    });
    this.#cluster = this.#createCluster();
    this.#clients = this.#createClients();
    this.#pages = this.#createPages();
  }

  async run(): Promise<void> {
    const schedule = this.#schedule;
    this.#seedOwners();
    for (const machine of this.#cluster.machines) this.#cluster.boot(machine);
    const untilMs = this.#untilMs;
    // A world with a poisonous job has no other faults that take processes down: who is guilty must be plain.
    const isOn = (fault: Fault): boolean => this.#isOn(fault) && !(this.#hasPoison && fault !== "skew");
    const leaseMs = LEASE_MS;
    const { database, cluster } = { database: this.#database, cluster: this.#cluster };
    scheduleFaults({ schedule, random: this.#random.fork("faults"), cluster, database, isOn, untilMs, leaseMs });
    if (this.#options.focus === "contents") this.#setClocks();
    await schedule.run(() => false, untilMs);
    if (schedule.failure !== undefined) return;
    schedule.note("calm");
    this.#isCalm = true;
    calmDown(cluster, database, this.#faults);
    await this.#settle(untilMs + LONGEST_CALM_MS);
  }

  report(): SimulationReport {
    const { failure, steps, nowMs, trace } = this.#schedule;
    return {
      seed: this.#options.seed,
      failure: failure?.message ?? null,
      digest: this.#schedule.digest(),
      trace,
      steps,
      simulatedMs: Math.round(nowMs),
      jobs: this.#clients.length,
      connections: [...this.#readers, ...this.#pages].reduce((sum, reader) => sum + reader.connections, 0),
    };
  }

  dispose(): void {
    for (const { process } of this.#cluster.machines) process?.kill();
    unmountAll();
    this.#database.close();
  }

  async #settle(limitMs: number): Promise<void> {
    const schedule = this.#schedule;
    const isInTime = await schedule.run(() => this.#isAtRest(), limitMs);
    if (schedule.failure !== undefined) return;
    if (!isInTime) {
      schedule.fail(`not at rest long after the last fault: ${this.#restless()}`);
      return;
    }
    for (const page of this.#pages) page.close();
    let isClosed = false;
    this.#cluster.close().then(
      () => (isClosed = true),
      (error: unknown) => schedule.fail(`a node cannot stop: ${String(error)}`),
    );
    if (!(await schedule.run(() => isClosed, schedule.nowMs + 60_000))) schedule.fail("the nodes do not stop");
    if (schedule.failure !== undefined) return;
    checkFinalState({
      schedule,
      database: this.#database,
      disk: this.#disk,
      clients: this.#clients,
      readers: this.#readers,
      isExclusive: this.#isExclusive,
    });
  }

  /** The database's clock is set forward again and again, so that what happens once a minute happens all the time. */
  #setClocks(): void {
    this.#schedule.after(CLOCK_SET_EVERY_MS, "the database's clock is set", () => {
      this.#database.skewMs += CLOCK_SET_BY_MS;
      if (!this.#isCalm) this.#setClocks();
    });
  }

  #isOn(fault: Fault): boolean {
    return this.#options.without?.has(fault) !== true;
  }

  #createCluster(): Cluster {
    const random = this.#random.fork("cluster");
    const count = this.#isExclusive ? 1 : 2 + random.int(2);
    return new Cluster({
      schedule: this.#schedule,
      random,
      database: this.#database,
      disk: this.#disk,
      lineFaults: this.#faults,
      limits: {
        contentGraceMs: CONTENT_GRACE_MS,
        leaseMs: LEASE_MS,
        abortGraceMs: 400,
        stalledClaims: this.#hasPoison ? 5 : 1000,
        ...this.#options.variants?.limits,
      },
      isExclusive: this.#isExclusive,
      concurrency: random.pick([1, 2, 8]),
      skewsMs: skewsMs(random.fork("skew"), count, this.#isOn("skew") && !this.#isExclusive),
      witness: () => this.#inspector,
      tamper: this.#options.variants?.tamper,
      createHub:
        this.#options.variants?.createHub ??
        ((node) => new Hub({ clock: node.clock, log: node.log, random: () => 0.5 })),
    });
  }

  #createClients(): readonly JobClient[] {
    const random = this.#random.fork("jobs");
    const plans = planJobs(random, {
      jobs: 2 + random.int(this.#isLong ? 20 : 7),
      poison: this.#hasPoison,
      lastSubmitMs: this.#isLong || this.#options.focus === "contents" ? this.#untilMs * 0.9 : random.pick([500, 8000]),
      contents: this.#options.focus === "contents" ? random.pick([1, 2]) : random.pick([1, 2, 8]),
      removed: this.#options.focus === "contents" ? 1 : 0.15,
      readers: this.#options.focus === "readers" || this.#options.focus === "lostCommits" ? 8 : 4,
    });
    const parts = {
      schedule: this.#schedule,
      cluster: this.#cluster,
      disk: this.#disk,
      onSubmitted: (plan: JobPlan, jobId: string) => this.#addReaders(plan, jobId),
    };
    return plans.map((plan) => new JobClient(plan, { ...parts, random: random.fork(`client ${plan.number}`) }));
  }

  #createPages(): readonly PageClient[] {
    // A faulty hub knows readers of one log only.
    if (this.#options.variants?.createHub !== undefined) return [];
    const owners = OWNERS.filter((owner) => this.#random.fork(`has page ${owner}`).chance(PAGE_SHARE));
    return owners.map((owner) => {
      const random = this.#random.fork(`page ${owner}`);
      return new PageClient({
        owner,
        key: keyOf(owner),
        schedule: this.#schedule,
        random,
        edge: () => this.#cluster.edge(random),
        committedSeq: (jobId) => this.#inspector.committedSeq(jobId),
        isCalm: () => this.#isCalm,
      });
    });
  }

  #addReaders(plan: JobPlan, jobId: string): void {
    const page = plan.isRemoved ? undefined : this.#pages.find(({ owner }) => owner === plan.owner);
    if (plan.readers > 0) page?.follow(jobId);
    for (let n = 0; n < (plan.isRemoved ? 0 : plan.readers); n += 1) {
      const name = `reader ${plan.number}.${n}`;
      const random = this.#random.fork(name);
      const reader = new StreamClient({
        name,
        jobId,
        owner: plan.owner,
        schedule: this.#schedule,
        random,
        edge: () => this.#cluster.edge(random),
        committedSeq: () => this.#inspector.committedSeq(jobId),
        isCalm: () => this.#isCalm,
        keptShare: this.#options.focus === "lostCommits" ? KEPT_SHARE : 0,
      });
      this.#readers.push(reader);
    }
  }

  #seedOwners(): void {
    this.#database.seedRows(
      OWNERS.flatMap((owner) => [
        ["INSERT INTO owners (owner, change_no, credits) VALUES (?, 0, ?)", [owner, FIRST_CREDITS]] as const,
        [
          "INSERT INTO api_keys (key_id, key_hash, owner, created_at_ms, scopes) VALUES (?, ?, ?, 0, 'read')",
          [`key of ${owner}`, createHash("sha256").update(keyOf(owner)).digest("hex"), owner],
        ] as const,
      ]),
    );
  }

  #isAtRest(): boolean {
    return this.#restless() === "";
  }

  #restless(): string {
    const submitting = this.#clients.find(({ jobId }) => jobId === null);
    if (submitting !== undefined) return `job ${submitting.plan.number} is not submitted`;
    const removing = this.#clients.find(({ plan, isRemoved }) => plan.isRemoved && !isRemoved);
    const reading = this.#readers.find(({ isDone }) => !isDone);
    const [row] = this.#database.committed<{ job_id: string; run_state: string }>(
      "SELECT job_id, run_state FROM jobs WHERE run_state NOT IN ('ended', 'removed') LIMIT 1",
    );
    if (row !== undefined) return `${row.job_id} is ${row.run_state}`;
    if (removing !== undefined) return `job ${removing.plan.number} is not removed`;
    if (reading !== undefined) return `${reading.name} has ${reading.cursor} events and waits`;
    return this.#pages.map((page) => this.#missingOn(page)).find((missing) => missing !== "") ?? "";
  }

  #missingOn(page: PageClient): string {
    const jobs = this.#database.committed<{ job_id: string; status: string }>(
      "SELECT job_id, status FROM jobs WHERE owner = ? AND run_state <> 'removed'",
      page.owner,
    );
    return page.missing(jobs);
  }
}

/** An API key that the simulated database knows. */
function keyOf(owner: string): string {
  return `sk_${createHash("sha256").update(owner).digest("hex").slice(0, 32)}`;
}
