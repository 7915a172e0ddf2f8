import { TERMINAL_EVENTS } from "@headway-jobs/contract";
import type { Engine, EngineLog, JobEvent } from "@headway-jobs/engine";
import type { Dialect, DialectJob } from "../../service-kit/dialect.ts";
import { framesText } from "./encode.ts";
import type { Feed, FeedSubscription } from "./feed.ts";

/** A job's log as one dialect shows it. */
export function jobFeed<State>(
  engine: Engine,
  job: DialectJob,
  dialect: Dialect<State>,
  log: EngineLog,
): Feed<State, JobEvent> {
  return {
    key: `${dialect.name}:${job.jobId}`,
    initialState: dialect.initialState,
    stateless: dialect.stateless,
    idle: dialect.idle,
    numberOf: (event) => event.seq,
    render: (events, state) => renderEvents(events, state, job, dialect, log),
    read: async (after, limit) => (await engine.readEvents(job.jobId, after, limit)).events,
    subscribe: (onBatch) => subscribe(engine, job.jobId, onBatch),
  };
}

function renderEvents<State>(
  events: readonly JobEvent[],
  initial: State,
  job: DialectJob,
  dialect: Dialect<State>,
  log: EngineLog,
): { text: string; state: State } {
  let text = "";
  let state = initial;
  for (const event of events) {
    try {
      const step = dialect.frames(event, state, job);
      text += framesText(step.frames);
      ({ state } = step);
    } catch (error) {
      // One event that a dialect cannot show must not end the stream for all readers of the job.
      log.error({ err: error, jobId: job.jobId, seq: event.seq, dialect: dialect.name }, "event cannot be shown");
    }
  }
  return { text, state };
}

async function subscribe(
  engine: Engine,
  jobId: string,
  onBatch: (events: readonly JobEvent[], ended: boolean) => void,
): Promise<FeedSubscription> {
  const subscription = await engine.subscribe(jobId, (batch) => onBatch(batch.events, batch.ended));
  const head = subscription.headSeq;
  try {
    const last = head === 0 ? undefined : (await engine.readEvents(jobId, head - 1, 1)).events.at(-1);
    return {
      head,
      ended: last !== undefined && TERMINAL_EVENTS.has(last.type),
      close: () => subscription.close(),
    };
  } catch (error) {
    subscription.close();
    throw error;
  }
}
