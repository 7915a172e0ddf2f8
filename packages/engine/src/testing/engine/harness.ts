import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENDED_STATUSES, HeadwayError } from "@headway-jobs/contract";
import type { JobStatus, JsonObject } from "@headway-jobs/contract";
import { onTestFinished } from "vitest";
import { type ContentFiles, nodeContentFiles } from "../../artifacts/content-files.ts";
import { ContentRemoval } from "../../artifacts/content-removal.ts";
import { createEngine } from "../../assembly/create-engine.ts";
import { migrate } from "../../db/migrate.ts";
import type { Db } from "../../db/port.ts";
import { createInProcessDispatcher } from "../../dispatch/in-process.ts";
import type { Engine, SubmitRequest } from "../../api/engine.ts";
import type { Job, JobEvent } from "../../api/job.ts";
import { DEFAULT_LIMITS, type EngineLimits } from "../../api/limits.ts";
import type { EngineLog, NodeClock } from "../../api/ports.ts";
import { createIds } from "../../api/system.ts";
import type { Workflow } from "../../api/workflow.ts";
import { passThrough } from "../pass-through.ts";
import { watchedFiles } from "../watched-files.ts";
import { createManualClock, type ManualClock } from "../manual-clock.ts";

/** A database that the suite may open again and again. */
export interface TestStore {
  open(): Promise<Db>;
}

export interface EngineSuite {
  readonly name: string;
  /** A new, empty database. */
  readonly createStore: () => Promise<TestStore>;
}

export type TestWorkflow = Workflow<JsonObject>;

export interface HarnessOptions {
  readonly workflow?: TestWorkflow;
  /** The kind that is registered; `video` when absent. */
  readonly kind?: string;
  readonly limits?: Partial<EngineLimits>;
  readonly concurrency?: number;
  readonly timeLimitMs?: number;
  readonly files?: ContentFiles & { readonly isBusy?: boolean };
  readonly timeoutAdvice?: string;
  /** Submit and read only. */
  readonly idle?: boolean;
  /** Other nodes work on its store: its claims are leases. */
  readonly shared?: boolean;
  /** The machine's own clock where it differs from the database's, which is the harness's. */
  readonly nodeClock?: NodeClock;
  /** Another node of this harness: the same database and data directory. */
  readonly besides?: EngineHarness;
}

export const OWNER = "ada";

/** An engine with its store, data directory and clock, all of one test. */
export class EngineHarness {
  readonly store: TestStore;
  readonly dataDir: string;
  readonly clock: ManualClock;
  readonly #options: HarnessOptions;
  #db: SeverableDb;
  engine: Engine;

  constructor(
    parts: { readonly store: TestStore; readonly dataDir: string; readonly clock: ManualClock },
    options: HarnessOptions,
    made: { readonly db: SeverableDb; readonly engine: Engine },
  ) {
    this.store = parts.store;
    this.dataDir = parts.dataDir;
    this.clock = parts.clock;
    this.#options = options;
    this.#db = made.db;
    this.engine = made.engine;
  }

  get db(): Db {
    return this.#db;
  }

  /** The handle itself, for a node that must not crash together with this one. */
  get handle(): Db {
    return this.#db.handle;
  }

  /** How many transactions of the engine could have written so far. */
  get writes(): number {
    return this.#db.writes;
  }

  async submit(request: Partial<SubmitRequest> = {}): Promise<Job> {
    const { job } = await this.engine.submit({
      owner: OWNER,
      kind: this.#options.kind ?? "video",
      input: {},
      ...request,
    });
    return job;
  }

  async job(jobId: string, owner = OWNER): Promise<Job> {
    const job = await this.engine.find(owner, jobId);
    if (job === null) throw new Error(`${jobId} is not there`);
    return job;
  }

