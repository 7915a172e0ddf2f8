import type { Queryable } from "../db/port.ts";
import { raiseChangeNo } from "../log/changes.ts";

/** What an owner may still spend; null when that is not limited. */
export async function selectCredits(db: Queryable, owner: string): Promise<number | null> {
  const rows = await db.queryArrays<[number | null]>("SELECT credits FROM owners WHERE owner = ?", [owner]);
  return rows[0]?.[0] ?? null;
}

export async function setCredits(tx: Queryable, owner: string, credits: number | null): Promise<void> {
  // Makes the owner's row, should this be the first that is heard of them.
  await raiseChangeNo(tx, owner);
  await tx.query("UPDATE owners SET credits = ? WHERE owner = ?", [credits, owner]);
}

/**
 * Takes credits from an owner whose row is locked (see raiseChangeNo), so that two submissions cannot both spend the last ones.
 * Returns what was taken, 0 from an owner without a limit; null when the credits do not cover it.
 */
export async function takeCredits(tx: Queryable, owner: string, cost: number): Promise<number | null> {
  if (cost === 0) return 0;
  const rows = await tx.queryArrays<[number | null]>(
    `UPDATE owners SET credits = credits - ? WHERE owner = ? AND (credits IS NULL OR credits >= ?) RETURNING credits`,
    [cost, owner, cost],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return row[0] === null ? 0 : cost;
}

export async function returnCredits(tx: Queryable, owner: string, cost: number): Promise<void> {
  if (cost === 0) return;
  await tx.query("UPDATE owners SET credits = credits + ? WHERE owner = ?", [cost, owner]);
}
