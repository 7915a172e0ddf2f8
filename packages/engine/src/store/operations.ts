import { HeadwayError } from "@headway/contract";
import type { Db, Queryable } from "../db/port.ts";
import type { Engine, OperationsUse } from "../engine.ts";
import type { Clock } from "../ports.ts";
import { raiseChangeNo } from "./changes.ts";
import { storableKey } from "./storable.ts";

/** Operations of owners by calendar month, UTC; see `Engine.operations`. */
export function createOperations({ db, clock }: { readonly db: Db; readonly clock: Clock }): Engine["operations"] {
  return {
    use: (owner) => selectUse(db, storableKey(owner), clock.nowMs()),

    async set(given, { limit, tier }) {
      const owner = storableKey(given);
      await db.transaction(async (tx) => {
        // Makes the owner's row, should this be the first that is heard of them.
        await raiseChangeNo(tx, owner);
        await tx.query("UPDATE owners SET operations_limit = ?, tier = ? WHERE owner = ?", [limit, tier, owner]);
      });
    },
  };
}

async function selectUse(db: Queryable, owner: string, nowMs: number): Promise<OperationsUse> {
  const rows = await db.queryArrays<[number | null, string, number | null]>(
    `SELECT o.operations_limit, o.tier, u.used FROM owners o
     LEFT JOIN operations u ON u.owner = o.owner AND u.month_start_ms = ? WHERE o.owner = ?`,
    [monthStartMs(nowMs), owner],
  );
  const [limit, tier, used] = rows[0] ?? [null, "free", null];
  return { used: used ?? 0, limit, tier, resetsAtMs: monthStartMs(nowMs, 1) };
}

/** Throws QUOTA, with the use in its extra members, when the owner has used up the month. */
export async function assertOperationLeft(db: Queryable, owner: string, nowMs: number): Promise<void> {
  const { used, limit, resetsAtMs } = await selectUse(db, owner, nowMs);
  if (limit === null || used < limit) return;
  const until = new Date(resetsAtMs).toISOString().slice(0, 10);
  const message = `All ${limit} operations of this month are used; the next period begins on ${until}.`;
  throw new HeadwayError("QUOTA", message, { extra: { usage: { limit, used, remaining: 0, resetsAtMs } } });
}

/**
 * Charges operations of a job to its owner. Taken after the job's row, as everywhere, so that no two transactions can wait for each other. Throws
 * QUOTA when the owner's limit does not cover them.
 */
export async function chargeOperations(
  tx: Queryable,
  job: { readonly jobKey: number; readonly owner: string },
  operations: number,
  nowMs: number,
): Promise<void> {
  const month = monthStartMs(nowMs);
  await tx.query("INSERT INTO operations (owner, month_start_ms, used) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", [
    job.owner,
    month,
  ]);
  const charged = await tx.query(
    `UPDATE operations SET used = used + ? WHERE owner = ? AND month_start_ms = ?
       AND used + ? <= COALESCE((SELECT operations_limit FROM owners WHERE owner = ?), ?) RETURNING used`,
    [operations, job.owner, month, operations, job.owner, Number.MAX_SAFE_INTEGER],
  );
  if (charged.length === 0) throw new HeadwayError("QUOTA", "The owner's operations of this month do not cover this.");
  await tx.query(
    `INSERT INTO charges (job_key, month_start_ms, operations) VALUES (?, ?, ?)
     ON CONFLICT (job_key, month_start_ms) DO UPDATE SET operations = charges.operations + excluded.operations`,
    [job.jobKey, month, operations],
  );
}

/** Gives back what a job was charged, to the months it was charged in. */
export async function returnOperations(
  tx: Queryable,
  job: { readonly jobKey: number; readonly owner: string },
): Promise<void> {
  const charges = await tx.queryArrays<[number, number]>(
    "DELETE FROM charges WHERE job_key = ? RETURNING month_start_ms, operations",
    [job.jobKey],
  );
  for (const [month, operations] of charges.toSorted(([a], [b]) => a - b)) {
    await tx.query("UPDATE operations SET used = used - ? WHERE owner = ? AND month_start_ms = ?", [
      operations,
      job.owner,
      month,
    ]);
  }
}

/** First moment of the calendar month (UTC) so many months after the one of `nowMs`. */
function monthStartMs(nowMs: number, monthsLater = 0): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsLater, 1);
}
