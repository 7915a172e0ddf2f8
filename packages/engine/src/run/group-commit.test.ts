import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "../db/migrate.ts";
import type { Db } from "../db/port.ts";
import { openSqlite } from "../db/sqlite.ts";
import { ChangeFeed } from "../log/change-feed.ts";
import { Feed } from "../log/feed.ts";
import { Followers } from "../log/followers.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { passThrough } from "../testing/pass-through.ts";
import { UnitsOfWork } from "../log/unit-of-work.ts";
import type { Append } from "./append.ts";
import type { Claim } from "./claims.ts";
import { GroupCommit } from "./group-commit.ts";
import type { JournalEntry } from "../log/journal.ts";
import { encodeEvent, selectEvents, selectHead } from "../log/events.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function openGroupCommit(
  jobs: number,
  transactionOn: (db: Db) => Partial<Pick<Db, "transaction">> = () => ({}),
): Promise<{ groupCommit: GroupCommit; claims: Claim[]; seqs: (jobKey: number) => Promise<number[]> }> {
  const db = await openSqlite({ file: join(await temporaryDirectory(), "headway.db") });
  onTestFinished(() => db.close());
  await migrate(db);
  const clock = createManualClock();
  const followers = new Followers({
    clock,
    log,
    reader: {
      head: (jobId) => selectHead(db, jobId),
      read: (key, after, limit) => selectEvents(db, key, after, limit),
    },
  });
  const feed = new Feed({
    nodeId: "n",
    followers,
    changes: new ChangeFeed(log),
    log,
    onStop: () => undefined,
    onSignal: () => undefined,
    onMissed: () => undefined,
  });
  const units = new UnitsOfWork({
    db: passThrough(db, transactionOn(db)),
    feed,
    wake: () => undefined,
    dropHolds: async () => undefined,
  });
  const claims: Claim[] = [];
  for (let jobKey = 1; jobKey <= jobs; jobKey += 1) {
    await db.query(
      `INSERT INTO jobs (job_key, job_id, owner, kind, job_type, status, run_state, epoch, change_no, created_at_ms, updated_at_ms)
       VALUES (?, ?, 'ada', 'video', 'video', 'in_progress', 'running', 1, 0, 0, 0)`,
      [jobKey, `job${jobKey}`],
    );
    claims.push({ jobKey, jobId: `job${jobKey}`, owner: "ada", epoch: 1, batchNo: 0 });
  }
  return {
    groupCommit: new GroupCommit({ units, clock, log }),
    claims,
    seqs: async (jobKey) => (await selectEvents(db, jobKey, 0, 1000)).map((event) => event.seq),
  };
}

function appendOf(claim: Claim, entries: readonly JournalEntry[] = []): Append {
  const events = [encodeEvent("video.tick", {}, 0)];
  return {
    claim,
    events,
    entries,
    artifacts: [],
    progress: 0,
    phase: null,
    changed: false,
    metadata: null,
    usage: null,
  };
}

it("writes what comes in one turn in one transaction", async () => {
  const { groupCommit, claims, seqs } = await openGroupCommit(50);
  await Promise.all(
    claims.flatMap((claim) => [groupCommit.append(appendOf(claim)), groupCommit.append(appendOf(claim))]),
  );
  expect(groupCommit.commits).toBe(1);
  for (const claim of claims) expect(await seqs(claim.jobKey)).toEqual([1, 2]);
});

it("refuses only the appends of a claim that is gone", async () => {
  const { groupCommit, claims, seqs } = await openGroupCommit(3);
  const [first, second, third] = claims as [Claim, Claim, Claim];
  const outcomes = await Promise.allSettled([
    groupCommit.append(appendOf(first)),
    groupCommit.append(appendOf({ ...second, epoch: 0 })),
    groupCommit.append(appendOf(third)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: { code: "STALE_EPOCH" } });
  expect([await seqs(1), await seqs(2), await seqs(3)]).toEqual([[1], [], [1]]);
});

it("lets a bad append fail alone, and leaves no gap", async () => {
  const { groupCommit, claims, seqs } = await openGroupCommit(2);
  const [first, second] = claims as [Claim, Claim];
  const entry: JournalEntry = { name: "step:a", kind: "step", resultJson: "1", error: null, atMs: 0 };
  await groupCommit.append(appendOf(first, [entry]));
  const outcomes = await Promise.allSettled([
    groupCommit.append(appendOf(first)),
    // A step that is journaled already.
    groupCommit.append(appendOf(first, [entry])),
    groupCommit.append(appendOf(second)),
    groupCommit.append(appendOf(first)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect([await seqs(1), await seqs(2)]).toEqual([[1, 2, 3], [1]]);
});

it("fails all appends by one try when the disk is full", async () => {
  let tries = 0;
  const full = async (): Promise<never> => {
    tries += 1;
    throw new HeadwayError("DISK_FULL", "The disk that holds the database is full.");
  };
  const { groupCommit, claims } = await openGroupCommit(3, () => ({ transaction: full }));
  const outcomes = await Promise.allSettled(claims.map((claim) => groupCommit.append(appendOf(claim))));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: { code: "DISK_FULL" } });
  expect(tries).toBe(1);
});

it("writes no append again when the answer to their commit was lost while the node stops", async () => {
  const { groupCommit, claims, seqs } = await openGroupCommit(2, (db) => ({
    async transaction(work) {
      await db.transaction(work);
      throw new HeadwayError("STORE_UNAVAILABLE", "The answer was lost.");
    },
  }));
  groupCommit.stopHolding();
  const outcomes = await Promise.allSettled(claims.map((claim) => groupCommit.append(appendOf(claim))));
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "STORE_UNAVAILABLE" } });
  }
  expect([await seqs(1), await seqs(2)]).toEqual([[1], [1]]);
});