  /** The job as soon as an event has brought it into the status. */
  async when(jobId: string, isReached: JobStatus | ((job: Job) => boolean), owner = OWNER): Promise<Job> {
    for (;;) {
      const job = await this.job(jobId, owner);
      if (typeof isReached === "string" ? job.status === isReached : isReached(job)) return job;
      if (ENDED_STATUSES.has(job.status)) throw new Error(`the job ended: ${job.status} ${JSON.stringify(job.error)}`);
      await this.engine.waitForEvent(jobId, job.lastSeq, new AbortController().signal);
    }
  }

  ended(jobId: string, owner = OWNER): Promise<Job> {
    return this.when(jobId, (job) => ENDED_STATUSES.has(job.status), owner);
  }

  async events(jobId: string): Promise<readonly JobEvent[]> {
    return (await this.engine.readEvents(jobId, 0, 1_000_000)).events;
  }

  async types(jobId: string): Promise<readonly string[]> {
    return (await this.events(jobId)).map((event) => event.type);
  }

  /** Files below the data directory's artifacts and scratch, whatever they are called. */
  async files(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const part of ["artifacts", "scratch"]) {
      const entries = await readdir(join(this.dataDir, part), { recursive: true, withFileTypes: true }).catch(() => []);
      found.push(...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
    }
    return found;
  }

  /** The same when the grace of what is referred to by nothing has passed, and a remover (of another node) has been there. */
  async filesAfterGrace(): Promise<readonly string[]> {
    const nowMs = this.clock.nowMs() + DEFAULT_LIMITS.contentGraceMs;
    const removal = new ContentRemoval({
      directory: join(this.dataDir, "artifacts"),
      files: nodeContentFiles,
      db: this.db,
      clock: { ...this.clock, nowMs: () => nowMs },
      ids: createIds(randomBytes),
      log: SILENT,
      graceMs: DEFAULT_LIMITS.contentGraceMs,
    });
    await removal.round();
    return this.files();
  }

  /** The process is gone from one moment to the next: nothing of it reaches the store any more. */
  crash(): void {
    this.#db.sever();
  }

  /** Holds the engine's nth transaction from now on before it begins. */
  delayTransaction(nth: number): { readonly reached: Promise<void>; readonly release: () => void } {
    return this.#db.delayTransaction(nth);
  }

  /** Resolves when so many of the engine's transactions have ended from now on. */
  afterTransactions(count: number): Promise<void> {
    return this.#db.afterTransactions(count);
  }

  /** Starts an engine on what is stored; the one before has crashed or was stopped. */
  async restart(changes: HarnessOptions = {}): Promise<void> {
    const options = { ...this.#options, ...changes };
    const made = await makeEngine(this, options);
    this.#db = made.db;
    this.engine = made.engine;
    if (options.idle !== true) await this.engine.start();
  }
}

export async function openHarness(suite: EngineSuite, options: HarnessOptions = {}): Promise<EngineHarness> {
  const parts = options.besides ?? {
    store: await suite.createStore(),
    dataDir: await temporaryDirectory(),
    clock: createManualClock(),
  };
  const harness = new EngineHarness(parts, options, await makeEngine(parts, options));
  if (options.idle !== true) await harness.engine.start();
  return harness;
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "headway-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const SILENT: EngineLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function makeEngine(
  parts: { readonly store: TestStore; readonly dataDir: string; readonly clock: ManualClock },
  options: HarnessOptions,
): Promise<{ readonly db: SeverableDb; readonly engine: Engine }> {
  // A second node shares the handle, so that notifications reach it on every driver.
  const nowMs = (): number => parts.clock.nowMs();
  const db =
    options.besides === undefined
      ? new SeverableDb(await parts.store.open(), nowMs)
      : new SeverableDb(passThrough(options.besides.handle, { close: async () => undefined }), nowMs);
  // Time passes only when database and disk have nothing to do: a test's seconds are shorter than a round trip.
  parts.clock.watch(() => db.isBusy);
  // Files that a test gives may wait for the test, which may wait for the time.
  const files: HarnessOptions["files"] = options.files ?? watchedFiles(nodeContentFiles);
  parts.clock.watch(() => files.isBusy === true);
  await migrate(db);
  const ids = createIds(randomBytes);
  const engine = await createEngine({
    db,
    dispatcher: createInProcessDispatcher({ log: SILENT }),
    dataDir: parts.dataDir,
    clock: options.nodeClock ?? parts.clock,
    ids,
    log: SILENT,
    limits: options.limits ?? {},
    nodeId: ids.hex(4),
    files,
    ...(options.besides === undefined && options.shared !== true
      ? { exclusive: { acquire: () => ({ release: () => undefined }) } }
      : {}),
  });
  engine.register(options.kind ?? "video", {
    workflow: options.workflow ?? (async () => ({})),
    timeLimitMs: options.timeLimitMs ?? 3_600_000,
    concurrency: options.concurrency ?? 10,
    ...(options.timeoutAdvice === undefined ? {} : { timeoutAdvice: options.timeoutAdvice }),
  });
  onTestFinished(async () => {
    if (!db.isSevered) await engine.stop();
    await db.closeReally();
  });
  return { db, engine };
}

/** A database that can be taken away from an engine as a crash takes the engine away from its database. */
class SeverableDb implements Db {
  readonly #db: Db;
  isSevered = false;
  writes = 0;
  #calls = 0;
  #delays: ((() => Promise<void>) | undefined)[] = [];
  readonly #onTransaction = new Set<() => void>();

