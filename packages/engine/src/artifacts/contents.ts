import { HeadwayError } from "@headway-jobs/contract";
import type { Db, Queryable, Transaction } from "../db/port.ts";

/** Instead of a hold where content is referred to already, by a row that the same transaction has seen. */
export const NO_HOLD = "";

export interface Hold {
  readonly holdId: string;
  readonly sha256: string;
}

/**
 * Keeps content from now on, whether its file is there or not: the file may be moved in once this is committed. While a removal of
 * the same content is under way, nothing is held and the removal's name is returned; `endedRemoval` names one that has crashed. The same hold
 * may come again when the answer to its commit was lost.
 */
export async function holdContent(
  tx: Queryable,
  hold: Hold & { readonly expiresAtMs: number; readonly endedRemoval: string | null },
): Promise<{ readonly removal: string | null }> {
  const ended = hold.endedRemoval ?? "";
  const rows = await tx.queryArrays<[string | null]>(
    `INSERT INTO contents (sha256) VALUES (?)
     ON CONFLICT (sha256) DO UPDATE SET
       released_at_ms = CASE WHEN contents.removal IS NULL OR contents.removal = ? THEN NULL ELSE contents.released_at_ms END,
       removal = CASE WHEN contents.removal = ? THEN NULL ELSE contents.removal END
     RETURNING removal`,
    [hold.sha256, ended, ended],
  );
  const removal = rows[0]?.[0] ?? null;
  if (removal === null) {
    const row = [hold.holdId, hold.sha256, hold.expiresAtMs];
    await tx.query(
      "INSERT INTO content_holds (hold_id, sha256, expires_at_ms) VALUES (?, ?, ?) ON CONFLICT (hold_id) DO NOTHING",
      row,
    );
  }
  return { removal };
}

/** Gives holds up that led to no reference; those that are gone already change nothing. */
export async function dropHolds(tx: Queryable, holdIds: readonly string[], nowMs: number): Promise<void> {
  const hashes: string[] = [];
  for (const holdId of holdIds) {
    const rows = await tx.queryArrays<[string]>("DELETE FROM content_holds WHERE hold_id = ? RETURNING sha256", [
      holdId,
    ]);
    hashes.push(...rows.map(([sha256]) => sha256));
  }
  await releaseContents(tx, hashes, nowMs);
}

/**
 * Turns holds into references: for the transaction that writes rows of `artifacts`. Locks the rows of the contents, so that a remover
 * either sees the references or has come first; in that case (a hold that expired) it throws CONTENT_GONE.
 */
export async function referContents(tx: Queryable, holds: readonly Hold[]): Promise<void> {
  const hashes = distinct(holds.map(({ sha256 }) => sha256));
  const [locked] = await Promise.all([
    Promise.all(
      hashes.map((sha256) =>
        tx.queryArrays("UPDATE contents SET released_at_ms = NULL WHERE sha256 = ? AND removal IS NULL RETURNING 1", [
          sha256,
        ]),
      ),
    ),
    ...holds.map(({ holdId }) => tx.query("DELETE FROM content_holds WHERE hold_id = ?", [holdId])),
  ]);
  if (locked.some((rows) => rows.length === 0))
    throw new HeadwayError("CONTENT_GONE", "A file that was to be recorded has been removed.", { retryable: true });
}

/** For the transaction that gives references up: from now on the remover looks at these contents. */
export async function releaseContents(tx: Queryable, hashes: readonly string[], nowMs: number): Promise<void> {
  for (const sha256 of distinct(hashes))
    await tx.query("UPDATE contents SET released_at_ms = ? WHERE sha256 = ?", [nowMs, sha256]);
}

/** The same for everything that a job refers to. */
export async function releaseContentsOfJob(tx: Queryable, jobKey: number, nowMs: number): Promise<void> {
  await tx.query(
    "UPDATE contents SET released_at_ms = ? WHERE sha256 IN (SELECT sha256 FROM artifacts WHERE job_key = ?)",
    [nowMs, jobKey],
  );
}

