import type { Db, Transaction } from "../db/port.ts";

/** Claims in a row without progress after which a job is suspected of stopping its worker. */
const SUSPECT_CLAIMS = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * From how many claims in a row without progress a job is a suspect. A node runs one suspect at a time: when the node then dies, the suspect is to
 * blame, and the jobs that ran beside it are not.
 */
export function suspectClaims(stalledClaims: number): number {
  return Math.min(SUSPECT_CLAIMS, stalledClaims);
}

export interface DeadClaims {
  /** Claims that are valid no longer than until then have run out; Infinity when no other process can hold one. */
  readonly expiredAtMs: number;
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly stalledClaims: number;
}

/**
 * Makes the jobs of dead workers runnable again. A worker is dead when the last of its claims has run out. Only then is it judged, once: its claims run
 * out at different times, and which job is to blame depends on all that it ran. Returns the number of jobs.
 */
export async function releaseDeadClaims(db: Db, dead: DeadClaims): Promise<number> {
  const expiredAtMs = Math.min(dead.expiredAtMs, Number.MAX_SAFE_INTEGER);
  const workers = await db.queryArrays<[string]>(
    "SELECT DISTINCT claim_worker FROM jobs WHERE run_state = 'running' AND claim_expires_at_ms <= ?",
    [expiredAtMs],
  );
  let released = 0;
  for (const [worker] of workers) {
    released += await db.transaction((tx) => releaseWorker(tx, worker, { ...dead, expiredAtMs }));
  }
  return released;
}

async function releaseWorker(tx: Transaction, worker: string, dead: DeadClaims): Promise<number> {
  if (await holdsValidClaim(tx, worker, dead.expiredAtMs)) return releaseLate(tx, worker, dead);
  // The epoch rises: a worker that was only slow can write no more.
  const rows = await tx.queryArrays<[number, number]>(
    `UPDATE jobs SET run_state = 'ready', epoch = epoch + 1, claim_worker = NULL, claim_expires_at_ms = NULL
     WHERE run_state = 'running' AND claim_worker = ? AND claim_expires_at_ms <= ? RETURNING job_key, stalled_claims`,
    [worker, dead.expiredAtMs],
  );
  // Of claims made as a suspect: the claim itself counted one more.
  const suspect = suspectClaims(dead.stalledClaims) + 1;
  const hadSuspect = rows.some(([, claims]) => claims >= suspect);
  for (const [jobKey, claims] of rows.toSorted(([a], [b]) => a - b)) {
    const isBlamed = !hadSuspect || claims >= suspect;
    if (isBlamed) await blame(tx, jobKey, { claims, ...dead });
    else await absolve(tx, jobKey);
  }
  if (rows.length > 0 && !hadSuspect) await forgiveSuspects(tx, suspect - 1);
  return rows.length;
}

async function holdsValidClaim(tx: Transaction, worker: string, expiredAtMs: number): Promise<boolean> {
  const rows = await tx.queryArrays(
    "SELECT 1 FROM jobs WHERE run_state = 'running' AND claim_worker = ? AND claim_expires_at_ms > ? LIMIT 1",
    [worker, expiredAtMs],
  );
  return rows.length > 0;
}

/**
 * Ends claims that ran out a lease ago although their worker holds a valid one. Claims that were valid when a worker died all run out within a lease, so
 * this worker was still taking jobs when these ran out: it fails to renew. No job is to blame; the claims count as given back.
 */
async function releaseLate(tx: Transaction, worker: string, dead: DeadClaims): Promise<number> {
  const rows = await tx.queryArrays(
    `UPDATE jobs SET run_state = 'ready', epoch = epoch + 1, claim_worker = NULL, claim_expires_at_ms = NULL,
       stalled_claims = CASE WHEN stalled_claims > 0 THEN stalled_claims - 1 ELSE 0 END
     WHERE run_state = 'running' AND claim_worker = ? AND claim_expires_at_ms <= ? RETURNING job_key`,
    [worker, dead.expiredAtMs - dead.leaseMs],
  );
  return rows.length;
}

/** A worker died without a suspect: something else stops workers as well, so what suspects are blamed for beyond suspicion is taken back. */
async function forgiveSuspects(tx: Transaction, leastClaims: number): Promise<void> {
  await tx.query("UPDATE jobs SET stalled_claims = ? WHERE run_state = 'ready' AND stalled_claims > ?", [
    leastClaims,
    leastClaims,
  ]);
}

/** What may have stopped its worker waits longer each time, so that the others come forward between two crashes. */
async function blame(
  tx: Transaction,
  jobKey: number,
  { claims, nowMs, stalledClaims }: DeadClaims & { readonly claims: number },
): Promise<void> {
  await tx.query("UPDATE jobs SET ready_at_ms = ? WHERE job_key = ?", [nowMs + pauseMs(claims, stalledClaims), jobKey]);
}

async function absolve(tx: Transaction, jobKey: number): Promise<void> {
  await tx.query("UPDATE jobs SET stalled_claims = stalled_claims - 1 WHERE job_key = ? AND stalled_claims > 0", [
    jobKey,
  ]);
}

/** The first is free: most workers die for another reason, and their jobs should continue at once. What is to be failed need not wait for it. */
function pauseMs(claims: number, stalledClaims: number): number {
  if (claims < 2 || claims >= stalledClaims) return 0;
  return Math.min(FIRST_PAUSE_MS * 2 ** (claims - 2), LONGEST_PAUSE_MS);
}
