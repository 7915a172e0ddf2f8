import type { Engine } from "@headway-jobs/engine";
import type { Dialect } from "../../packages/server/src/service-kit/dialect.ts";
import { foldTo } from "../../packages/server/src/http/sse/feed.ts";
import type { Hub } from "../../packages/server/src/http/sse/hub.ts";
import { jobFeed } from "../../packages/server/src/http/sse/job-feed.ts";
import { Connection } from "./connection.ts";
import { countingDialect, endsStream, plainDialect } from "./dialects.ts";
import type { NodeProcess } from "./node-process.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

/** The part of a hub that streams need. */
export type StreamHub = Pick<Hub, "hasRoom" | "makeRoom" | "open" | "follow" | "followAll" | "endAll">;

/** A node that serves streams. */
export interface Edge {
  readonly node: NodeProcess;
  readonly engine: Engine;
  readonly hub: StreamHub;
}

export interface StreamClientParts {
  readonly name: string;
  readonly jobId: string;
  readonly owner: string;
  readonly schedule: Schedule;
  readonly random: Random;
  /** Some edge that answers now; undefined when there is none. */
  readonly edge: () => Edge | undefined;
  /** The newest committed seq of the job. */
  readonly committedSeq: () => number;
  /** From then on it stays until the end. */
  readonly isCalm: () => boolean;
  /** Share of the connections that are kept before that, too: each reconnection hides what a node did not send. */
  readonly keptShare: number;
}

/** Follows one job to its end over as many connections as it takes, and holds every frame against what was promised. */
export class StreamClient {
  readonly #parts: StreamClientParts;
  readonly #dialect: Dialect<never>;
  readonly #slownessMs: number;
  readonly #cutMs: number;
  readonly seen: { readonly type: string; readonly data: string }[] = [];
  #connections = 0;
  isDone = false;

  constructor(parts: StreamClientParts) {
    this.#parts = parts;
    const dialect: Dialect<never> = parts.random.chance(0.7)
      ? (plainDialect as Dialect<never>)
      : (countingDialect as unknown as Dialect<never>);
    this.#dialect = dialect;
    this.#slownessMs = parts.random.pick([1, 5, 40, 400]);
    this.#cutMs = parts.random.pick([60, 200, 800, 4000]);
    this.#connectLater(parts.random.between(0, 2000));
  }

  get name(): string {
    return this.#parts.name;
  }

  get jobId(): string {
    return this.#parts.jobId;
  }

  get cursor(): number {
    return this.seen.length;
  }

  get isCounting(): boolean {
    return this.#dialect.name === countingDialect.name;
  }

  get connections(): number {
    return this.#connections;
  }

  #connectLater(delayMs: number): void {
    this.#parts.schedule.after(delayMs, "", () => this.#connect());
  }

  #connect(): void {
    if (this.isDone) return;
    const edge = this.#parts.edge();
    if (edge === undefined) {
      this.#connectLater(100);
      return;
    }
    this.#connections += 1;
    const { schedule, random, name } = this.#parts;
    schedule.note(`${name} connects to ${edge.node.name} after ${this.cursor}`);
    const connection = this.#open(edge);
    const { isCalm, keptShare } = this.#parts;
    if (isCalm() || (keptShare > 0 && random.chance(keptShare))) return;
    schedule.after(random.between(0, 2 * this.#cutMs), "", () => connection.cut());
  }

  #open(edge: Edge): Connection {
    const { schedule, random } = this.#parts;
    const connection = new Connection({
      schedule,
      random,
      node: edge.node,
      slownessMs: this.#slownessMs,
      onWritten: (messages) => {
        for (const message of messages) this.#checkDurable(Number(message.id));
      },
      onMessage: (message) => this.#take(Number(message.id), message.event ?? "", message.data),
      onOver: () => this.#connectLater(random.between(1, 60)),
    });
    edge.node.after(random.between(0.1, 3), "", () => void this.#serve(edge, connection));
    return connection;
  }

  /** What the server's route does for a stream, without the HTTP around it. */
  async #serve({ node, engine, hub }: Edge, connection: Connection): Promise<void> {
    const after = this.cursor;
    const { owner, jobId } = this.#parts;
    try {
      const job = await engine.find(owner, jobId);
      if (job === null) throw new Error("the job is not there");
      const feed = jobFeed(engine, job, this.#dialect, node.log);
      const state = await foldTo(feed, after);
      const caller = { owner, keyId: null };
      const reader = hub.open(connection.response, connection.socket, caller, this.#dialect);
      hub.follow(reader, feed, after, state);
    } catch {
      // The store is unavailable: the client connects again.
      connection.cut();
    }
  }

  #checkDurable(seq: number): void {
    if (seq <= this.#parts.committedSeq()) return;
    this.#parts.schedule.fail(`${this.name} is sent event ${seq} of ${this.jobId} before it is durable`);
  }

  #take(seq: number, type: string, data: string): void {
    if (this.isDone) return this.#parts.schedule.fail(`${this.name} gets event ${seq} after the last one`);
    if (seq !== this.cursor + 1) {
      const what = seq <= this.cursor ? "again" : "too early";
      return this.#parts.schedule.fail(
        `${this.name} has ${this.cursor} events and gets ${seq} ${what} (${this.jobId})`,
      );
    }
    this.seen.push({ type, data });
    if (!endsStream(type)) return;
    this.isDone = true;
    this.#parts.schedule.note(`${this.name} has read ${this.jobId} to its end`);
  }
}
