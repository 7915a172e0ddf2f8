import { type ApproveRequest, HeadwayError, type JsonObject } from "@headway-jobs/contract";
import { z } from "zod";

/** The state of a job's review, as its metadata holds it. */
export interface Review {
  /** The changes of the batch that was shown last; empty before the first and after the last. */
  readonly pending: readonly ShownChange[];
  /** Every decision of the job so far, by change; ids are unique over its rounds. */
  readonly decisions: ReadonlyMap<string, Decision>;
}

interface ShownChange {
  readonly change_id: string;
  readonly change_hash: string;
  readonly batch_id: string;
}

export interface Decision {
  readonly approved: boolean;
  /** Why it was denied, so that another proposal can be made; null = dropped. */
  readonly feedback: string | null;
  readonly change_hash: string;
  readonly batch_id: string;
}

/** A request's answer to one change, its defaults filled in. */
export interface Vote {
  readonly change_id: string;
  readonly approved: boolean;
  readonly feedback: string | null;
  readonly change_hash: string | null;
}

export interface Verdict {
  /** What this request decides; empty when all of it was decided in the same way before. */
  readonly decided: ReadonlyMap<string, Decision>;
  /** True: the whole batch is decided. */
  readonly complete: boolean;
  /** Changes of the batch without a decision. */
  readonly left: number;
}

const decisionSchema = z.object({
  approved: z.boolean(),
  feedback: z.string().nullable(),
  change_hash: z.string(),
  batch_id: z.string(),
});
const reviewSchema = z.object({
  pending_changes: z
    .array(z.object({ change_id: z.string(), change_hash: z.string(), batch_id: z.string() }))
    .nullish(),
  pending_batch_decisions: z.record(z.string(), decisionSchema).nullish(),
});

/** Reads the review out of a job's metadata. */
export function reviewOf(metadata: JsonObject): Review {
  const { pending_changes: pending, pending_batch_decisions: decisions } = reviewSchema.parse(metadata);
  return { pending: pending ?? [], decisions: new Map(Object.entries(decisions ?? {})) };
}

/** The members of the metadata that show these decisions beside the earlier ones. */
export function decisionsMetadata(review: Review, decided: Verdict["decided"]): JsonObject {
  const all = [...review.decisions, ...decided];
  return { pending_batch_decisions: Object.fromEntries(all.map(([id, decision]) => [id, { ...decision }])) };
}

/**
 * What a request votes on, change by change. With neither `change_id` nor `changes` that is every change still undecided; when there is none, the whole
 * last batch, so that a request whose answer was lost can be sent again. Throws CONFLICT when nothing was ever shown.
 */
export function votesOf(review: Review, request: ApproveRequest): readonly Vote[] {
  const { approved, change_id: changeId, change_hash: hash, changes } = request;
  const vote = (id: string, answer: boolean, feedback: string | null, changeHash?: string | null): Vote => ({
    change_id: id,
    approved: answer,
    feedback: answer ? null : (feedback ?? request.feedback),
    change_hash: changeHash ?? null,
  });
  if (typeof changeId === "string") return [vote(changeId, approved, request.feedback, hash)];
  if (Array.isArray(changes)) {
    return changes.map((one) => vote(one.change_id, one.approved ?? approved, one.feedback, one.change_hash));
  }
  const undecided = review.pending.filter((change) => !review.decisions.has(change.change_id));
  const meant = undecided.length > 0 ? undecided.map((change) => change.change_id) : lastBatch(review);
  if (meant.length === 0) throw notAwaiting();
  return meant.map((id) => vote(id, approved, request.feedback));
}

function lastBatch({ pending, decisions }: Review): readonly string[] {
  const decided = [...decisions];
  const batchId =
    pending[0]?.batch_id ??
    decided
      .map(([, decision]) => decision.batch_id)
      .toSorted(byNumber)
      .at(-1);
  return decided.filter(([, decision]) => decision.batch_id === batchId).map(([id]) => id);
}

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0] ?? 0);
const byNumber = (a: string, b: string): number => numberOf(a) - numberOf(b);

/**
 * The state machine of a review: all votes or none. A vote that repeats what was decided changes nothing. Throws NOT_FOUND for a change that the job never
 * showed, CONFLICT for one that was decided otherwise, whose hash is not the one that was shown, or that a request answers in two ways.
 */
export function decide(review: Review, votes: readonly Vote[]): Verdict {
  if (review.pending.length === 0 && review.decisions.size === 0) throw notAwaiting();
  const decided = new Map<string, Decision>();
  for (const vote of votes) {
    const decision = decisionOn(review, vote);
    const earlier = review.decisions.get(vote.change_id) ?? decided.get(vote.change_id);
    if (earlier === undefined) decided.set(vote.change_id, decision);
    else if (!repeats(vote, earlier)) throw contradiction(vote, earlier);
  }
  const left = review.pending.filter(({ change_id: id }) => !review.decisions.has(id) && !decided.has(id));
  return { decided, complete: left.length === 0, left: left.length };
}

function decisionOn(review: Review, vote: Vote): Decision {
  const shown = review.pending.find((change) => change.change_id === vote.change_id);
  const known = shown ?? review.decisions.get(vote.change_id);
  if (known === undefined) throw new HeadwayError("NOT_FOUND", `This job has no change ${vote.change_id}.`);
  if (vote.change_hash !== null && vote.change_hash !== known.change_hash) {
    throw new HeadwayError("CONFLICT", `The hash does not belong to ${vote.change_id} as it was proposed.`);
  }
  const { change_hash: changeHash, batch_id: batchId } = known;
  return { approved: vote.approved, feedback: vote.feedback, change_hash: changeHash, batch_id: batchId };
}

/** Feedback that will not be used must not look accepted. */
function repeats(vote: Vote, earlier: Decision): boolean {
  return vote.approved === earlier.approved && (vote.feedback === null || vote.feedback === earlier.feedback);
}

function contradiction(vote: Vote, earlier: Decision): HeadwayError {
  const how = earlier.approved ? "approved" : earlier.feedback === null ? "denied" : "denied with feedback";
  return new HeadwayError("CONFLICT", `${vote.change_id} is already ${how}; a decision cannot be changed.`);
}

/** Nothing waits for a decision. */
export function notAwaiting(): HeadwayError {
  return new HeadwayError("CONFLICT", "The job is not awaiting approval.");
}
