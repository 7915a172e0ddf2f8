import type { ScratchSpace } from "../artifacts/scratch.ts";
import type { Db } from "../db/port.ts";
import type { Clock, EngineLog, NodeClock } from "../api/ports.ts";
import { deleteNode, selectBeats, writeBeat } from "./nodes.ts";

export interface DeadNodesParts {
  readonly db: Db;
  /** The database's time. */
  readonly clock: Clock;
  /** This machine's, for the dates of directories. */
  readonly nodeClock: NodeClock;
  readonly log: EngineLog;
  readonly nodeId: string;
  readonly scratch: ScratchSpace;
}

const BEAT_EVERY_MS = 20_000;
const LONGEST_GAP_MS = 3 * BEAT_EVERY_MS;
/** A node that is silent for so long has lost its claims long ago: nothing that it keeps in its scratch directory can be committed any more. */
const DEAD_AFTER_MS = 10 * 60_000;
/** A directory of a node that has no row may be an older version's, which writes none; its longest job may leave it unchanged for hours. */
const UNKNOWN_AFTER_MS = 24 * 3_600_000;

/** Writes this node's heartbeat for the other nodes of a store, and removes what dead nodes left in the shared folder. */
export class DeadNodes {
  readonly #parts: DeadNodesParts;
  readonly #startedAtMs: number;
  /** Since when this node has written its beats without a gap. When the store is unavailable no node can write one, so a missing beat proves nothing. */
  #steadySinceMs: number;
  #beatAtMs: number;
  #forget: (() => void) | undefined;
  #stopped = false;

  constructor(parts: DeadNodesParts) {
    this.#parts = parts;
    this.#startedAtMs = parts.clock.nowMs();
    this.#steadySinceMs = this.#startedAtMs;
    this.#beatAtMs = this.#startedAtMs;
  }

  /** This node is known when it resolves: from then on it may have a scratch directory. */
  async start(): Promise<void> {
    await this.#beat();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget?.();
    const { db, nodeId, log } = this.#parts;
    // A row that stays is removed by another node's sweep.
    await deleteNode(db, nodeId).catch((error: unknown) => log.warn({ error }, "this node could not be signed off"));
  }

  async sweep(): Promise<void> {
    const { db, nodeClock, nodeId, scratch, log } = this.#parts;
    // Directories first: the row of a node that starts meanwhile is there before its directory.
    const directories = await scratch.others();
    const [nowMs, beats] = [await db.nowMs(), await selectBeats(db)];
    for (const { nodeId: other, changedAtMs } of directories) {
      const beatAtMs = beats.get(other);
      const isDead =
        beatAtMs === undefined ? nodeClock.nowMs() - changedAtMs > UNKNOWN_AFTER_MS : this.#isSilent(beatAtMs, nowMs);
      if (!isDead) continue;
      log.info({ node: other }, "the scratch directory of a dead node is removed");
      await scratch.removeOf(other);
    }
    for (const [other, beatAtMs] of beats) {
      if (other !== nodeId && this.#isSilent(beatAtMs, nowMs)) await deleteNode(db, other);
    }
  }

  /** After an outage of the database every node gets time to write its beat again. */
  #isSilent(beatAtMs: number, nowMs: number): boolean {
    if (nowMs - this.#beatAtMs > LONGEST_GAP_MS) return false;
    return nowMs - Math.max(beatAtMs, this.#steadySinceMs) > DEAD_AFTER_MS;
  }

  async #beat(): Promise<void> {
    const { db, clock, nodeId } = this.#parts;
    const nowMs = clock.nowMs();
    await writeBeat(db, { nodeId, startedAtMs: this.#startedAtMs, nowMs });
    if (nowMs - this.#beatAtMs > LONGEST_GAP_MS) this.#steadySinceMs = nowMs;
    this.#beatAtMs = nowMs;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#forget = this.#parts.clock.after(BEAT_EVERY_MS, () => {
      this.#beat()
        .catch((error: unknown) => this.#parts.log.warn({ error }, "this node's beat could not be written"))
        .finally(() => this.#schedule());
    });
  }
}
