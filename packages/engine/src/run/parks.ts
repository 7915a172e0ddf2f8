import type { Queryable } from "../db/port.ts";
import type { JsonObject } from "@headway-jobs/contract";
import { raiseChangeNo } from "../log/changes.ts";
import { insertEntries, type JournalEntry } from "../log/journal.ts";
import { encodeEvent } from "../log/events.ts";
import { hasSignal, type WaitClaim } from "../jobs/signals.ts";
import type { Unit } from "../log/unit-of-work.ts";

export interface ParkRequest {
  readonly claim: WaitClaim;
  readonly signalNames: readonly string[];
  /** When the first of the waits runs out; null = never. */
  readonly wakeAtMs: number | null;
  /** Data of `job.awaiting_approval`; null when the wait does not show in the status. */
  readonly awaiting: JsonObject | null;
  /** When each new wait runs out, journaled so that a restart does not prolong it. */
  readonly entries: readonly JournalEntry[];
  readonly metadata: string | null;
  readonly usage: string | null;
  readonly nowMs: number;
  /** How long the job waits for a person where the wait itself is not limited. */
  readonly waitLimitMs: number;
}

/** "signalled": a signal came meanwhile and the job does not park. "stale": the claim is gone. */
export type ParkOutcome = "parked" | "signalled" | "stale";

/** Gives the worker back until a signal comes. */
export async function parkJob(unit: Unit, request: ParkRequest): Promise<ParkOutcome> {
  const { claim, awaiting, nowMs } = request;
  const changeNo = await raiseChangeNo(unit, claim.owner);
  const held = await unit.queryArrays<[number | null]>(
    `UPDATE jobs SET stalled_claims = 0 WHERE job_key = ? AND epoch = ? AND run_state = 'running' RETURNING deadline_at_ms`,
    [claim.jobKey, claim.epoch],
  );
  if (held[0] === undefined) return "stale";
  if (await hasSignal(unit, claim.jobKey, request.signalNames)) return "signalled";
  const lastSeq = await parkRow(unit, request, { changeNo, deadlineAtMs: held[0][0] });
  await insertEntries(unit, [{ jobKey: claim.jobKey, entries: request.entries }]);
  if (request.metadata !== null || request.usage !== null) {
    await unit.query(
      "UPDATE payloads SET metadata = COALESCE(?, metadata), usage = COALESCE(?, usage) WHERE job_key = ?",
      [request.metadata, request.usage, claim.jobKey],
    );
  }
  const events = awaiting === null ? [] : [encodeEvent("job.awaiting_approval", awaiting, nowMs)];
  await unit.append([{ job: claim, events, lastSeq, changed: true }]);
  return "parked";
}

async function parkRow(
  tx: Queryable,
  request: ParkRequest,
  row: { readonly changeNo: number; readonly deadlineAtMs: number | null },
): Promise<number> {
  const { claim, awaiting, nowMs } = request;
  // The deadline stands still while a human decides, and only then.
  const standsStill = awaiting !== null && row.deadlineAtMs !== null;
  const rows = await tx.queryArrays<[number]>(
    `UPDATE jobs SET run_state = 'parked', status = ?, claim_worker = NULL, claim_expires_at_ms = NULL, waiting_for = ?,
       wake_at_ms = ?, deadline_at_ms = ?, deadline_left_ms = ?, wait_ends_at_ms = ?, change_no = ?, last_seq = last_seq + ?, updated_at_ms = ?
     WHERE job_key = ? RETURNING last_seq`,
    [
      awaiting === null ? "in_progress" : "awaiting_approval",
      JSON.stringify(request.signalNames),
      request.wakeAtMs,
      standsStill ? null : row.deadlineAtMs,
      standsStill ? Math.max(0, (row.deadlineAtMs ?? 0) - nowMs) : null,
      awaiting !== null && request.wakeAtMs === null ? nowMs + request.waitLimitMs : null,
      row.changeNo,
      awaiting === null ? 0 : 1,
      nowMs,
      claim.jobKey,
    ],
  );
  return rows[0]?.[0] ?? 0;
}
