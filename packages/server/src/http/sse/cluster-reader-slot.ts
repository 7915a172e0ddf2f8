import { ENDED_STATUSES, HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Clock, Engine, EngineLog, Job } from "@headway-jobs/engine";
import { z } from "zod";
import { repeat } from "../repeat.ts";
import { taken } from "./single-reader-slot.ts";
import type { Reader } from "./reader.ts";

const COLLECTION = "attached-reader";
const LEASE_MS = 15_000;
const RENEW_MS = 4_000;

const leaseSchema = z.object({ nonce: z.string(), untilMs: z.number() });
type Lease = z.infer<typeof leaseSchema>;

const NOBODY: Lease = { nonce: "", untilMs: 0 };

/**
 * The same place where several nodes serve one store (SPEC §5): who has it is written down there, with a time until when, so that a node that dies
 * gives it back. The store decides between two who come at once, on whatever nodes.
 */
export class SharedPlace {
  readonly #engine: Engine;
  /** For pauses only: until when a place is taken is compared between nodes, by the engine's time. */
  readonly #clock: Clock;
  readonly #log: EngineLog;

  constructor(engine: Engine, clock: Clock, log: EngineLog) {
    this.#engine = engine;
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes `next` down in place of `nonce`, or of nobody; throws CONFLICT when another reader has the place. */
  async take(job: Job, key: string, nonce: string | null, next: string): Promise<void> {
    let isOurs = false;
    await this.#change(job, key, (lease, nowMs) => {
      isOurs = lease.untilMs <= nowMs || lease.nonce === nonce;
      return isOurs ? { nonce: next, untilMs: nowMs + LEASE_MS } : lease;
    });
    if (!isOurs) throw taken();
  }

  /** Renews what `take` wrote as long as the reader is open, ends the reader when another has taken its place, and gives the place back at the end. */
  keep(job: Job, key: string, nonce: string, reader: Reader): void {
    const stop = repeat(
      this.#clock,
      RENEW_MS,
      async () => {
        if (!(await this.#renew(job, key, nonce))) reader.end();
      },
      // A store that is away is no reason to end a stream; nobody else can take the place meanwhile.
      (error) => this.#log.warn({ err: error, jobId: job.jobId }, "the place of a reader could not be renewed"),
    );
    reader.response.once("close", () => {
      stop();
      void this.giveBack(job, key, nonce);
    });
  }

  /** Owns its failures: what is not given back runs out. */
  async giveBack(job: Job, key: string, nonce: string): Promise<void> {
    try {
      await this.#change(job, key, (lease) => (lease.nonce === nonce ? NOBODY : lease));
      await this.#forgetAfterEnd(job, key);
    } catch (error) {
      this.#log.warn({ err: error, jobId: job.jobId }, "the place of a reader could not be given back");
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
    const { id } = await documents.ensure(job.owner, COLLECTION, key, { summary: {}, value: { ...NOBODY } });
    const changed = await documents.change(job.owner, COLLECTION, id, ({ summary, value }) => {
      const lease = work(leaseSchema.parse(value), this.#engine.clock.nowMs());
      return { summary, value: { ...lease } satisfies JsonObject };
    });
    if (changed === null) throw new HeadwayError("CONFLICT", "The place was given up in this moment; try again.");
  }

  /** Nobody will come for the place of a job that has ended but for a late replay, which makes it anew. */
  async #forgetAfterEnd({ owner, jobId }: Job, key: string): Promise<void> {
    const { documents } = this.#engine;
    const job = await this.#engine.find(owner, jobId);
    if (job !== null && !ENDED_STATUSES.has(job.status)) return;
    const document = await documents.findNamed(owner, COLLECTION, key);
    if (document !== null && leaseSchema.parse(document.value).untilMs === 0) {
      await documents.remove(owner, COLLECTION, document.id);
    }
  }
}
