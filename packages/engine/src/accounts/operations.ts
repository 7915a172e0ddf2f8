import { HeadwayError } from "@headway-jobs/contract";
import type { Db, Queryable } from "../db/port.ts";
import type { Accounts, OperationsUse } from "../api/accounts.ts";
import type { Clock } from "../api/ports.ts";
import { raiseChangeNo } from "../log/changes.ts";
import { storableKey } from "../db/storable.ts";

/** Operations of owners by calendar month, UTC; see `Accounts.operations`. */
export function createOperations({ db, clock }: { readonly db: Db; readonly clock: Clock }): Accounts["operations"] {
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

/** Charges operations to an owner; false, and nothing charged, when the owner's limit does not cover them. */
export async function chargeOperations(
  tx: Queryable,
  owner: string,
  operations: number,
  nowMs: number,
): Promise<boolean> {
  const month = monthStartMs(nowMs);
  await tx.query("INSERT INTO operations (owner, month_start_ms, used) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", [
    owner,
    month,
  ]);
  const charged = await tx.query(
    `UPDATE operations SET used = used + ? WHERE owner = ? AND month_start_ms = ?
       AND used + ? <= COALESCE((SELECT operations_limit FROM owners WHERE owner = ?), ?) RETURNING used`,
    [operations, owner, month, operations, owner, Number.MAX_SAFE_INTEGER],
  );
  return charged.length > 0;
}

/** First moment of the calendar month (UTC) so many months after the one of `nowMs`. */
function monthStartMs(nowMs: number, monthsLater = 0): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsLater, 1);
}