/** Contents that were released so long ago and may be without references, oldest first. */
export async function selectReleased(
  db: Queryable,
  bounds: RemovalBounds & { readonly limit: number },
): Promise<readonly string[]> {
  const rows = await db.queryArrays<[string]>(
    `SELECT sha256 FROM contents WHERE released_at_ms <= ? AND (removal IS NULL OR removal_at_ms <= ?)
     ORDER BY released_at_ms LIMIT ?`,
    [bounds.releasedUntilMs, bounds.removalsUntilMs, bounds.limit],
  );
  return rows.map(([sha256]) => sha256);
}

export interface RemovalBounds {
  /** Only what was released until then. */
  readonly releasedUntilMs: number;
  /** A removal that began until then has crashed and may be begun again. */
  readonly removalsUntilMs: number;
}

/**
 * Begins the removal of contents that nothing refers to, and returns them; their files may go once this is committed. The lock on
 * a row is taken before the references are looked for, so none that was taken before can be overlooked, at any isolation level.
 */
export async function beginRemoval(
  tx: Transaction,
  hashes: readonly string[],
  removal: RemovalBounds & { readonly name: string; readonly nowMs: number },
): Promise<readonly string[]> {
  const begun: string[] = [];
  for (const sha256 of distinct(hashes)) {
    const locked = await tx.queryArrays(
      `UPDATE contents SET removal = ?, removal_at_ms = ?
       WHERE sha256 = ? AND released_at_ms <= ? AND (removal IS NULL OR removal_at_ms <= ?) RETURNING 1`,
      [removal.name, removal.nowMs, sha256, removal.releasedUntilMs, removal.removalsUntilMs],
    );
    if (locked.length === 0) continue;
    const references = await tx.queryArrays(
      "SELECT 1 FROM artifacts WHERE sha256 = ? UNION ALL SELECT 1 FROM content_holds WHERE sha256 = ? LIMIT 1",
      [sha256, sha256],
    );
    if (references.length === 0) begun.push(sha256);
    else await tx.query("UPDATE contents SET released_at_ms = NULL, removal = NULL WHERE sha256 = ?", [sha256]);
  }
  return begun;
}

/** Ends a removal whose file is gone. False when it was taken for crashed and the content is in use again. */
export async function endRemoval(db: Queryable, sha256: string, removal: string): Promise<boolean> {
  const rows = await db.queryArrays("DELETE FROM contents WHERE sha256 = ? AND removal = ? RETURNING 1", [
    sha256,
    removal,
  ]);
  return rows.length > 0;
}

/** Gives up the holds whose holders have crashed. */
export async function dropExpiredHolds(db: Db, nowMs: number): Promise<void> {
  const rows = await db.queryArrays<[string]>("SELECT hold_id FROM content_holds WHERE expires_at_ms <= ? LIMIT 1000", [
    nowMs,
  ]);
  const holdIds = rows.map(([holdId]) => holdId);
  if (holdIds.length > 0) await db.transaction((tx) => dropHolds(tx, holdIds, nowMs));
}

/** For a node that knows that no other one works on the store: every hold and every removal is a crash's. */
export async function dropAllHolds(db: Db, nowMs: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("UPDATE contents SET released_at_ms = ? WHERE sha256 IN (SELECT sha256 FROM content_holds)", [
      nowMs,
    ]);
    await tx.query("DELETE FROM content_holds");
    await tx.query("UPDATE contents SET removal = NULL WHERE removal IS NOT NULL");
  });
}

/** Contents whose hashes begin with the prefix. */
export async function selectContents(db: Queryable, prefix: string): Promise<ReadonlySet<string>> {
  const rows = await db.queryArrays<[string]>("SELECT sha256 FROM contents WHERE sha256 >= ? AND sha256 < ?", [
    prefix,
    // After every hexadecimal digit.
    `${prefix}g`,
  ]);
  return new Set(rows.map(([sha256]) => sha256));
}

/** Takes files that have no row into the remover's care. */
export async function adoptContents(db: Db, hashes: readonly string[], nowMs: number): Promise<void> {
  await db.insertMany(
    "INSERT INTO contents (sha256, released_at_ms) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
    hashes.map((sha256) => [sha256, nowMs]),
  );
}

/** Distinct and in one order, so that transactions do not wait for each other in a circle. */
function distinct(hashes: readonly string[]): readonly string[] {
  return [...new Set(hashes)].toSorted();
}
