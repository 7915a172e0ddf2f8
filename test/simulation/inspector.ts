import type { SimulatedDatabase } from "./database.ts";
import type { Disk } from "./disk.ts";
import type { NodeProcess } from "./node-process.ts";
import type { Schedule } from "./schedule.ts";
import type { StepResult, Witness } from "./workflow.ts";

type JobRow = {
  readonly job_key: number;
  readonly job_id: string;
  readonly status: string;
  readonly run_state: string;
  readonly epoch: number;
  readonly last_seq: number;
  readonly claim_worker: string | null;
  readonly claim_expires_at_ms: number | null;
};

export interface InspectorParts {
  readonly schedule: Schedule;
  readonly database: SimulatedDatabase;
  readonly disk: Disk;
  readonly leaseMs: number;
  /** At the start of the only node of a store every claim is a dead one. */
  readonly isExclusive: boolean;
  readonly kills: (node: NodeProcess) => void;
}

/** A node knows the database's time only as exactly as the database answers fast. */
const CLOCK_ERROR_MS = 1500;
const SELECT_JOBS = `SELECT job_key, job_id, status, run_state, epoch, last_seq, claim_worker, claim_expires_at_ms FROM jobs`;
const SELECT_NEW_EVENTS = "SELECT seq, type, data FROM events WHERE job_key = ? AND seq > ? ORDER BY seq";
const SELECT_LOST = "SELECT DISTINCT a.sha256, j.job_id FROM artifacts a JOIN jobs j ON j.job_key = a.job_key";

/** Holds every commit, and everything a workflow is told, against what the engine promises. */
export class Inspector implements Witness {
  readonly #parts: InspectorParts;
  readonly #jobs = new Map<string, JobRow>();
  readonly #results = new Map<string, string>();
  readonly #taken = new Map<string, number>();
  readonly #terminal = new Map<string, string>();
  readonly began = new Map<string, number>();

  constructor(parts: InspectorParts) {
    this.#parts = parts;
    parts.database.onCommit = (writer) => this.#checkCommit(writer);
    parts.disk.onRemove = (path) => this.#checkRemoval(path);
  }

  committedSeq(jobId: string): number {
    return this.#jobs.get(jobId)?.last_seq ?? 0;
  }

