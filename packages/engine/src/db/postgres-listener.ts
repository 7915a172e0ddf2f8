import type { Client } from "pg";
import type { Clock } from "../api/ports.ts";

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

interface Listener {
  readonly onPayload: (payload: string) => void;
  readonly onGap: (() => void) | undefined;
}

/**
 * One connection of its own that listens on every channel asked for. When it is lost another one is made, with growing pauses;
 * what was notified meanwhile is gone, so every listener's `onGap` is called then. `connect` returns a connected client.
 */
export class NotificationListener {
  readonly #connect: () => Promise<Client>;
  readonly #clock: Pick<Clock, "after">;
  readonly #listenersByChannel = new Map<string, Set<Listener>>();
  #connection: Promise<Client> | undefined;
  #forgetRetry: (() => void) | undefined;
  #missed = false;
  #closed = false;

  constructor(connect: () => Promise<Client>, clock: Pick<Clock, "after">) {
    this.#connect = connect;
    this.#clock = clock;
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const listeners = this.#listenersByChannel.get(channel) ?? new Set();
    this.#listenersByChannel.set(channel, listeners.add(listener));
    const client = await this.#client();
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    return async () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#closed || this.#listenersByChannel.get(channel) !== listeners) return;
      this.#listenersByChannel.delete(channel);
      // Without a connection there is nothing to take back: the next one listens only to what is left.
      const current = await this.#connection?.catch(() => undefined);
      await current?.query(`UNLISTEN ${current.escapeIdentifier(channel)}`).catch(() => undefined);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#forgetRetry?.();
    this.#listenersByChannel.clear();
    const client = await this.#connection?.catch(() => undefined);
    await client?.end();
  }

  async #client(): Promise<Client> {
    const opening = (this.#connection ??= this.#open());
    try {
      return await opening;
    } catch (error) {
      if (this.#connection === opening) this.#connection = undefined;
      throw error;
    }
  }

  async #open(): Promise<Client> {
    const client = await this.#connect();
    client.on("notification", ({ channel, payload }) => {
      for (const listener of this.#listenersByChannel.get(channel) ?? []) listener.onPayload(payload ?? "");
    });
    client.once("error", () => this.#lost());
    // A dying connection reports an error and then its end; later errors of it mean nothing any more.
    client.on("error", () => undefined);
    for (const channel of this.#listenersByChannel.keys()) {
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    }
    if (this.#missed) {
      this.#missed = false;
      for (const listeners of this.#listenersByChannel.values()) {
        for (const listener of listeners) listener.onGap?.();
      }
    }
    return client;
  }

  #lost(): void {
    this.#missed = true;
    this.#connection = undefined;
    this.#reconnectAfter(FIRST_RETRY_MS);
  }

  #reconnectAfter(pauseMs: number): void {
    if (this.#closed) return;
    this.#forgetRetry?.();
    this.#forgetRetry = this.#clock.after(pauseMs, () => {
      this.#client().catch(() => this.#reconnectAfter(Math.min(pauseMs * 2, LONGEST_RETRY_MS)));
    });
  }
}
