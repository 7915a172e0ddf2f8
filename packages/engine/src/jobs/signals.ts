import type { Queryable } from "../db/port.ts";
import type { Admission, SignalledJob } from "../api/engine.ts";
import { readSignalledJob, receiveMetadata } from "./admission.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { insertEntries } from "../log/journal.ts";
import { encodeEvent, type UnnumberedEvent } from "../log/events.ts";
import { number, text, textOrNull } from "../db/cells.ts";
import type { JobRef, Unit } from "../log/unit-of-work.ts";

export interface NewSignal {
  readonly owner: string;
  readonly jobId: string;
  readonly name: string;
  readonly signalId: string;
  readonly valueJson: string;
  readonly events: readonly UnnumberedEvent[];
  readonly nowMs: number;
  /** How long the job may then wait for a worker. */
  readonly waitLimitMs: number;
  readonly admit: ((job: SignalledJob) => Admission) | undefined;
  /** Stored already; its row is written with the signal's. */
  readonly file: NewArtifact | null;
}

export type SignalOutcome =
  /** `needless`: its admission says that there is nothing new to record. */
  { readonly kind: "unknown" | "ended" | "repeated" | "needless" } | { readonly kind: "accepted" };

/** Journals outside input and, when the job waits for it, makes the job runnable: one transaction. Throws what `admit` throws. */
export async function insertSignal(unit: Unit, signal: NewSignal): Promise<SignalOutcome> {
  // The counter first (see raiseChangeNo): whether the job waits is known only when its row is locked.
  const changeNo = await raiseChangeNo(unit, signal.owner);
  // An update that changes nothing locks the row, so that a job which parks now either sees this signal or is seen waiting.
  const rows = await unit.query(
    `UPDATE jobs SET epoch = epoch WHERE job_id = ? AND owner = ?
     RETURNING job_key, kind, session_id, run_state, status, waiting_for`,
    [signal.jobId, signal.owner],
  );
  const row = rows[0];
  if (row === undefined) return { kind: "unknown" };
  const job: JobRef = { jobKey: number(row["job_key"]), jobId: signal.jobId, owner: signal.owner };
  // A repeated signal is recognised even after the end: its sender only lost the answer.
  if (await isKnown(unit, job.jobKey, signal.signalId)) return { kind: "repeated" };
  const admission = signal.admit?.(await readSignalledJob(unit, job, row)) ?? { record: true };
  if (!admission.record) return { kind: "needless" };
  if (text(row["run_state"]) === "ended") return { kind: "ended" };
  await record(unit, job, signal, admission);
  const isAwaited = text(row["run_state"]) === "parked" && waitsFor(textOrNull(row["waiting_for"]), signal.name);
  const woken = isAwaited && admission.wake !== false;
  const resumed = woken && row["status"] === "awaiting_approval";
  const events = resumed ? [...signal.events, encodeEvent("job.resumed", {}, signal.nowMs)] : signal.events;
  const lastSeq = await raiseLastSeq(unit, job, { events: events.length, nowMs: signal.nowMs });
  if (woken) {
    await wakeRow(unit, job, { changeNo, waitEndsAtMs: signal.nowMs + signal.waitLimitMs });
    unit.wake(text(row["kind"]));
  }
  await unit.append([{ job, events, lastSeq, changed: woken, signals: !woken }]);
  return { kind: "accepted" };
}

async function isKnown(tx: Queryable, jobKey: number, signalId: string): Promise<boolean> {
  const rows = await tx.query("SELECT 1 AS found FROM signals WHERE job_key = ? AND signal_id = ?", [jobKey, signalId]);
  return rows.length > 0;
}

async function record(unit: Unit, job: JobRef, signal: NewSignal, admission: Admission): Promise<void> {
  await unit.query("INSERT INTO signals (job_key, signal_id, name, value, at_ms) VALUES (?, ?, ?, ?, ?)", [
    job.jobKey,
    signal.signalId,
    signal.name,
    signal.valueJson,
    signal.nowMs,
  ]);
  if (signal.file !== null) {
    const artifacts = [signal.file];
    await unit.record([{ jobKey: job.jobKey, owner: job.owner, artifacts }], signal.nowMs);
  }
  if (admission.metadata !== undefined) await receiveMetadata(unit, job.jobKey, admission.metadata);
}

function waitsFor(waitingFor: string | null, name: string): boolean {
  return waitingFor !== null && (JSON.parse(waitingFor) as string[]).includes(name);
}

