import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../simulation/random.ts";
import { Follower } from "./follower.ts";
import { type RequestLog, submissionOf, submit } from "./load.ts";

export interface WorkloadOptions {
  readonly urls: readonly string[];
  readonly random: Random;
  readonly jobsUnderWay: number;
  readonly readersPerJob: number;
  /** Longest pause between two submissions; 0 keeps the wanted number of jobs under way. */
  readonly pauseMs?: number;
}

export interface EndedJob {
  readonly jobId: string;
  readonly kind: string;
  readonly status: string;
  readonly code: string | null;
  readonly lastSeq: number;
}

const END_LIMIT_MS = 600_000;
const READER_LIMIT_MS = 4 * 3_600_000;

/** Jobs of all four kinds, a few always under way, each with readers that reconnect at random. */
export class Workload {
  readonly log: RequestLog = { counts: new Map(), problems: [] };
  readonly #options: WorkloadOptions;
  readonly #followers: Follower[] = [];
  readonly #reading: Promise<void>[] = [];
  readonly #stop = new AbortController();
  #feeding: Promise<void> = Promise.resolve();
  #submitted = 0;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  start(): void {
    this.#feeding = this.#feed().catch((error: unknown) => void this.log.problems.push(String(error)));
  }

  /** Submits nothing more, and waits until every reader has seen its job's end. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#feeding;
    const isInTime = await Promise.race([
      Promise.all(this.#reading).then(() => true),
      sleep(END_LIMIT_MS, false, { ref: false }),
    ]);
    if (!isInTime) this.log.problems.push("some jobs do not end");
    for (const follower of this.#followers) this.log.problems.push(...follower.problems);
  }

  /** Holds what the store says of the jobs against what was submitted and seen. */
  check(jobs: readonly EndedJob[]): void {
    const { problems } = this.log;
    if (jobs.length !== this.#submitted)
      problems.push(`there are ${jobs.length} jobs for ${this.#submitted} submissions`);
    for (const { jobId, kind, status, code, lastSeq } of jobs) {
      if (status !== "completed") problems.push(`${kind} ${jobId} is ${status} ${code ?? ""}`);
      for (const follower of this.#followers.filter((one) => one.jobId === jobId)) {
        const seen = follower.seqs.length;
        if (seen !== lastSeq) problems.push(`a reader of ${jobId} saw ${seen} of ${lastSeq} events`);
      }
    }
  }

  get figures(): Readonly<Record<string, number | string>> {
    const connections = this.#followers.reduce((sum, { connections: made }) => sum + made, 0);
    const answers = [...this.log.counts].map(([what, times]) => `${times} × ${what}`).join(" ");
    return { jobs: this.#submitted, readers: this.#followers.length, connections, answers };
  }

  abandon(): void {
    this.#stop.abort();
    for (const follower of this.#followers) follower.isDone = true;
  }

  async #feed(): Promise<void> {
    const { jobsUnderWay, readersPerJob, random, urls, pauseMs = 0 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const underWay = new Set(this.#followers.filter(({ isDone }) => !isDone).map(({ jobId }) => jobId)).size;
      if (underWay >= jobsUnderWay) {
        await sleep(50);
        continue;
      }
      const jobId = await submit(() => random.pick(urls), submissionOf(this.#submitted), this.log);
      this.#submitted += 1;
      for (let n = 0; n < readersPerJob; n += 1) this.#follow(jobId);
      if (pauseMs > 0) await sleep(random.between(0, pauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  #follow(jobId: string): void {
    const random = this.#options.random.fork(`reader ${this.#followers.length}`);
    const signal = AbortSignal.timeout(READER_LIMIT_MS);
    const follower = new Follower({
      urls: this.#options.urls,
      jobId,
      random: () => random.real(),
      longestMs: 1500,
      signal,
    });
    this.#followers.push(follower);
    this.#reading.push(follower.run());
  }
}
