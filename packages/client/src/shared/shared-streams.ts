import { ClientError } from "../client-error.ts";
import type { JobEvent } from "../job-event.ts";
import type { Runtime } from "../runtime.ts";
import { isTerminalEvent } from "../job-event.ts";
import type { FollowOptions } from "../stream/follow.ts";
import type { JobChange } from "../stream/read-entry.ts";
import type { Transport } from "../transport.ts";
import { Leader } from "./leader.ts";
import { initialMember, nextMember, type MemberEffect, type MemberInput } from "./member-state.ts";
import { needsAnything, PROTOCOL_VERSION, type Delivery, type Message, type Need, type Needs } from "./protocol.ts";
import { Subscription } from "./subscription.ts";
import type { Tabs } from "./tabs.ts";

/** A visible tab that heard nothing for three of these replaces the leader. */
const TICK_MS = 2_500;
const ROLL_CALL_MS = 60_000;

export interface SharedParts {
  readonly tabs: Tabs;
  readonly transport: Transport;
  readonly runtime: Runtime;
  readonly silenceMs: number;
  /** Names the channel and the lock: tabs share a connection only with the same server and key. */
  readonly scope: () => Promise<string>;
}

/** One tab's part in the connection that all tabs of a browser share. */
export class SharedStreams {
  readonly #parts: SharedParts;
  readonly #jobs = new Set<Subscription<JobEvent>>();
  readonly #lists = new Set<Subscription<JobChange>>();
  #member;
  #scope = "";
  #asks = 0;
  #channel: ReturnType<Tabs["open"]> | null = null;
  #release: (() => void) | null = null;
  #leader: Leader | null = null;
  #stops: (() => void)[] = [];

  constructor(parts: SharedParts) {
    this.#parts = parts;
    this.#member = initialMember(parts.tabs.isHidden());
  }

  async *events(
    jobId: string,
    { after = 0, ...options }: FollowOptions & { readonly after?: number },
  ): AsyncGenerator<JobEvent, void, undefined> {
    await this.#prepare(options.signal);
    const subscription: Subscription<JobEvent> = new Subscription(jobId, after, (this.#asks += 1), {
      options,
      onOver: () => this.#remove(this.#jobs, subscription),
    });
    yield* this.#follow(this.#jobs, subscription);
  }

  async *changes({
    after,
    ...options
  }: FollowOptions & { readonly after?: number }): AsyncGenerator<JobChange, void, undefined> {
    await this.#prepare(options.signal);
    const subscription: Subscription<JobChange> = new Subscription(null, after ?? null, (this.#asks += 1), {
      options,
      onOver: () => this.#remove(this.#lists, subscription),
    });
    yield* this.#follow(this.#lists, subscription);
  }

  async #prepare(signal: AbortSignal | undefined): Promise<void> {
    if (this.#scope === "") this.#scope = `${await this.#parts.scope()}:${PROTOCOL_VERSION}`;
    signal?.throwIfAborted();
  }

