import type { JobClient } from "./clients.ts";
import type { SimulatedDatabase } from "./database.ts";
import type { Disk } from "./disk.ts";
import type { Schedule } from "./schedule.ts";
import { OWNERS } from "./plan.ts";
import type { StreamClient } from "./stream-client.ts";

export const FIRST_CREDITS = 40;

export interface FinalState {
  readonly schedule: Schedule;
  readonly database: SimulatedDatabase;
  readonly disk: Disk;
  readonly clients: readonly JobClient[];
  readonly readers: readonly StreamClient[];
  readonly isExclusive: boolean;
}

type EndedRow = {
  readonly job_id: string;
  readonly owner: string;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly cost: number;
};

/** What must be true when everything has come to rest. */
export function checkFinalState(state: FinalState): void {
  checkFates(state);
  checkAccounts(state);
  checkReaders(state);
  checkDisk(state);
}

function checkFates({ schedule, database, clients }: FinalState): void {
  const rows = database.committed<EndedRow>(
    "SELECT job_id, owner, status, error_code, error_message, cost FROM jobs WHERE run_state <> 'removed'",
  );
  const expected = clients.filter(({ isRemoved }) => !isRemoved).length;
  if (rows.length !== expected) schedule.fail(`there are ${rows.length} jobs, not ${expected}`);
  const byId = new Map(rows.map((row) => [row.job_id, row]));
  for (const client of clients) {
    const row = byId.get(client.jobId ?? "");
    if (row === undefined || isRightEnd(client, row)) continue;
    const how = `${row.status} ${row.error_code ?? ""} ${row.error_message ?? ""}`;
    schedule.fail(`job ${client.plan.number} (${row.job_id}) ended wrongly: ${how}`);
  }
}

function isRightEnd({ plan, wantsCancel, isCancelled }: JobClient, row: EndedRow): boolean {
  if (isCancelled) return row.status === "cancelled";
  if (row.status === "cancelled") return wantsCancel;
  if (row.error_code === "PAYMENT_REQUIRED") return plan.cost > 0;
  if (row.error_code === "WORKER_LOST") return plan.tasks.some((task) => task.do === "step" && task.isPoison);
  return plan.fails ? row.error_code === "TOOL_FAILED" : row.status === "completed";
}

/** Credits are with the owner or in a job that did not end otherwise than completed; operations are those of completed jobs. */
function checkAccounts({ schedule, database, clients }: FinalState): void {
  // The rows of removed jobs are gone with their costs.
  if (clients.some(({ isRemoved }) => isRemoved)) return;
  for (const owner of OWNERS) {
    const [spent] = database.committed<{ cost: number }>(
      "SELECT COALESCE(SUM(cost), 0) AS cost FROM jobs WHERE owner = ? AND status = 'completed'",
      owner,
    );
    const [left] = database.committed<{ credits: number }>("SELECT credits FROM owners WHERE owner = ?", owner);
    if (left !== undefined && left.credits + (spent?.cost ?? 0) !== FIRST_CREDITS)
      schedule.fail(`${owner} has ${left.credits} credits left and spent ${spent?.cost ?? 0} of ${FIRST_CREDITS}`);
    const [used] = database.committed<{ used: number }>(
      "SELECT COALESCE(SUM(used), 0) AS used FROM operations WHERE owner = ?",
      owner,
    );
    const due = clients.filter(({ plan, jobId }) => plan.owner === owner && isCompleted(database, jobId));
    const dueOperations = due.reduce((sum, { plan }) => sum + plan.operations, 0);
    if ((used?.used ?? 0) !== dueOperations)
      schedule.fail(`${owner} is charged ${used?.used ?? 0} operations for ${dueOperations}`);
  }
}

function isCompleted(database: SimulatedDatabase, jobId: string | null): boolean {
  return database.committed("SELECT 1 AS one FROM jobs WHERE job_id = ? AND status = 'completed'", jobId).length > 0;
}

function checkReaders({ schedule, database, readers }: FinalState): void {
  for (const reader of readers) {
    const events = database.committed<{ type: string; data: string | null; job_key: number; seq: number }>(
      "SELECT e.job_key, e.seq, e.type, e.data FROM events e JOIN jobs j ON j.job_key = e.job_key WHERE j.job_id = ? ORDER BY e.seq",
      reader.jobId,
    );
    if (events.length !== reader.seen.length)
      schedule.fail(`${reader.name} saw ${reader.seen.length} of ${events.length} events`);
    for (const [index, { type, data, job_key, seq }] of events.entries()) {
      const seen = reader.seen[index];
      const stored = data ?? blobOf(database, job_key, seq);
      const due = reader.isCounting ? `{"count":${index + 1}}` : stored;
      if (seen?.type === type && seen.data === due) continue;
      schedule.fail(
        `${reader.name} saw ${seen?.type} ${seen?.data.slice(0, 60)} for event ${seq} ${type} of ${reader.jobId}`,
      );
      return;
    }
  }
}

function blobOf(database: SimulatedDatabase, jobKey: number, seq: number): string {
  const rows = database.committed<{ data: string }>(
    "SELECT data FROM blobs WHERE job_key = ? AND name = ?",
    jobKey,
    `event:${seq}`,
  );
  return rows[0]?.data ?? "";
}

function checkDisk({ schedule, disk, isExclusive }: FinalState): void {
  const scratch = [...disk.files.keys()].filter((path) => path.startsWith("data/scratch/"));
  if (isExclusive && scratch.length > 0)
    schedule.fail(`${scratch.length} scratch files are left, such as ${scratch[0]}`);
}
