import type { EngineLog } from "../api/ports.ts";

/** Tells readers of an owner's live list that something changed; what it was they read from the store. */
export class ChangeFeed {
  readonly #byOwner = new Map<string, Set<() => void>>();
  readonly #notified = new Set<string>();
  readonly #log: EngineLog;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  subscribe(owner: string, onChange: () => void): { close(): void } {
    const callback = (): void => onChange();
    const callbacks = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, callbacks.add(callback));
    return {
      close: () => {
        callbacks.delete(callback);
        if (callbacks.size === 0 && this.#byOwner.get(owner) === callbacks) this.#byOwner.delete(owner);
      },
    };
  }

  /** Changes that meet in one turn of the loop make one call. */
  notify(owner: string): void {
    if (!this.#byOwner.has(owner)) return;
    if (this.#notified.size === 0) setImmediate(() => this.#deliver());
    this.#notified.add(owner);
  }

  notifyAll(): void {
    for (const owner of this.#byOwner.keys()) this.notify(owner);
  }

  #deliver(): void {
    const owners = [...this.#notified];
    this.#notified.clear();
    for (const owner of owners) {
      for (const callback of this.#byOwner.get(owner) ?? []) {
        try {
          callback();
        } catch (error) {
          this.#log.error({ error, owner }, "a reader of the live list failed");
        }
      }
    }
  }
}