  stepBegins(jobId: string, step: string, node: NodeProcess): void {
    this.#parts.schedule.note(`${node.name} begins step ${step} of ${jobId}`);
    this.began.set(`${jobId} ${step}`, (this.began.get(`${jobId} ${step}`) ?? 0) + 1);
    const rows = this.#parts.database.committed<{ claim_worker: string | null }>(
      `SELECT j.claim_worker FROM journal n JOIN jobs j ON j.job_key = n.job_key
       WHERE j.job_id = ? AND n.name = ? AND n.error_code IS NULL`,
      jobId,
      `step:${step}`,
    );
    // A process that has lost its claim without knowing may begin; nothing that it makes will count.
    if (rows[0]?.claim_worker !== node.name) return;
    this.#parts.schedule.fail(`${node.name} runs step ${step} of ${jobId} again although its result is journaled`);
  }

  stepReturned(jobId: string, step: string, { token }: StepResult): void {
    this.#agree(`step ${step} of ${jobId}`, token);
    const rows = this.#parts.database.committed(
      "SELECT n.result FROM journal n JOIN jobs j ON j.job_key = n.job_key WHERE j.job_id = ? AND n.name = ?",
      jobId,
      `step:${step}`,
    );
    const stored = rows[0]?.["result"];
    const isRemoved = !this.#parts.database.committed("SELECT 1 AS one FROM jobs WHERE job_id = ?", jobId).length;
    if (isRemoved || (typeof stored === "string" && stored.includes(token))) return;
    this.#parts.schedule.fail(`the workflow of ${jobId} continues with a result of step ${step} that is not journaled`);
  }

  signalTaken(jobId: string, wait: number, value: unknown): void {
    this.#agree(`wait ${wait} of ${jobId}`, String(value));
    if (value === "timeout") return;
    const key = `${jobId} signal ${String(value)}`;
    const before = this.#taken.get(key);
    this.#taken.set(key, wait);
    if (before !== undefined && before !== wait)
      this.#parts.schedule.fail(`signal ${String(value)} of ${jobId} is taken by wait ${before} and by wait ${wait}`);
  }

  kills(node: NodeProcess): void {
    this.#parts.kills(node);
  }

  #agree(what: string, value: string): void {
    const before = this.#results.get(what);
    if (before === undefined) this.#results.set(what, value);
    else if (before !== value) this.#parts.schedule.fail(`${what} had the result ${before} and has ${value} now`);
  }

  #checkCommit(writer: NodeProcess): void {
    const rows = this.#parts.database.committed<JobRow>(SELECT_JOBS);
    for (const row of rows) {
      const before = this.#jobs.get(row.job_id);
      if (before === undefined || !isSame(before, row)) this.#checkJob(row, before, writer);
    }
    this.#checkContents();
  }

  #checkJob(row: JobRow, was: JobRow | undefined, writer: NodeProcess): void {
    const { schedule } = this.#parts;
    if (was !== undefined && row.last_seq < was.last_seq) schedule.fail(`the log of ${row.job_id} became shorter`);
    if (was !== undefined && row.epoch < was.epoch) schedule.fail(`the epoch of ${row.job_id} went back`);
    if (was?.run_state === "ended" && row.run_state !== "ended" && row.run_state !== "removed")
      schedule.fail(`${row.job_id} had ended and is ${row.run_state} again`);
    if (was !== undefined) this.#checkClaim(row, was, writer);
    if (row.run_state !== "removed") this.#checkEvents(row, was?.last_seq ?? 0);
    if (row.run_state === "running") this.#checkLease(row, writer);
    this.#jobs.set(row.job_id, row);
  }

  /** A claim is safe from other nodes for as long as its lease holds by the database's clock, whatever the nodes' clocks say. */
  #checkClaim(row: JobRow, was: JobRow, writer: NodeProcess): void {
    const { schedule, database, isExclusive } = this.#parts;
    const isTaken = was.run_state === "running" && (row.epoch > was.epoch || row.run_state === "ready");
    const isOwn = writer.name === was.claim_worker;
    // A cancel or a deadline ends a job whatever node holds it.
    if (!isTaken || isOwn || isExclusive || row.run_state === "ended") return;
    const leftMs = (was.claim_expires_at_ms ?? 0) - database.nowMs;
    if (leftMs <= 0) return;
    schedule.fail(
      `${writer.name} takes ${row.job_id} from ${was.claim_worker}, whose claim holds for ${leftMs} ms more`,
    );
  }

  /** A lease that reaches too far keeps a dead node's jobs from the others. */
  #checkLease(row: JobRow, writer: NodeProcess): void {
    const { schedule, database, leaseMs } = this.#parts;
    const leftMs = (row.claim_expires_at_ms ?? 0) - database.nowMs;
    if (leftMs <= leaseMs + CLOCK_ERROR_MS) return;
    schedule.fail(`${writer.name} holds ${row.job_id} for ${leftMs} ms, longer than its lease`);
  }

  #checkEvents(row: JobRow, afterSeq: number): void {
    const { schedule, database } = this.#parts;
    const events = database.committed<{ seq: number; type: string; data: string | null }>(
      SELECT_NEW_EVENTS,
      row.job_key,
      afterSeq,
    );
    for (const [index, { seq, type, data }] of events.entries()) {
      if (seq !== afterSeq + 1 + index) schedule.fail(`event ${afterSeq + 1 + index} of ${row.job_id} is missing`);
      const ended = this.#terminal.get(row.job_id);
      if (ended !== undefined) schedule.fail(`${type} comes after ${ended} in the log of ${row.job_id}`);
      if (/^job\.(completed|failed|cancelled)$/.test(type)) this.#terminal.set(row.job_id, type);
      const writer = /"node":"([^"]+)"/.exec(data ?? "")?.[1];
      if (writer !== undefined && writer !== row.claim_worker)
        schedule.fail(`${writer} wrote ${type} to ${row.job_id}, which ${row.claim_worker ?? "nobody"} holds`);
    }
    if (events.length !== row.last_seq - afterSeq) schedule.fail(`the log of ${row.job_id} does not reach its head`);
    if (row.run_state === "ended" && !this.#terminal.has(row.job_id))
      schedule.fail(`${row.job_id} has ended without a last event`);
  }

  #checkContents(): void {
    const { database, disk, schedule } = this.#parts;
    for (const row of database.committed<{ sha256: string; job_id: string }>(SELECT_LOST)) {
      if (!disk.files.has(contentPath(row.sha256)))
        schedule.fail(`the content ${row.sha256.slice(0, 8)} that ${row.job_id} names is not on the disk`);
    }
  }

  #checkRemoval(path: string): void {
    const sha256 = /^data\/artifacts\/..\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (sha256 === undefined) return;
    const rows = this.#parts.database.committed("SELECT 1 AS one FROM artifacts WHERE sha256 = ? LIMIT 1", sha256);
    if (rows.length > 0)
      this.#parts.schedule.fail(`the content ${sha256.slice(0, 8)} is removed although a job names it`);
  }
}

export function contentPath(sha256: string): string {
  return `data/artifacts/${sha256.slice(0, 2)}/${sha256}`;
}

function isSame(a: JobRow, b: JobRow): boolean {
  return (
    a.last_seq === b.last_seq &&
    a.epoch === b.epoch &&
    a.run_state === b.run_state &&
    a.claim_expires_at_ms === b.claim_expires_at_ms
  );
}
