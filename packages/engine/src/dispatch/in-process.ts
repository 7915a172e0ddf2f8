import { JOB_KINDS } from "@headway-jobs/contract";
import type { JobKind } from "@headway-jobs/contract";
import type { EngineLog } from "../api/ports.ts";
import type { Dispatcher, TakeJob } from "./port.ts";

interface Lane {
  running: number;
  /** One place at a time looks for a job, so that two do not reach for the same one. */
  isTaking: boolean;
  /** Raised by each wake: one that comes while the store is asked must not be lost. */
  wakes: number;
}

interface Delivery {
  readonly take: TakeJob;
  readonly concurrency: (kind: JobKind) => number;
}

/** Gives the places of this process to jobs. Nothing of it outlives the process: at the next start the store knows which jobs are unfinished. */
export function createInProcessDispatcher(parts: { readonly log: EngineLog }): Dispatcher {
  return new InProcessDispatcher(parts.log);
}

class InProcessDispatcher implements Dispatcher {
  readonly #log: EngineLog;
  readonly #lanes = new Map<JobKind, Lane>(JOB_KINDS.map((kind) => [kind, { running: 0, isTaking: false, wakes: 0 }]));
  readonly #ongoing = new Set<Promise<void>>();
  #delivery: Delivery | undefined;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  wake(kind: JobKind): void {
    const lane = this.#lanes.get(kind);
    if (lane === undefined) throw new TypeError(`unknown job kind ${kind}`);
    lane.wakes += 1;
    this.#fill(kind, lane);
  }

  wakeAll(): void {
    for (const kind of this.#lanes.keys()) this.wake(kind);
  }

  start(delivery: Delivery): void {
    this.#delivery = delivery;
    this.wakeAll();
  }

  async stop(): Promise<void> {
    this.#delivery = undefined;
    while (this.#ongoing.size > 0) await Promise.all(this.#ongoing);
  }

  stats(): { readonly running: number } {
    return { running: [...this.#lanes.values()].reduce((sum, lane) => sum + lane.running, 0) };
  }

  #fill(kind: JobKind, lane: Lane): void {
    const delivery = this.#delivery;
    if (delivery === undefined || lane.isTaking || lane.running >= delivery.concurrency(kind)) return;
    lane.isTaking = true;
    const served = this.#serve(kind, lane, delivery).finally(() => this.#ongoing.delete(served));
    this.#ongoing.add(served);
  }

  /** One place: takes a job, lets the next place look, and runs it. */
  async #serve(kind: JobKind, lane: Lane, delivery: Delivery): Promise<void> {
    const run = await this.#take(kind, lane, delivery);
    lane.isTaking = false;
    if (run === null) return;
    lane.running += 1;
    this.#fill(kind, lane);
    try {
      await run();
    } catch (error) {
      this.#log.error({ error, kind }, "a job failed outside its run");
    }
    lane.running -= 1;
    this.#fill(kind, lane);
  }

  async #take(kind: JobKind, lane: Lane, delivery: Delivery): Promise<(() => Promise<void>) | null> {
    try {
      for (;;) {
        const { wakes } = lane;
        const run = await delivery.take(kind);
        if (run !== null || wakes === lane.wakes || this.#delivery === undefined) return run;
      }
    } catch (error) {
      // The next wake tries again; the sweeper's comes within its round.
      this.#log.warn({ error, kind }, "no job could be taken");
      return null;
    }
  }
}
