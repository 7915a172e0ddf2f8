import type { EngineLog } from "../api/ports.ts";
import type { Dispatcher, TakeJob } from "./port.ts";

interface Lane {
  concurrency: number;
  running: number;
  /** One place at a time looks for a job, so that two do not reach for the same one. */
  isTaking: boolean;
  /** Raised by each wake: one that comes while the store is asked must not be lost. */
  wakes: number;
}

/** Gives the places of this process to jobs. It stores nothing: at the next start the store knows which jobs are unfinished. */
export function createInProcessDispatcher(parts: { readonly log: EngineLog }): Dispatcher {
  return new InProcessDispatcher(parts.log);
}

class InProcessDispatcher implements Dispatcher {
  readonly #log: EngineLog;
  readonly #lanes = new Map<string, Lane>();
  readonly #ongoing = new Set<Promise<void>>();
  #take: TakeJob | undefined;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  serve(kind: string, concurrency: number): void {
    const lane = this.#lanes.get(kind);
    if (lane === undefined) this.#lanes.set(kind, { concurrency, running: 0, isTaking: false, wakes: 0 });
    else lane.concurrency = concurrency;
    this.wake(kind);
  }

  wake(kind: string): void {
    const lane = this.#lanes.get(kind);
    // Another node may serve the kind.
    if (lane === undefined) return;
    lane.wakes += 1;
    this.#fill(kind, lane);
  }

  wakeAll(): void {
    for (const kind of this.#lanes.keys()) this.wake(kind);
  }

  start({ take }: { readonly take: TakeJob }): void {
    this.#take = take;
    this.wakeAll();
  }

  async stop(): Promise<void> {
    this.#take = undefined;
    while (this.#ongoing.size > 0) await Promise.all(this.#ongoing);
  }

  stats(): { readonly running: number } {
    return { running: [...this.#lanes.values()].reduce((sum, lane) => sum + lane.running, 0) };
  }

  #fill(kind: string, lane: Lane): void {
    const take = this.#take;
    if (take === undefined || lane.isTaking || lane.running >= lane.concurrency) return;
    lane.isTaking = true;
    const served = this.#fillPlace(kind, lane, take).finally(() => this.#ongoing.delete(served));
    this.#ongoing.add(served);
  }

  /** One place: takes a job, lets the next place look, and runs it. */
  async #fillPlace(kind: string, lane: Lane, take: TakeJob): Promise<void> {
    const run = await this.#takeUntilQuiet(kind, lane, take);
    if (run === null) return;
    this.#fill(kind, lane);
    try {
      await run();
    } catch (error) {
      this.#log.error({ error, kind }, "a job failed outside its run");
    }
    lane.running -= 1;
    this.#fill(kind, lane);
  }

  /**
   * Looks again as long as wakes come while the store is asked. The lane is changed in the step that decides: a wake after the decision must find it
   * ready for the next look, and with this place occupied where a job was found.
   */
  async #takeUntilQuiet(kind: string, lane: Lane, take: TakeJob): Promise<(() => Promise<void>) | null> {
    try {
      for (;;) {
        const { wakes } = lane;
        const run = await take(kind);
        if (run !== null) lane.running += 1;
        if (run !== null || wakes === lane.wakes || this.#take === undefined) return run;
      }
    } catch (error) {
      // The next wake tries again; the sweeper's comes within its round.
      this.#log.warn({ error, kind }, "no job could be taken");
      return null;
    } finally {
      lane.isTaking = false;
    }
  }
}
