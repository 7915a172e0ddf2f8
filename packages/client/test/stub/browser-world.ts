import type { Fetch, Runtime } from "../../src/index.ts";
import type { Tabs } from "../../src/shared/tabs.ts";

/** A browser of several tabs before one server, in memory, with time and every break in the test's hands. */
export class BrowserWorld {
  readonly server = new LogServer();
  readonly tabs: FakeTab[] = [];
  /** Every message that a tab has posted. */
  readonly posted: object[] = [];
  readonly #locks = new Map<string, { holder: Waiter | null; readonly queue: Waiter[] }>();
  readonly #channels = new Map<string, Set<{ readonly tab: FakeTab; readonly onMessage: (message: never) => void }>>();

  openTab(): FakeTab {
    const tab = new FakeTab(`tab-${this.tabs.length}`, this);
    this.tabs.push(tab);
    return tab;
  }

  /** Lets everything that can happen without time passing happen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async pass(ms: number): Promise<void> {
    for (let step = 0; step < ms; step += STEP_MS) {
      for (const tab of this.tabs) tab.passTime(STEP_MS);
      await this.settle();
    }
  }

  channel(name: string, tab: FakeTab, onMessage: (message: never) => void): ReturnType<Tabs["open"]> {
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members);
    const me = { tab, onMessage };
    const { posted } = this;
    members.add(me);
    return {
      post(message) {
        if (!tab.isRunning) return;
        const copy = structuredClone(message) as never;
        posted.push(message);
        for (const other of members) {
          if (other === me) continue;
          other.tab.later(() => members.has(other) && other.onMessage(copy));
        }
      },
      close: () => members.delete(me),
    };
  }

  lock(name: string, tab: FakeTab, options: Parameters<Tabs["lock"]>[1]): () => void {
    const lock = this.#locks.get(name) ?? { holder: null, queue: [] };
    this.#locks.set(name, lock);
    const waiter: Waiter = { tab, ...options };
    if (options.steal) {
      const robbed = lock.holder;
      lock.holder = null;
      lock.queue.unshift(waiter);
      robbed?.tab.later(robbed.onLost);
    } else lock.queue.push(waiter);
    this.#grant(name);
    return () => this.#forget(name, waiter);
  }

  /** A page that is gone holds and waits for nothing. */
  gone(tab: FakeTab): void {
    for (const [name, { holder, queue }] of this.#locks) {
      for (const waiter of [holder, ...queue]) if (waiter?.tab === tab) this.#forget(name, waiter);
    }
    for (const members of this.#channels.values()) {
      for (const member of members) if (member.tab === tab) members.delete(member);
    }
  }

  #forget(name: string, waiter: Waiter): void {
    const lock = this.#locks.get(name);
    if (lock === undefined) return;
    if (lock.holder === waiter) lock.holder = null;
    if (lock.queue.includes(waiter)) lock.queue.splice(lock.queue.indexOf(waiter), 1);
    this.#grant(name);
  }

  #grant(name: string): void {
    const lock = this.#locks.get(name);
    if (lock === undefined || lock.holder !== null) return;
    const next = lock.queue.shift();
    if (next === undefined) return;
    lock.holder = next;
    next.tab.later(() => lock.holder === next && next.onGranted());
  }
}

const STEP_MS = 500;

interface Waiter {
  readonly tab: FakeTab;
  readonly onGranted: () => void;
  readonly onLost: () => void;
}

export class FakeTab implements Tabs {
  readonly id: string;
  readonly runtime: Runtime;
  readonly fetch: Fetch;
  isRunning = true;
  isClosed = false;
  #hidden = false;
  #nowMs = 0;
  readonly #world: BrowserWorld;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  readonly #visibility = new Set<() => void>();
  readonly #leaving = new Set<() => void>();
  #held: (() => void)[] = [];

