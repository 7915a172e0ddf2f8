import { setImmediate as nextTurn } from "node:timers/promises";
import { answerCalls, settledMemory, watchRss } from "../harness/answer-calls.ts";

/** What each SSE server under measurement can do; everything else is measured from outside. */
export interface SseServer {
  /** Port and path where a reader of the one stream is served. */
  readonly port: number;
  readonly path: string;
  /** Shows one event to every reader; resolves when the next may be given (ours: when it is durable). */
  publish(message: string, seq: number): Promise<void> | void;
  /** Id of the newest event, where it is not simply the count of what was published. */
  cursor?(): Promise<number>;
}

export interface PublishOrder {
  /** A multiple of `inFlight`. */
  readonly events: number;
  /** Publishers that each wait for their own event before the next. */
  readonly inFlight: number;
  /** Events per second over all publishers; as fast as it goes when absent. */
  readonly ratePerSecond?: number;
  /** Length of the message that fills the event up. */
  readonly messageChars: number;
  /** Looks at the memory all the time, which costs a few per cent of a core. */
  readonly watchMemory?: boolean;
}

export interface PublishOutcome {
  readonly startedAtUs: number;
  readonly peakRss: number;
}

/** Answers the calls by which the scenarios drive an SSE server. */
export function answerSseCalls(start: () => Promise<SseServer>): void {
  let server: SseServer | undefined;
  let published = 0;
  const running = (): SseServer => {
    if (server === undefined) throw new Error("start first");
    return server;
  };
  answerCalls({
    async start() {
      server = await start();
      return { port: server.port, path: server.path };
    },
    async position() {
      return { published, cursor: (await running().cursor?.()) ?? published };
    },
    async publish(order: PublishOrder): Promise<PublishOutcome> {
      const rss = order.watchMemory === true ? watchRss() : null;
      const startedAtUs = nowUs();
      const publishNext = async (): Promise<void> => {
        published += 1;
        await running().publish(messageOf(published, order.messageChars), published);
      };
      if (order.ratePerSecond === undefined) {
        const share = order.events / order.inFlight;
        const publisher = async (): Promise<void> => {
          for (let index = 0; index < share; index += 1) await publishNext();
        };
        await Promise.all(Array.from({ length: order.inFlight }, publisher));
      } else {
        await atRate(order.ratePerSecond, order.events, publishNext);
      }
      return { startedAtUs, peakRss: rss?.stop() ?? 0 };
    },
    memory: () => settledMemory(),
  });
}

/** Monotonic microseconds, the same clock in every process of the machine. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** `~`, which occurs nowhere else in an event, the time in microseconds, and padding: readers find both without parsing. */
function messageOf(seq: number, chars: number): string {
  return `~${nowUs()},${seq},`.padEnd(chars, "x");
}

async function atRate(perSecond: number, events: number, publishNext: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < events; index += 1) {
    const dueMs = startedAt + (index * 1000) / perSecond - performance.now();
    await (dueMs > 1 ? new Promise((resolve) => setTimeout(resolve, dueMs)) : nextTurn());
    sent.push(publishNext());
  }
  await Promise.all(sent);
}
