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
  const lanes = new Map<JobKind, Lane>(JOB_KINDS.map((kind) => [kind, { waiting: new Map(), running: 0 }]));
  const deliveries = new Set<Promise<void>>();
  let delivery: Delivery | undefined;

  function laneOf(kind: JobKind): Lane {
    const lane = lanes.get(kind);
    if (lane === undefined) throw new TypeError(`unknown job kind ${kind}`);
    return lane;
  }

  function deliverNext(kind: JobKind): void {
    const lane = laneOf(kind);
    while (delivery !== undefined && lane.running < delivery.concurrency(kind)) {
      const [next] = lane.waiting.values();
      if (next === undefined) return;
      lane.waiting.delete(next.jobId);
      lane.running += 1;
      const delivered = deliver(delivery, next).finally(() => {
        deliveries.delete(delivered);
        lane.running -= 1;
        deliverNext(kind);
      });
      deliveries.add(delivered);
    }
  }

  async function deliver(to: Delivery, dispatch: Dispatch): Promise<void> {
    try {
      await to.run(dispatch);
    } catch (error) {
      parts.log.error({ error, jobId: dispatch.jobId }, "a dispatched job failed outside its run");
    }
  }

  return {
    async enqueue(dispatch) {
      const lane = laneOf(dispatch.kind);
      if (lane.waiting.has(dispatch.jobId)) return;
      lane.waiting.set(dispatch.jobId, dispatch);
      deliverNext(dispatch.kind);
    },
    async start(options) {
      delivery = options;
      for (const kind of lanes.keys()) deliverNext(kind);
    },
    async stop() {
      delivery = undefined;
      while (deliveries.size > 0) await Promise.all(deliveries);
    },
    stats() {
      let running = 0;
      let queued = 0;
      for (const lane of lanes.values()) {
        running += lane.running;
        queued += lane.waiting.size;
      }
      return { running, queued };
    },
  };
}
