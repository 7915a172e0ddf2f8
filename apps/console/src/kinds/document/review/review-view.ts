import type { DocumentChange, JobEvent, JobResource } from "@headway-jobs/client";

export interface Decision {
  readonly approved: boolean;
  /** Why it was denied; null = without a word. */
  readonly feedback: string | null;
}

export interface ReviewedChange {
  readonly change: DocumentChange;
  /** Null while it waits. */
  readonly decision: Decision | null;
  /** Decided, and not by this page. */
  readonly elsewhere: boolean;
}

export interface ReviewView {
  /** The changes that were proposed last, in their order. */
  readonly batch: readonly ReviewedChange[];
  /** Those of earlier rounds, all decided. */
  readonly earlier: readonly ReviewedChange[];
  readonly left: number;
}

/**
 * The state of a job's review. Its metadata is authoritative, its events have the earlier rounds, and `mine` are the decisions that the server has just
 * accepted from this page.
 */
export function reviewView(
  job: Pick<JobResource, "metadata"> | null,
  events: readonly JobEvent[],
  mine: ReadonlyMap<string, Decision>,
): ReviewView {
  const pending = (job?.metadata["pending_changes"] ?? []) as readonly DocumentChange[];
  const decisions = (job?.metadata["pending_batch_decisions"] ?? {}) as Readonly<Record<string, Decision>>;
  const reviewed = (change: DocumentChange): ReviewedChange => {
    const own = mine.get(change.change_id);
    const decision = own ?? decisions[change.change_id] ?? null;
    return { change, decision, elsewhere: decision !== null && own === undefined };
  };
  const proposed = events.filter((event) => event.type === "document.proposed").map(changeOf);
  const newest = pending.length > 0 ? pending : lastBatch(proposed);
  const inBatch = new Set(newest.map(({ change_id }) => change_id));
  const batch = newest.map(reviewed);
  const earlier = proposed.filter(({ change_id }) => !inBatch.has(change_id)).map(reviewed);
  return { batch, earlier, left: batch.filter(({ decision }) => decision === null).length };
}

function changeOf(event: JobEvent): DocumentChange {
  return event as unknown as DocumentChange;
}

/** A job that has not been read since it proposed shows what its events say. */
function lastBatch(proposed: readonly DocumentChange[]): readonly DocumentChange[] {
  const newest = proposed.at(-1)?.batch_id;
  return proposed.filter(({ batch_id }) => batch_id === newest);
}

/** The next change that waits, from `changeId` on and then from the start; null when none is left. */
export function nextUndecided(batch: readonly ReviewedChange[], changeId: string): string | null {
  const at = batch.findIndex(({ change }) => change.change_id === changeId);
  const onwards = [...batch.slice(at + 1), ...batch.slice(0, Math.max(0, at))];
  return onwards.find(({ decision }) => decision === null)?.change.change_id ?? null;
}

/** `2 approved, 1 denied; 3 to go` */
export function tallyText({ batch, left }: ReviewView): string {
  const approved = batch.filter(({ decision }) => decision?.approved === true).length;
  const denied = batch.length - left - approved;
  const parts = [...(approved > 0 ? [`${approved} approved`] : []), ...(denied > 0 ? [`${denied} denied`] : [])];
  const done = parts.join(", ");
  if (left === 0) return `${done}. All decided, the document is being made.`;
  return done === "" ? `None decided, ${left} remaining` : `${done}, ${left} remaining`;
}

const VERB = { edit: "Change", create: "Add", delete: "Delete" } as const;

export function operationText({ operation }: Pick<DocumentChange, "operation">): string {
  return VERB[operation];
}
