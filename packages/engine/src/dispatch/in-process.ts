import { JOB_KINDS } from "@headway/contract";
import type { JobKind } from "@headway/contract";
import type { EngineLog } from "../ports.ts";
import type { Dispatch, Dispatcher } from "./port.ts";

interface Lane {
  /** First come, first served; one waiting hand-over per job is enough to wake it. */
  readonly waiting: Map<string, Dispatch>;
  running: number;
}

interface Delivery {
  readonly run: (dispatch: Dispatch) => Promise<void>;
  readonly concurrency: (kind: JobKind) => number;
}

/** Hands jobs over within this process. Hand-overs die with it: at the next start the store knows which jobs are unfinished. */
export function createInProcessDispatcher(parts: { readonly log: EngineLog }): Dispatcher {
  return new InProcessDispatcher(parts.log);
}

class InProcessDispatcher implements Dispatcher {
  readonly #log: EngineLog;
  readonly #lanes = new Map<JobKind, Lane>(JOB_KINDS.map((kind) => [kind, { waiting: new Map(), running: 0 }]));
  readonly #deliveries = new Set<Promise<void>>();
  #delivery: Delivery | undefined;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  async enqueue(dispatch: Dispatch): Promise<void> {
    const lane = this.#laneOf(dispatch.kind);
    if (lane.waiting.has(dispatch.jobId)) return;
    lane.waiting.set(dispatch.jobId, dispatch);
    this.#deliverNext(dispatch.kind);
  }

  async start(delivery: Delivery): Promise<void> {
    this.#delivery = delivery;
    for (const kind of this.#lanes.keys()) this.#deliverNext(kind);
  }

  async stop(): Promise<void> {
    this.#delivery = undefined;
    while (this.#deliveries.size > 0) await Promise.all(this.#deliveries);
  }

  stats(): { readonly running: number; readonly queued: number } {
    const lanes = [...this.#lanes.values()];
    return {
      running: lanes.reduce((sum, lane) => sum + lane.running, 0),
      queued: lanes.reduce((sum, lane) => sum + lane.waiting.size, 0),
    };
  }

  #laneOf(kind: JobKind): Lane {
    const lane = this.#lanes.get(kind);
    if (lane === undefined) throw new TypeError(`unknown job kind ${kind}`);
    return lane;
  }

  #deliverNext(kind: JobKind): void {
    const lane = this.#laneOf(kind);
    const delivery = this.#delivery;
    if (delivery === undefined) return;
    while (lane.running < delivery.concurrency(kind)) {
      const [next] = lane.waiting.values();
      if (next === undefined) return;
      lane.waiting.delete(next.jobId);
      lane.running += 1;
      const delivered = this.#deliver(delivery, next).finally(() => {
        this.#deliveries.delete(delivered);
        lane.running -= 1;
        this.#deliverNext(kind);
      });
      this.#deliveries.add(delivered);
    }
  }

  async #deliver(delivery: Delivery, dispatch: Dispatch): Promise<void> {
    try {
      await delivery.run(dispatch);
    } catch (error) {
      this.#log.error({ error, jobId: dispatch.jobId }, "a dispatched job failed outside its run");
    }
  }
}