  async *#follow<T>(all: Set<Subscription<T>>, subscription: Subscription<T>): AsyncGenerator<T, void, undefined> {
    all.add(subscription);
    this.#needsChanged();
    yield* subscription.entries();
  }

  #remove<T>(all: Set<Subscription<T>>, subscription: Subscription<T>): void {
    if (all.delete(subscription)) this.#needsChanged();
  }

  #needsChanged(): void {
    const needs = this.#needs();
    this.#input({ type: "needs", any: needsAnything(needs) });
    if (this.#channel !== null) this.#tellNeeds();
  }

  /** The furthest back of all readers counts; each drops what it has. */
  #needs(): Needs {
    const jobs: Record<string, Need<number>> = {};
    for (const { jobId, cursor, ask } of this.#jobs) {
      if (jobId === null) continue;
      const other = jobs[jobId];
      const after = Math.min(cursor ?? 0, other?.after ?? Number.MAX_SAFE_INTEGER);
      jobs[jobId] = { after, ask: Math.max(ask, other?.ask ?? 0) };
    }
    const list = [...this.#lists].reduce<Needs["list"]>((other, { cursor, ask }) => {
      const cursors = [cursor, other?.after ?? null].filter((one) => one !== null);
      return { after: cursors.length === 0 ? null : Math.min(...cursors), ask: Math.max(ask, other?.ask ?? 0) };
    }, null);
    return { list, jobs };
  }

  #tellNeeds(): void {
    const { tabs } = this.#parts;
    const needs = this.#needs();
    const isHidden = tabs.isHidden();
    this.#leader?.need(tabs.id, { needs, isHidden });
    if (this.#leader === null) this.#post({ type: "need", from: tabs.id, needs, isHidden });
  }

  #input(input: MemberInput): void {
    const { state, effects } = nextMember(this.#member, input);
    this.#member = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: MemberEffect): void {
    switch (effect) {
      case "join":
        return this.#join();
      case "leave":
        return this.#leave();
      case "queue":
        return this.#lock(false);
      case "steal":
        return this.#lock(true);
      case "withdraw":
      case "release":
        this.#release?.();
        this.#release = null;
        return;
      case "lead":
        return this.#lead();
      case "stop":
        this.#leader?.stop();
        this.#leader = null;
        return;
      case "ping":
        return this.#post({ type: "ping", from: this.#parts.tabs.id });
    }
  }

  #join(): void {
    const { tabs, runtime } = this.#parts;
    this.#channel = tabs.open(this.#scope, (message) => this.#receive(message));
    this.#stops = [
      tabs.onVisibility(() => {
        this.#input({ type: "visibility", isHidden: tabs.isHidden() });
        if (this.#channel !== null) this.#tellNeeds();
      }),
      tabs.onLeave(() => this.#post({ type: "bye", from: tabs.id })),
      every(runtime, TICK_MS, () => this.#input({ type: "tick" })),
      every(runtime, ROLL_CALL_MS, () => this.#rollCall()),
    ];
  }

  #leave(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#post({ type: "bye", from: this.#parts.tabs.id });
    this.#channel?.close();
    this.#channel = null;
  }

  #lock(steal: boolean): void {
    this.#release?.();
    // A lock that was lost, or not obtained, must not answer any more.
    const lock = { isCurrent: true };
    const release = this.#parts.tabs.lock(this.#scope, {
      steal,
      onGranted: () => lock.isCurrent && this.#input({ type: "granted" }),
      onLost: () => lock.isCurrent && this.#input({ type: "lost" }),
    });
    this.#release = () => {
      lock.isCurrent = false;
      release();
    };
  }

  #lead(): void {
    const { tabs, transport, runtime, silenceMs } = this.#parts;
    this.#leader = new Leader({
      self: tabs.id,
      transport,
      runtime,
      silenceMs,
      deliver: (deliveries) => {
        this.#post({ type: "deliver", from: tabs.id, deliveries });
        for (const delivery of deliveries) this.#accept(delivery);
      },
      onOthersVisible: (any) => this.#input({ type: "othersVisible", any }),
    });
    this.#post({ type: "lead", from: tabs.id });
    this.#tellNeeds();
  }

  #rollCall(): void {
    if (this.#leader === null) return;
    this.#leader.rollCall();
    this.#post({ type: "lead", from: this.#parts.tabs.id });
  }

  #receive(message: Message): void {
    if (this.#channel === null) return;
    switch (message.type) {
      case "need":
        return this.#leader?.need(message.from, message);
      case "bye":
        return this.#leader?.bye(message.from);
      case "ping":
        return this.#leader?.status();
      case "wake":
        return this.#leader?.wake();
      case "lead":
        this.#input({ type: "heard" });
        return this.#tellNeeds();
      case "deliver":
        this.#input({ type: "heard" });
        // A leader that was replaced while its page was frozen may still have something to say: it is as true as the new one's.
        for (const delivery of message.deliveries) this.#accept(delivery);
    }
  }

  #accept(delivery: Delivery): void {
    switch (delivery.type) {
      case "event":
        return this.#acceptEvent(delivery.event);
      case "change":
        for (const one of this.#lists) one.take(delivery.number, delivery.change, false);
        return;
      case "refused":
        for (const one of this.#of(delivery.jobId)) {
          if (delivery.failure.code === "JOB_ENDED") one.end();
          else one.fail(new ClientError(delivery.failure.message, delivery.failure));
        }
        return;
      case "status":
        return this.#show(delivery);
      case "failed":
        for (const one of [...this.#jobs, ...this.#lists])
          one.fail(new ClientError(delivery.failure.message, delivery.failure));
    }
  }

  #acceptEvent(event: JobEvent): void {
    for (const one of this.#of(event.job_id)) {
      if (one.take(event.seq, event, true)) {
        if (isTerminalEvent(event)) one.end();
      } else if (!one.isAsking) {
        one.isAsking = true;
        one.ask = this.#asks += 1;
        this.#tellNeeds();
      }
    }
  }

  #show({ state, jobs, list }: Extract<Delivery, { type: "status" }>): void {
    const reconnect = (): void => {
      this.#leader?.wake();
      this.#post({ type: "wake", from: this.#parts.tabs.id });
    };
    for (const one of this.#jobs) one.show(state, jobs.includes(one.jobId ?? ""), reconnect);
    for (const one of this.#lists) {
      if (state.phase === "open") one.cursor ??= list;
      one.show(state, true, reconnect);
    }
  }

  #of(jobId: string): readonly Subscription<JobEvent>[] {
    return [...this.#jobs].filter((one) => one.jobId === jobId);
  }

  #post(message: Message): void {
    this.#channel?.post(message);
  }
}

function every(runtime: Runtime, everyMs: number, callback: () => void): () => void {
  let cancel = runtime.after(everyMs, tick);
  function tick(): void {
    cancel = runtime.after(everyMs, tick);
    callback();
  }
  return () => cancel();
}
