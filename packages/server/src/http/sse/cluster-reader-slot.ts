import { ENDED_STATUSES, HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Clock, Engine, EngineLog, Job } from "@headway-jobs/engine";
import { z } from "zod";
import { repeat } from "../repeat.ts";
import { slotTaken } from "./single-reader-slot.ts";
import type { Reader } from "./reader.ts";

const COLLECTION = "attached-reader";
const LEASE_MS = 15_000;
const RENEW_MS = 4_000;
/** How often a lease is written again because its document was removed in between. */
const MAX_ROUNDS = 20;

const leaseSchema = z.object({ nonce: z.string(), untilMs: z.number() });
type Lease = z.infer<typeof leaseSchema>;

const NOBODY: Lease = { nonce: "", untilMs: 0 };

/**
 * The same slot where several nodes serve one store (SPEC §5). A lease in the store names the holder, so that the slot of a node that
 * dies becomes free when the lease expires. The store decides between two readers that arrive at once on different nodes.
 */
export class ClusterReaderSlot {
  readonly #engine: Engine;
  /** For pauses only: leases are compared between nodes, so they use the engine's time. */
  readonly #clock: Clock;
  readonly #log: EngineLog;

  constructor(engine: Engine, clock: Clock, log: EngineLog) {
    this.#engine = engine;
    this.#clock = clock;
    this.#log = log;
  }

  /** Makes the reader with the nonce `next` the holder in place of the one with `nonce`, or of none; throws CONFLICT when another reader holds the slot. */
  async take(job: Job, key: string, nonce: string | null, next: string): Promise<void> {
    let isOurs = false;
    await this.#change(job, key, (lease, nowMs) => {
      isOurs = lease.untilMs <= nowMs || lease.nonce === nonce;
      return isOurs ? { nonce: next, untilMs: nowMs + LEASE_MS } : lease;
    });
    if (!isOurs) throw slotTaken();
  }

  /** Renews the lease while the reader is open, ends the reader when another one has taken the slot, and releases the slot when the reader closes. */
  keep(job: Job, key: string, nonce: string, reader: Reader): void {
    const stop = repeat(
      this.#clock,
      RENEW_MS,
      async () => {
        if (!(await this.#renew(job, key, nonce))) reader.end();
      },
      // A store that is unavailable is no reason to end a stream: meanwhile no other reader can take the slot.
      (error) =>
        this.#log.warn({ err: error, jobId: job.jobId }, "the lease of a stream's reader could not be renewed"),
    );
    reader.response.once("close", () => {
      stop();
      void this.release(job, key, nonce);
    });
  }

  /** Does not throw: a lease that could not be released expires. */
  async release(job: Job, key: string, nonce: string): Promise<void> {
    try {
      await this.#change(job, key, (lease) => (lease.nonce === nonce ? NOBODY : lease));
      await this.#removeAfterEnd(job, key);
    } catch (error) {
      this.#log.warn({ err: error, jobId: job.jobId }, "the lease of a stream's reader could not be released");
    }
  }

  async #renew(job: Job, key: string, nonce: string): Promise<boolean> {
    let isOurs = false;
    await this.#change(job, key, (lease, nowMs) => {
      isOurs = lease.nonce === nonce;
      return isOurs ? { nonce, untilMs: nowMs + LEASE_MS } : lease;
    });
    return isOurs;
  }

  async #change(job: Job, key: string, work: (lease: Lease, nowMs: number) => Lease): Promise<void> {
    const { documents } = this.#engine;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { id } = await documents.ensure(job.owner, COLLECTION, key, { summary: {}, value: { ...NOBODY } });
      const changed = await documents.change(job.owner, COLLECTION, id, ({ summary, value }) => {
        const lease = work(leaseSchema.parse(value), this.#engine.clock.nowMs());
        return { summary, value: { ...lease } satisfies JsonObject };
      });
      // Null: a reader that was released has removed the document in between. The slot is free, so the next round makes it again.
      if (changed !== null) return;
    }
    throw new HeadwayError("CONFLICT", "Too many readers take and release this stream at the same time.");
  }

  /** After the job's end only a late replay needs the slot, and creates its document again. */
  async #removeAfterEnd({ owner, jobId }: Job, key: string): Promise<void> {
    const { documents } = this.#engine;
    const job = await this.#engine.find(owner, jobId);
    if (job !== null && !ENDED_STATUSES.has(job.status)) return;
    const document = await documents.findNamed(owner, COLLECTION, key);
    if (document === null) return;
    // Another reader may have taken the slot since: its lease is kept.
    await documents.remove(owner, COLLECTION, document.id, ({ value }) => leaseSchema.parse(value).untilMs === 0);
  }
}