  constructor(id: string, world: BrowserWorld) {
    this.id = id;
    this.#world = world;
    this.fetch = (url, init) => world.server.connect(this, url, init?.signal ?? undefined);
    this.runtime = {
      nowMs: () => this.#nowMs,
      random: () => 0,
      after: (delayMs, callback) => {
        const timer = { atMs: this.#nowMs + delayMs, callback };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
    };
  }

  open(name: string, onMessage: (message: never) => void): ReturnType<Tabs["open"]> {
    return this.#world.channel(name, this, onMessage);
  }

  lock(name: string, options: Parameters<Tabs["lock"]>[1]): () => void {
    return this.#world.lock(name, this, options);
  }

  isHidden(): boolean {
    return this.#hidden;
  }

  onVisibility(listener: () => void): () => void {
    this.#visibility.add(listener);
    return () => this.#visibility.delete(listener);
  }

  onLeave(listener: () => void): () => void {
    this.#leaving.add(listener);
    return () => this.#leaving.delete(listener);
  }

  /** What a frozen page is told waits until it runs again. */
  later(callback: () => void): void {
    setImmediate(() => {
      if (this.isClosed) return;
      if (this.isRunning) callback();
      else this.#held.push(callback);
    });
  }

  setHidden(hidden: boolean): void {
    this.#hidden = hidden;
    if (this.isRunning) for (const listener of this.#visibility) listener();
  }

  freeze(): void {
    this.isRunning = false;
  }

  thaw(): void {
    if (this.isClosed || this.isRunning) return;
    this.isRunning = true;
    for (const held of this.#held.splice(0)) held();
    for (const listener of this.#visibility) listener();
  }

  /** `isKilled`: without a farewell. */
  close(isKilled: boolean): void {
    if (this.isClosed) return;
    if (!isKilled && this.isRunning) for (const listener of this.#leaving) listener();
    this.isClosed = true;
    this.isRunning = false;
    this.#timers.clear();
    this.#world.gone(this);
    this.#world.server.drop(this);
  }

  passTime(ms: number): void {
    if (!this.isRunning) return;
    this.#nowMs += ms;
    for (const timer of this.#timers) {
      if (timer.atMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
  }
}

interface Connection {
  readonly tab: FakeTab;
  readonly follow: Map<string, number>;
  list: number;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  isOpen: boolean;
}

/** Logs of jobs and the list, served as `GET /v1/events` serves them. */
export class LogServer {
  readonly logs = new Map<string, string[]>();
  readonly changes: string[] = [];
  readonly connections = new Set<Connection>();
  /** Most connections that were open at once in pages that run. */
  most = 0;
  readonly asked: string[] = [];
  isDown = false;

  append(jobId: string, type = "job.progress"): void {
    const log = this.logs.get(jobId) ?? [];
    this.logs.set(jobId, log);
    log.push(type);
    this.changes.push(jobId);
    for (const connection of this.connections) this.#send(connection);
  }

  connect(tab: FakeTab, url: string, signal: AbortSignal | undefined): Promise<Response> {
    this.asked.push(url);
    if (this.isDown) return Promise.reject(new TypeError("no answer"));
    const query = new URL(url).searchParams;
    const follow = new Map<string, number>();
    for (const one of query.get("follow")?.split(",") ?? []) {
      const [jobId = "", seq = ""] = one.split(":");
      follow.set(jobId, Number(seq));
    }
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const list = Number(query.get("after") ?? 0);
        const connection: Connection = { tab, follow, list, controller, isOpen: true };
        this.connections.add(connection);
        signal?.addEventListener("abort", () => this.#close(connection));
        this.most = Math.max(this.most, [...this.connections].filter((one) => one.tab.isRunning).length);
        this.#send(connection);
      },
    });
    return new Promise((resolve) => {
      tab.later(() => resolve(new Response(body, { headers: { "content-type": "text/event-stream" } })));
    });
  }

  cutAll(): void {
    for (const connection of this.connections) this.#close(connection);
  }

  drop(tab: FakeTab): void {
    for (const connection of this.connections) if (connection.tab === tab) this.#close(connection);
  }

  #close(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    connection.isOpen = false;
    connection.controller.error(new TypeError("the connection is lost"));
  }

  #send(connection: Connection): void {
    let text = "";
    for (const [jobId, seq] of connection.follow) {
      const log = this.logs.get(jobId);
      if (log === undefined) {
        connection.follow.delete(jobId);
        const refusal = { code: "NOT_FOUND", message: "There is no such job.", status: 404, retryable: false };
        text += frame("stream.refused", null, { ...refusal, job_id: jobId });
        continue;
      }
      for (const [index, type] of [...log.entries()].slice(seq)) {
        connection.follow.set(jobId, index + 1);
        text += frame(type, idOf(connection), { seq: index + 1, type, at: "x", job_id: jobId });
      }
    }
    for (; connection.list < this.changes.length;) {
      const jobId = this.changes[connection.list];
      connection.list += 1;
      const data = { job_id: jobId, kind: "video", status: "in_progress", progress: 0, phase: null };
      text += frame("job.changed", idOf(connection), data);
    }
    if (text === "") return;
    connection.tab.later(() => {
      if (connection.isOpen) connection.controller.enqueue(new TextEncoder().encode(text));
    });
  }
}

function idOf({ follow, list }: Connection): string {
  return [String(list), ...[...follow].map(([jobId, seq]) => `${jobId}:${seq}`)].join(",");
}

function frame(event: string, id: string | null, data: object): string {
  return `event: ${event}\n${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
