import type { Clock, EngineLog, NodeClock } from "../api/ports.ts";
import type { Db } from "./port.ts";

const SAMPLE_EVERY_MS = 2500;
const FIRST_SAMPLES = 3;
/** How far a machine's monotonic clock may run fast or slow: 200 ppm, more than any working crystal. */
const DRIFT = 0.0002;
/** Databases answer in whole milliseconds. */
const RESOLUTION_MS = 1;
/** A smaller correction must not turn time back: events of one node are dated in order. */
const LARGEST_HELD_BACK_MS = 1000;

/**
 * The database's time on this node, without a round trip per reading: the node's monotonic clock plus an offset that is sampled again and again. The
 * node's wall clock is never used for it, so a wrong or jumping one does no harm. A sample's error is at most half its round trip, and an
 * older sample's error grows with time; a new sample replaces the held one when it is at least as exact, or when the two
 * contradict each other (the database's own clock was set, or this machine was suspended).
 */
export class DatabaseClock implements Clock {
  readonly #db: Pick<Db, "nowMs">;
  readonly #node: NodeClock;
  #offsetMs = 0;
  #errorMs = Number.POSITIVE_INFINITY;
  #sampledAtMs = 0;
  #lastMs = 0;
  #forget: (() => void) | undefined;
  #stopped = false;

  private constructor(parts: { readonly db: Pick<Db, "nowMs">; readonly clock: NodeClock }) {
    this.#db = parts.db;
    this.#node = parts.clock;
  }

  /** Throws what the database throws: without a first sample there is no time. */
  static async start(parts: {
    readonly db: Pick<Db, "nowMs">;
    readonly clock: NodeClock;
    readonly log: EngineLog;
  }): Promise<DatabaseClock> {
    const clock = new DatabaseClock(parts);
    for (let taken = 0; taken < FIRST_SAMPLES; taken += 1) await clock.sample();
    if (Math.abs(clock.skewMs) > 2000) {
      parts.log.warn(
        { skewMs: clock.skewMs },
        "this machine's clock differs from the database's, which is used instead",
      );
    }
    clock.#schedule();
    return clock;
  }

  nowMs(): number {
    const nowMs = Math.floor(this.#node.elapsedMs() + this.#offsetMs);
    const turnedBackMs = this.#lastMs - nowMs;
    if (turnedBackMs > 0 && turnedBackMs <= LARGEST_HELD_BACK_MS) return this.#lastMs;
    this.#lastMs = nowMs;
    return nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#node.after(delayMs, callback);
  }

  /** How far this machine's wall clock is ahead of the database's. */
  get skewMs(): number {
    return Math.round(this.#node.nowMs() - (this.#node.elapsedMs() + this.#offsetMs));
  }

  async sample(): Promise<void> {
    const beforeMs = this.#node.elapsedMs();
    const databaseMs = await this.#db.nowMs();
    const afterMs = this.#node.elapsedMs();
    const offsetMs = databaseMs - (beforeMs + afterMs) / 2;
    const errorMs = (afterMs - beforeMs) / 2 + RESOLUTION_MS;
    const heldErrorMs = this.#errorMs + (afterMs - this.#sampledAtMs) * DRIFT;
    const contradicts = Math.abs(offsetMs - this.#offsetMs) > errorMs + heldErrorMs;
    if (errorMs > heldErrorMs && !contradicts) return;
    this.#offsetMs = offsetMs;
    this.#errorMs = errorMs;
    this.#sampledAtMs = afterMs;
  }

  stop(): void {
    this.#stopped = true;
    this.#forget?.();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#forget = this.#node.after(SAMPLE_EVERY_MS, () => {
      this.sample()
        // While the database is unavailable the held offset serves; its failures are reported where they matter.
        .catch(() => undefined)
        .finally(() => this.#schedule());
    });
  }
}
