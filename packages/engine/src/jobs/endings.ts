import type { ErrorCode, JsonObject, ProviderWords } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import { returnCredits } from "../accounts/credits.ts";
import { encodeEvent, type UnnumberedEvent } from "../log/events.ts";
import type { JobRef, Unit } from "../log/unit-of-work.ts";

export type Ending =
  | { readonly status: "completed"; readonly resultJson: string }
  | {
      readonly status: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      readonly provider?: ProviderWords;
    }
  | { readonly status: "cancelled"; readonly reason: string | null };

export interface EndRequest {
  readonly job: JobRef;
  /** The claim that ends the job; null when the engine itself ends it, under any claim. */
  readonly epoch: number | null;
  /** From raiseChangeNo, taken before. */
  readonly changeNo: number;
  readonly nowMs: number;
  readonly ending: Ending;
  readonly texts?: { readonly metadata: string | null; readonly usage: string | null };
}

/**
 * Ends a job: last event and row, in one transaction; its artifacts, internal ones too, stay as long as the job. The epoch rises, so nothing more
 * can be written under any claim. False when the job has ended already or the claim is gone.
 */
export async function endRow(unit: Unit, request: EndRequest): Promise<boolean> {
  const { job, epoch, changeNo, nowMs, ending } = request;
  const failure = ending.status === "failed" ? ending : null;
  const rows = await unit.queryArrays<[number, number]>(
    `UPDATE jobs SET status = ?, run_state = 'ended', epoch = epoch + 1, last_seq = last_seq + 1, change_no = ?,
       progress = CASE WHEN ? = 'completed' THEN 100 ELSE progress END, error_code = ?, error_message = ?,
       claim_worker = NULL, claim_expires_at_ms = NULL, waiting_for = NULL, wake_at_ms = NULL, wait_ends_at_ms = NULL,
       updated_at_ms = ?, finished_at_ms = ?
     WHERE job_key = ? AND run_state NOT IN ('ended', 'removed') AND (epoch = ? OR ? = -1) RETURNING last_seq, cost`,
    [
      ending.status,
      changeNo,
      ending.status,
      failure?.code ?? null,
      failure?.message ?? null,
      nowMs,
      nowMs,
      job.jobKey,
      epoch ?? -1,
      epoch ?? -1,
    ],
  );
  const row = rows[0];
  if (row === undefined) return false;
  const [lastSeq, cost] = row;
  if (ending.status !== "completed") await returnCredits(unit, job.owner, cost);
  await writeTexts(unit, request);
  const events = [terminalEvent(ending, nowMs)];
  await unit.append([{ job, events, lastSeq, changed: true, stops: true }]);
  return true;
}

async function writeTexts(tx: Queryable, { job, ending, texts }: EndRequest): Promise<void> {
  const result = resultText(ending);
  const { metadata = null, usage = null } = texts ?? {};
  if (result === null && metadata === null && usage === null) return;
  await tx.query(
    "UPDATE payloads SET result = ?, metadata = COALESCE(?, metadata), usage = COALESCE(?, usage) WHERE job_key = ?",
    [result, metadata, usage, job.jobKey],
  );
}

/** A failed job has no result: the column then holds what is known of its error beyond code and message (see `toJob`). */
function resultText(ending: Ending): string | null {
  switch (ending.status) {
    case "completed":
      return ending.resultJson;
    case "failed":
      return ending.provider === undefined ? null : JSON.stringify({ provider: ending.provider });
    case "cancelled":
      return null;
  }
}

function terminalEvent(ending: Ending, nowMs: number): UnnumberedEvent {
  switch (ending.status) {
    case "completed":
      return encodeEvent("job.completed", {}, nowMs);
    case "failed":
      return encodeEvent("job.failed", failedData(ending), nowMs);
    case "cancelled": {
      const data: JsonObject = ending.reason === null ? {} : { reason: ending.reason };
      return encodeEvent("job.cancelled", data, nowMs);
    }
  }
}

function failedData({ code, message, provider }: Extract<Ending, { status: "failed" }>): JsonObject {
  return { code, message, ...(provider === undefined ? {} : { provider: { ...provider } }) };
}
