import { setTimeout as sleep } from "node:timers/promises";
import { createParser } from "eventsource-parser";

const TERMINAL = new Set(["job.completed", "job.failed", "job.cancelled"]);

export interface FollowerOptions {
  /** Addresses of the servers; each connection takes one of them. */
  readonly urls: readonly string[];
  readonly jobId: string;
  readonly random: () => number;
  /** Longest time that a connection is kept. */
  readonly longestMs: number;
  readonly signal: AbortSignal;
}

/** Reads one job's events to the end over many connections that it cuts itself at random, and keeps what it saw. */
export class Follower {
  readonly jobId: string;
  readonly seqs: number[] = [];
  readonly problems: string[] = [];
  connections = 0;
  isDone = false;
  readonly #options: FollowerOptions;

  constructor(options: FollowerOptions) {
    this.jobId = options.jobId;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { urls, random, signal } = this.#options;
    while (!this.isDone && !signal.aborted) {
      const url = urls[Math.floor(random() * urls.length)] ?? "";
      await this.#connect(url).catch(() => undefined);
      if (!this.isDone) await sleep(5 + random() * 100);
    }
  }

  async #connect(url: string): Promise<void> {
    const { jobId, random, longestMs, signal } = this.#options;
    this.connections += 1;
    const cut = AbortSignal.timeout(Math.ceil(20 + random() * longestMs));
    const last = this.seqs.at(-1);
    const response = await fetch(`${url}/v1/jobs/${jobId}/events`, {
      headers: { accept: "text/event-stream", ...(last === undefined ? {} : { "last-event-id": String(last) }) },
      signal: AbortSignal.any([cut, signal]),
    });
    if (response.status !== 200) this.problems.push(`a stream was answered with ${response.status}`);
    const decoder = new TextDecoder();
    const parser = createParser({ onEvent: (message) => this.#take(message.id, message.event ?? "") });
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  }

  #take(id: string | undefined, type: string): void {
    // Frames that are no events of the log carry no id.
    if (id === undefined) return;
    const seq = Number(id);
    const due = (this.seqs.at(-1) ?? 0) + 1;
    if (seq !== due) this.problems.push(`event ${seq} of ${this.jobId} came where ${due} was due`);
    this.seqs.push(seq);
    if (TERMINAL.has(type)) this.isDone = true;
  }
}