  readonly #nowMs: () => number;

  /** The test's clock is the database's, on every driver. */
  constructor(db: Db, nowMs: () => number) {
    this.#db = db;
    this.#nowMs = nowMs;
  }

  nowMs = async (): Promise<number> => {
    this.#assertThere();
    return this.#nowMs();
  };

  get handle(): Db {
    return this.#db;
  }

  get flags(): Db["flags"] {
    return this.#db.flags;
  }

  sever(): void {
    this.isSevered = true;
  }

  get isBusy(): boolean {
    return this.#calls > 0;
  }

  query: Db["query"] = (sql, parameters) => {
    this.#count(sql);
    return this.#call(() => this.#db.query(sql, parameters));
  };

  queryArrays: Db["queryArrays"] = (sql, parameters) => {
    this.#count(sql);
    return this.#call(() => this.#db.queryArrays(sql, parameters));
  };

  insertMany: Db["insertMany"] = (sql, rows) => this.#call(() => this.#db.insertMany(sql, rows));

  #count(sql: string): void {
    if (!/^\s*(select|with)\b/i.test(sql)) this.writes += 1;
  }

  transaction: Db["transaction"] = async (work) => {
    this.writes += 1;
    try {
      return await this.#call(async () => {
        await this.#delays.shift()?.();
        return this.#db.transaction(async (tx) => {
          const result = await work(tx);
          // A transaction under way at the crash is rolled back.
          this.#assertThere();
          return result;
        });
      });
    } finally {
      for (const count of this.#onTransaction) count();
    }
  };

  afterTransactions(count: number): Promise<void> {
    return new Promise<void>((resolve) => {
      let left = count;
      const countDown = (): void => {
        left -= 1;
        if (left > 0) return;
        this.#onTransaction.delete(countDown);
        resolve();
      };
      this.#onTransaction.add(countDown);
    });
  }

  delayTransaction(nth: number): { readonly reached: Promise<void>; readonly release: () => void } {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const undelayed = Array.from({ length: nth - 1 }, () => undefined);
    this.#delays = [...undelayed, () => (reached.resolve(), released.promise)];
    return { reached: reached.promise, release: released.resolve };
  }

  listen: Db["listen"] = (channel, onPayload, onGap) =>
    this.#db.listen(
      channel,
      (payload) => {
        if (!this.isSevered) onPayload(payload);
      },
      onGap,
    );

  async close(): Promise<void> {
    // The engine's stop; the handle itself goes with the test.
  }

  closeReally(): Promise<void> {
    return this.#db.close();
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    this.#assertThere();
    this.#calls += 1;
    try {
      return await call();
    } finally {
      this.#calls -= 1;
    }
  }

  #assertThere(): void {
    if (this.isSevered) throw new HeadwayError("STORE_UNAVAILABLE", "The process has crashed.");
  }
}
