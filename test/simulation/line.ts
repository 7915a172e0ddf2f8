import type { NodeProcess } from "./node-process.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

export interface LineFaults {
  /** Share of calls that fail, half of them after they had their effect. */
  failing: number;
  /** Share of the commits that others are notified of whose connection is lost, beyond calls that fail: half before they are executed. */
  lostCommits: number;
  /** Share of calls that take up to seconds. */
  slow: number;
  /** Share of transactions that are run again as after a deadlock. */
  deadlocks: number;
}

const FAST_MS = 2;
const SLOW_MS = 2500;

/** The network between a node and the database: every call takes a while each way, and may fail. */
export class Line {
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly faults: LineFaults;

  constructor(schedule: Schedule, random: Random, faults: LineFaults) {
    this.#schedule = schedule;
    this.#random = random;
    this.faults = faults;
  }

  delayMs(): number {
    return this.#random.between(0.05, this.#random.chance(this.faults.slow) ? SLOW_MS : FAST_MS);
  }

  fault(): "before" | "after" | null {
    if (!this.#random.chance(this.faults.failing)) return null;
    return this.#random.chance(0.5) ? "before" : "after";
  }

  /** "early": the client is disconnected, then the commit is executed. */
  commitFault(): "before" | "after" | "early" | null {
    const { lostCommits } = this.faults;
    if (lostCommits > 0 && this.#random.chance(lostCommits)) return this.#random.chance(0.5) ? "early" : "after";
    return this.fault();
  }

  isDeadlock(): boolean {
    return this.#random.chance(this.faults.deadlocks);
  }

  /** The time at which a message sent now arrives, never before one sent earlier. */
  inOrder(lastAtMs: number): number {
    return Math.max(lastAtMs, this.#schedule.nowMs + this.delayMs());
  }

  /** A request on its way. `isLost`: it never arrives. */
  send(node: NodeProcess, label: string): Promise<{ readonly isLost: boolean }> {
    const isLost = this.fault() === "before";
    return this.travel(node, isLost ? `${label}, which is lost` : label, () => ({ isLost }));
  }

  /** Does the work on the other side as soon as the request arrives there, whatever becomes of its sender; settles in the sender. */
  travel<T>(node: NodeProcess, label: string, work: () => T, atMs = this.inOrder(0)): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#schedule.after(atMs - this.#schedule.nowMs, `${node.name} ${label}`, () => {
        try {
          const value = work();
          node.deliver(() => resolve(value));
        } catch (error) {
          node.deliver(() => reject(error));
        }
      });
    });
  }

  /** The way back. */
  answer(node: NodeProcess, label: string): Promise<void> {
    return new Promise<void>((resolve) => {
      node.after(this.delayMs(), label, resolve);
    });
  }
}
