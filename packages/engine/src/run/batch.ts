import type { Queryable } from "../db/port.ts";
import type { Transition, Unit } from "../log/unit-of-work.ts";
import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import { raiseChangeNo } from "../log/changes.ts";
import type { Appended, PendingAppend } from "./append.ts";
import type { Claim } from "./claims.ts";
import { insertEntries, type JournalEntry } from "../log/journal.ts";
import type { UnnumberedEvent } from "../log/events.ts";

/** All appends of one job in a batch: fenced once. */
export interface Group {
  readonly claim: Claim;
  readonly batchNo: number;
  readonly nowMs: number;
  readonly pending: PendingAppend[];
  readonly events: UnnumberedEvent[];
  readonly entries: JournalEntry[];
  readonly artifacts: NewArtifact[];
  progress: number;
  phase: string | null;
  changed: boolean;
  metadata: string | null;
  usage: string | null;
}

export type Batch = readonly Group[];

/** No outcome: the claim is gone. */
export type BatchOutcomes = ReadonlyMap<Group, Appended>;

export function gatherBatch(pending: readonly PendingAppend[], nowMs: number): Batch {
  const groups = new Map<Claim, Group>();
  for (const one of pending) {
    const { append } = one;
    let group = groups.get(append.claim);
    if (group === undefined) {
      group = newGroup(append.claim, nowMs);
      groups.set(append.claim, group);
    }
    group.pending.push(one);
    for (const event of append.events) group.events.push(event);
    for (const entry of append.entries) group.entries.push(entry);
    for (const artifact of append.artifacts) group.artifacts.push(artifact);
    group.progress = append.progress;
    group.phase = append.phase;
    group.changed ||= append.changed;
    group.metadata = append.metadata ?? group.metadata;
    group.usage = append.usage ?? group.usage;
  }
  // One order of locks on every node.
  return groups.size === 1
    ? [...groups.values()]
    : [...groups.values()].toSorted((a, b) => a.claim.jobKey - b.claim.jobKey);
}

function newGroup(claim: Claim, nowMs: number): Group {
  claim.batchNo += 1;
  return {
    claim,
    batchNo: claim.batchNo,
    nowMs,
    pending: [],
    events: [],
    entries: [],
    artifacts: [],
    progress: 0,
    phase: null,
    changed: false,
    metadata: null,
    usage: null,
  };
}

/**
 * Writes a batch in one transaction. With `isRetry`, an earlier try may have been committed although its answer was lost:
 * then nothing is written again.
 */
export async function writeBatch(
  unit: Unit,
  batch: Batch,
  options: { readonly isRetry: boolean },
): Promise<BatchOutcomes> {
  if (options.isRetry) {
    const earlier = await findCommitted(unit, batch);
    if (earlier.size > 0) return earlier;
  }
  const changeNos = await raiseChangeNos(unit, batch);
  const lastSeqs = await Promise.all(batch.map((group) => fence(unit, group, changeNos.get(group))));
  const live: Group[] = [];
  const transitions: Transition[] = [];
  const outcomes = new Map<Group, Appended>();
  for (const [index, group] of batch.entries()) {
    const lastSeq = lastSeqs[index];
    if (lastSeq === undefined) continue;
    live.push(group);
    transitions.push(transitionOf(group, lastSeq));
    outcomes.set(group, { lastSeq });
  }
  // Sent together: where the database is a network away, they share one way there and back.
  await Promise.all([
    unit.append(transitions),
    insertEntries(
      unit,
      live.map((group) => ({ jobKey: group.claim.jobKey, entries: group.entries })),
    ),
    writeTexts(unit, live),
  ]);
  await recordArtifacts(unit, live);
  return outcomes;
}

/** Counters of owners, raised before any job's row is locked (see raiseChangeNo). */
async function raiseChangeNos(tx: Queryable, batch: Batch): Promise<ReadonlyMap<Group, number>> {
  const changed = batch.filter((group) => group.changed);
  const changeNos = new Map<Group, number>();
  if (changed.length === 0) return changeNos;
  const ofOwners = Map.groupBy(changed, (group) => group.claim.owner);
  for (const owner of [...ofOwners.keys()].toSorted()) {
    const groups = ofOwners.get(owner) ?? [];
    const last = await raiseChangeNo(tx, owner, groups.length);
    for (const [index, group] of groups.entries()) changeNos.set(group, last - groups.length + 1 + index);
  }
  return changeNos;
}

const SET_FENCED = `last_seq = last_seq + ?, batch_no = ?, updated_at_ms = ?, stalled_claims = stalled_claims * ?, progress = ?, phase = ?`;
const WHERE_FENCED = `WHERE job_key = ? AND epoch = ? AND run_state = 'running' RETURNING last_seq`;
const FENCE = `UPDATE jobs SET ${SET_FENCED} ${WHERE_FENCED}`;
const FENCE_CHANGED = `UPDATE jobs SET ${SET_FENCED}, change_no = ? ${WHERE_FENCED}`;

/** Takes the row, gives out seqs; undefined when another epoch holds the job. */
async function fence(tx: Queryable, group: Group, changeNo: number | undefined): Promise<number | undefined> {
  const { claim } = group;
  const set = [
    group.events.length,
    group.batchNo,
    group.nowMs,
    group.entries.some(isAdvance) ? 0 : 1,
    group.progress,
    group.phase,
  ];
  const rows =
    changeNo === undefined
      ? await tx.queryArrays<[number]>(FENCE, [...set, claim.jobKey, claim.epoch])
      : await tx.queryArrays<[number]>(FENCE_CHANGED, [...set, changeNo, claim.jobKey, claim.epoch]);
  return rows[0]?.[0];
}

function isAdvance(entry: JournalEntry): boolean {
  return entry.kind === "step" || entry.kind === "wait";
}

function transitionOf({ claim, events, changed }: Group, lastSeq: number): Transition {
  return { job: claim, events, lastSeq, changed };
}

async function recordArtifacts(unit: Unit, live: Batch): Promise<void> {
  const groups = live.filter(({ artifacts }) => artifacts.length > 0);
  const [first] = groups;
  if (first === undefined) return;
  const jobs = groups.map(({ claim, artifacts }) => ({ jobKey: claim.jobKey, owner: claim.owner, artifacts }));
  await unit.record(jobs, first.nowMs);
}

async function writeTexts(tx: Queryable, live: Batch): Promise<void> {
  for (const { claim, metadata, usage } of live) {
    if (metadata === null && usage === null) continue;
    await tx.query(
      "UPDATE payloads SET metadata = COALESCE(?, metadata), usage = COALESCE(?, usage) WHERE job_key = ?",
      [metadata, usage, claim.jobKey],
    );
  }
}

/** What an earlier try has committed; nothing when it was rolled back. A batch is one transaction: where one job has its number, all have. */
async function findCommitted(unit: Unit, batch: Batch): Promise<BatchOutcomes> {
  const outcomes = new Map<Group, Appended>();
  for (const group of batch) {
    const rows = await unit.queryArrays<[number, number]>(
      // An update that changes nothing: it waits for the lost transaction, should it still be under way.
      "UPDATE jobs SET batch_no = batch_no WHERE job_key = ? AND epoch = ? RETURNING last_seq, batch_no",
      [group.claim.jobKey, group.claim.epoch],
    );
    const [lastSeq, batchNo] = rows[0] ?? [0, -1];
    if (batchNo !== group.batchNo) continue;
    outcomes.set(group, { lastSeq });
    unit.recall(transitionOf(group, lastSeq));
  }
  return outcomes;
}
