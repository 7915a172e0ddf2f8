import type { EventSourceMessage } from "eventsource-parser";
import { SILENCE_MS } from "../../packages/client/src/client.ts";
import { networkError } from "../../packages/client/src/client-error.ts";
import { isTerminalEvent } from "../../packages/client/src/job-event.ts";
import { Leader } from "../../packages/client/src/shared/leader.ts";
import type { Delivery, Needs } from "../../packages/client/src/shared/protocol.ts";
import type { Transport, TransportRequest } from "../../packages/client/src/transport.ts";
import { requestLiveList } from "./page-route.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";
import type { Edge } from "./stream-client.ts";

export interface PageClientParts {
  readonly owner: string;
  readonly key: string;
  readonly schedule: Schedule;
  readonly random: Random;
  /** Some edge that answers now; undefined when there is none. */
  readonly edge: () => Edge | undefined;
  /** The newest committed seq of a job. */
  readonly committedSeq: (jobId: string) => number;
  /** From then on it keeps its connection. */
  readonly isCalm: () => boolean;
}

const NAME = "page";
const unused = (): never => {
  throw new Error("a page only follows");
};

/**
 * A page of an owner: the client library's own connection, with its state machine, to the server's own `/v1/events`, over a network that cuts it.
 * It follows the list and some jobs, and holds what it gets against what was promised.
 */
export class PageClient {
  readonly #parts: PageClientParts;
  readonly #leader: Leader;
  readonly #cutMs: number;
  readonly #slownessMs: number;
  /** Seq of the last event of each job that the page follows. */
  readonly #cursors = new Map<string, number>();
  readonly #ended = new Set<string>();
  readonly #statuses = new Map<string, string>();
  #lastChange = 0;
  #connections = 0;

  constructor(parts: PageClientParts) {
    this.#parts = parts;
    const { schedule, random } = parts;
    this.#cutMs = random.pick([60, 200, 800, 4000]);
    this.#slownessMs = random.pick([1, 5, 40, 400]);
    this.#leader = new Leader({
      self: NAME,
      transport: this.#transport(),
      runtime: {
        nowMs: () => schedule.nowMs,
        random: () => random.real(),
        after: (delayMs, callback) => schedule.after(delayMs, "", callback),
      },
      silenceMs: SILENCE_MS,
      deliver: (deliveries) => deliveries.forEach((one) => this.#take(one)),
      onOthersVisible: () => undefined,
    });
    schedule.after(random.between(0, 2000), "", () => this.#tellNeeds());
  }

  get owner(): string {
    return this.#parts.owner;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Begins to follow a job's events, from the first one on. */
  follow(jobId: string): void {
    this.#cursors.set(jobId, 0);
    this.#tellNeeds();
  }

  /** What the page does not know yet of the owner's jobs, whose states are given; empty when nothing is missing. */
  missing(jobs: readonly { readonly job_id: string; readonly status: string }[]): string {
    const late = jobs.find(({ job_id: jobId, status }) => this.#statuses.get(jobId) !== status);
    if (late !== undefined) return `${late.job_id} is ${late.status} and shown as ${this.#statuses.get(late.job_id)}`;
    const open = [...this.#cursors.keys()].find((jobId) => !this.#ended.has(jobId));
    return open === undefined ? "" : `${open} is followed to event ${this.#cursors.get(open)}`;
  }

  close(): void {
    this.#leader.stop();
  }

  #tellNeeds(): void {
    const following = [...this.#cursors].filter(([jobId]) => !this.#ended.has(jobId));
    const jobs: Needs["jobs"] = Object.fromEntries(following.map(([jobId, after]) => [jobId, { after, ask: 1 }]));
    this.#leader.need(NAME, { needs: { list: { after: this.#lastChange, ask: 1 }, jobs }, isHidden: false });
  }

  #transport(): Transport {
    const send = async (path: string, request: TransportRequest = {}): Promise<Response> => {
      const { schedule, random, key, isCalm } = this.#parts;
      const edge = this.#parts.edge();
      if (edge === undefined) throw networkError(new Error("no node answers"));
      this.#connections += 1;
      schedule.note(`the page of ${this.owner} asks ${edge.node.name} for ${path}`);
      const { response, cut } = requestLiveList({
        edge,
        key,
        path,
        request,
        schedule,
        random,
        slownessMs: this.#slownessMs,
        onWritten: (messages) => messages.forEach((message) => this.#checkDurable(message)),
        onRefused: (error) => this.#fail(`is refused ${path}: ${String(error)}`),
      });
      if (!isCalm()) schedule.after(random.between(0, 2 * this.#cutMs), "", cut);
      return response;
    };
    return { send, request: unused, json: unused };
  }

  #take(delivery: Delivery): void {
    if (delivery.type === "failed") return this.#fail(`is refused for good: ${delivery.failure.message}`);
    if (delivery.type === "refused") return this.#fail(`is refused ${delivery.jobId}: ${delivery.failure.message}`);
    if (delivery.type === "change") {
      if (delivery.number <= this.#lastChange) return this.#fail(`gets change ${delivery.number} again`);
      this.#lastChange = delivery.number;
      this.#statuses.set(delivery.change.job_id, delivery.change.status);
    }
    if (delivery.type !== "event") return undefined;
    const { job_id: jobId, seq } = delivery.event;
    const cursor = this.#cursors.get(jobId) ?? 0;
    if (seq !== cursor + 1) return this.#fail(`has ${cursor} events of ${jobId} and gets ${seq}`);
    this.#cursors.set(jobId, seq);
    if (!isTerminalEvent(delivery.event)) return undefined;
    this.#ended.add(jobId);
    // Its reader is done; what the page needs is told when the delivery is over, as a tab does.
    this.#parts.schedule.after(0, "", () => this.#tellNeeds());
    return undefined;
  }

  #checkDurable({ event, data }: EventSourceMessage): void {
    if (event === "job.changed" || event === "stream.refused") return;
    const { job_id: jobId, seq } = JSON.parse(data) as { readonly job_id: string; readonly seq: number };
    if (seq > this.#parts.committedSeq(jobId)) this.#fail(`is sent event ${seq} of ${jobId} before it is durable`);
  }

  #fail(what: string): undefined {
    this.#parts.schedule.fail(`the page of ${this.owner} ${what}`);
    return undefined;
  }
}