async function raiseLastSeq(
  tx: Queryable,
  job: JobRef,
  by: { readonly events: number; readonly nowMs: number },
): Promise<number> {
  const rows = await tx.queryArrays<[number]>(
    "UPDATE jobs SET last_seq = last_seq + ?, updated_at_ms = ? WHERE job_key = ? RETURNING last_seq",
    [by.events, by.nowMs, job.jobKey],
  );
  return rows[0]?.[0] ?? 0;
}

/** Makes a parked job runnable. A deadline that stood still runs again from the claim on: until then it waits, for a worker. */
async function wakeRow(
  tx: Queryable,
  job: JobRef,
  wake: { readonly changeNo: number; readonly waitEndsAtMs: number },
): Promise<void> {
  await tx.query(
    `UPDATE jobs SET run_state = 'ready', status = 'in_progress', waiting_for = NULL, wake_at_ms = NULL, change_no = ?,
       wait_ends_at_ms = ?
     WHERE job_key = ?`,
    [wake.changeNo, wake.waitEndsAtMs, job.jobKey],
  );
}

/** Makes a job runnable whose wait has run out, if it still waits. */
export async function wakeExpired(
  unit: Unit,
  job: JobRef,
  { nowMs, waitLimitMs }: { readonly nowMs: number; readonly waitLimitMs: number },
): Promise<void> {
  const changeNo = await raiseChangeNo(unit, job.owner);
  const rows = await unit.query(
    `UPDATE jobs SET epoch = epoch WHERE job_key = ? AND run_state = 'parked' AND wake_at_ms <= ?
     RETURNING status`,
    [job.jobKey, nowMs],
  );
  const row = rows[0];
  if (row === undefined) return;
  const events = row["status"] === "awaiting_approval" ? [encodeEvent("job.resumed", {}, nowMs)] : [];
  const lastSeq = await raiseLastSeq(unit, job, { events: events.length, nowMs });
  await wakeRow(unit, job, { changeNo, waitEndsAtMs: nowMs + waitLimitMs });
  await unit.append([{ job, events, lastSeq, changed: true }]);
}

export interface TakenSignal {
  readonly valueJson: string;
}

export interface WaitClaim extends JobRef {
  readonly epoch: number;
}

/**
 * Takes the oldest signal of a name for a wait and journals it under the wait's name. Null when there is none, "stale" when
 * the claim is gone. With `isRetry`, an earlier try may have been committed although its answer was lost: then its signal is the wait's.
 */
export async function takeSignal(
  tx: Queryable,
  claim: WaitClaim,
  wait: {
    readonly entryName: string;
    readonly signalName: string;
    readonly nowMs: number;
    readonly isRetry: boolean;
  },
): Promise<TakenSignal | null | "stale"> {
  const held = await tx.query(
    `UPDATE jobs SET stalled_claims = 0 WHERE job_key = ? AND epoch = ? AND run_state = 'running' RETURNING job_key`,
    [claim.jobKey, claim.epoch],
  );
  if (held.length === 0) return "stale";
  const earlier = wait.isRetry ? await findTaken(tx, claim.jobKey, wait.entryName) : null;
  return earlier ?? takeOldest(tx, claim.jobKey, wait);
}

async function findTaken(tx: Queryable, jobKey: number, entryName: string): Promise<TakenSignal | null> {
  const rows = await tx.query<{ value: string }>("SELECT value FROM signals WHERE job_key = ? AND taken_by = ?", [
    jobKey,
    entryName,
  ]);
  return rows[0] === undefined ? null : { valueJson: rows[0].value };
}

async function takeOldest(
  tx: Queryable,
  jobKey: number,
  wait: { readonly entryName: string; readonly signalName: string; readonly nowMs: number },
): Promise<TakenSignal | null> {
  const rows = await tx.query<{ value: string }>(
    `UPDATE signals SET taken_by = ? WHERE signal_key =
       (SELECT MIN(signal_key) FROM signals WHERE job_key = ? AND name = ? AND taken_by IS NULL) RETURNING value`,
    [wait.entryName, jobKey, wait.signalName],
  );
  const valueJson = rows[0]?.value;
  if (valueJson === undefined) return null;
  const entry = { name: wait.entryName, kind: "wait", resultJson: valueJson, error: null, atMs: wait.nowMs } as const;
  await insertEntries(tx, [{ jobKey, entries: [entry] }]);
  return { valueJson };
}

export async function hasSignal(db: Queryable, jobKey: number, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const rows = await db.query(
      "SELECT 1 AS found FROM signals WHERE job_key = ? AND name = ? AND taken_by IS NULL LIMIT 1",
      [jobKey, name],
    );
    if (rows.length > 0) return true;
  }
  return false;
}
