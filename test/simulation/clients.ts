import { HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";
import type { Cluster } from "./cluster.ts";
import type { Disk } from "./disk.ts";
import { type JobPlan, waitsOf } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";
import { contentOf, SIGNAL } from "./workflow.ts";

/** No answer for so long, and a client asks again. */
const PATIENCE_MS = 4000;
/** A removed job's idempotency key is forgotten: a request that arrives after the removal would make another job. */
const LONG_PATIENCE_MS = 30_000;

export interface ClientParts {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly cluster: Cluster;
  readonly disk: Disk;
  readonly onSubmitted: (plan: JobPlan, jobId: string) => void;
}

/** The one who wants a job done: submits it, answers its waits, cancels it, all of it again until there is an answer. */
export class JobClient {
  readonly plan: JobPlan;
  readonly #parts: ClientParts;
  jobId: string | null = null;
  /** The engine said so. */
  isCancelled = false;
  wantsCancel = false;
  isRemoved = false;
  unanswered: number;

  constructor(plan: JobPlan, parts: ClientParts) {
    this.plan = plan;
    this.#parts = parts;
    this.unanswered = waitsOf(plan);
    parts.schedule.after(plan.submitAtMs, "", () => this.#submit());
  }

  get #name(): string {
    return `client ${this.plan.number}`;
  }

  #submit(): void {
    const { owner, kind, cost, number, file } = this.plan;
    // Some clients send the first request twice, at once.
    const isRepeated = this.#parts.random.chance(0.2) && !this.plan.isRemoved;
    const once = (engine: Engine, root: string): Promise<string> =>
      engine
        .submit({
          owner,
          kind,
          input: this.plan as unknown as Parameters<Engine["submit"]>[0]["input"],
          cost,
          idempotency: { route: "jobs", key: `job ${number}`, requestHash: `hash ${number}` },
          ...(file === null
            ? {}
            : { files: [{ name: "given", mediaType: "text/plain", path: this.#upload(root, file) }] }),
        })
        .then(({ job }) => job.jobId);
    for (let n = 0; n < (isRepeated ? 2 : 1); n += 1)
      this.#untilAnswered("submits", once, (jobId) => this.#submitted(jobId));
  }

  #upload(root: string, file: number): string {
    const { disk } = this.#parts;
    disk.mkdir("uploads");
    disk.write(`uploads/${this.plan.number}`, contentOf(file));
    return `${root}/uploads/${this.plan.number}`;
  }

  #submitted(jobId: string): void {
    const { schedule, random, onSubmitted } = this.#parts;
    if (this.jobId !== null) {
      if (this.jobId !== jobId) schedule.fail(`one idempotency key gave ${this.jobId} and ${jobId}`);
      return;
    }
    this.jobId = jobId;
    schedule.note(`${this.#name} has ${jobId}`);
    onSubmitted(this.plan, jobId);
    for (let n = 1; n <= waitsOf(this.plan); n += 1) {
      const times = random.chance(0.3) ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        schedule.after(random.between(100, 9000), "", () => this.#signal(jobId, n));
      }
    }
    if (this.plan.cancelAtMs !== null) {
      schedule.after(Math.max(0, this.plan.cancelAtMs - schedule.nowMs), "", () => this.#cancel(jobId));
    }
    if (this.plan.isRemoved) schedule.after(500, "", () => this.#removeWhenEnded(jobId));
  }

  #signal(jobId: string, n: number): void {
    const { owner } = this.plan;
    this.#untilAnswered(
      `signals ${n}`,
      (engine) => engine.signal({ owner, jobId, name: SIGNAL, signalId: `signal ${n}`, value: { n } }).then(() => true),
      () => (this.unanswered -= 1),
    );
  }

  #cancel(jobId: string): void {
    this.wantsCancel = true;
    this.#untilAnswered(
      "cancels",
      (engine) => engine.cancel(this.plan.owner, jobId).then(() => true),
      (isCancelled) => (this.isCancelled ||= isCancelled),
    );
  }

  #removeWhenEnded(jobId: string): void {
    this.#untilAnswered(
      "removes",
      (engine) => engine.remove(this.plan.owner, jobId),
      () => (this.isRemoved = true),
      (error) => {
        if (error.code !== "JOB_RUNNING") return false;
        this.#parts.schedule.after(1000, "", () => this.#removeWhenEnded(jobId));
        return true;
      },
    );
  }

  /** A request that is repeated, on whatever node answers, until it has been answered. */
  #untilAnswered<T>(
    what: string,
    request: (engine: Engine, root: string) => Promise<T>,
    onAnswer: (answer: T) => void,
    isFinal: (error: HeadwayError) => boolean = (error) => error.code === "JOB_ENDED" || error.code === "NOT_FOUND",
  ): void {
    const { schedule, random, cluster } = this.#parts;
    const again = (): void => this.#untilAnswered(what, request, onAnswer, isFinal);
    const edge = cluster.edge(random);
    if (edge === undefined) {
      schedule.after(200, "", again);
      return;
    }
    let isOver = false;
    const over = (next: () => void): void => {
      if (isOver) return;
      isOver = true;
      next();
    };
    schedule.after(this.plan.isRemoved ? LONG_PATIENCE_MS : PATIENCE_MS, "", () => over(again));
    edge.node.after(random.between(0.1, 3), `is asked: ${this.#name} ${what}`, () => {
      request(edge.engine, `/simulated/${edge.node.name}`).then(
        (answer) => over(() => onAnswer(answer)),
        (error: unknown) =>
          over(() => {
            schedule.note(`${this.#name} ${what}: ${String(error)}`);
            if (error instanceof HeadwayError && isFinal(error)) return;
            schedule.after(random.between(50, 400), "", again);
          }),
      );
    });
  }
}
