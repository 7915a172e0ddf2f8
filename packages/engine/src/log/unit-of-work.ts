import type { Transaction } from "../db/port.ts";
import type { Committed, Feed } from "./feed.ts";
import { insertEvents, numberEvents, type UnnumberedEvent } from "./events.ts";

/** Who a transition is about; none of it ever changes. */
export interface JobRef {
  readonly jobKey: number;
  readonly jobId: string;
  readonly owner: string;
}

/** The events of a change of state, written after the row's `last_seq` was raised by their number. */
export async function writeTransition(
  tx: Transaction,
  feed: Feed,
  transition: {
    readonly job: JobRef;
    readonly events: readonly UnnumberedEvent[];
    /** As the row has it now. */
    readonly lastSeq: number;
    readonly changed: boolean;
    readonly stops: boolean;
    readonly signals?: boolean;
  },
): Promise<Committed> {
  const { job, lastSeq, changed, stops, signals = false } = transition;
  const events = numberEvents(transition.events, lastSeq);
  if (events.length > 0) await insertEvents(tx, [{ jobKey: job.jobKey, events }]);
  const committed: Committed = { jobId: job.jobId, owner: job.owner, events, lastSeq, changed, stops, signals };
  feed.announce(tx, [committed]);
  return committed;
}
