import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, EngineLog, Ids } from "@headway-jobs/engine";
import { createIds } from "@headway-jobs/engine";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

/** The moment of a world's beginning by a right clock. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

const current = new AsyncLocalStorage<NodeProcess>();
const realImmediate = globalThis.setImmediate;

/**
 * From now on the end of a turn comes for nobody in a killed process: work that waits for it again and again would continue although nothing can
 * come of it. Calls from outside simulated processes are not touched.
 */
export function interposeImmediates(): void {
  globalThis.setImmediate = simulatedImmediate as unknown as typeof setImmediate;
}

function simulatedImmediate(callback: (...given: unknown[]) => void, ...given: unknown[]): NodeJS.Immediate {
  const node = current.getStore();
  return realImmediate(() => {
    if (node?.isAlive !== false) callback(...given);
  });
}

export function restoreImmediates(): void {
  globalThis.setImmediate = realImmediate;
}

/**
 * One process: what happens in it happens only while it is alive and not paused. When it is killed, everything that was on the way to it is lost;
 * what it had sent still arrives.
 */
export class NodeProcess {
  readonly name: string;
  readonly clock: Clock & { elapsedMs(): number };
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly #schedule: Schedule;
  readonly #onKilled = new Set<() => void>();
  #held: (() => void)[] = [];
  #alive = true;
  #paused = false;
  /** What this machine's clock says beyond the right time. */
  skewMs: number;

  constructor(name: string, parts: { readonly schedule: Schedule; readonly random: Random; readonly skewMs: number }) {
    const { schedule, random } = parts;
    this.name = name;
    this.skewMs = parts.skewMs;
    this.#schedule = schedule;
    this.clock = {
      nowMs: () => Math.floor(EPOCH_MS + schedule.nowMs + this.skewMs),
      elapsedMs: () => schedule.nowMs,
      after: (delayMs, callback) => this.after(Math.max(0, Math.ceil(delayMs)), "", callback),
    };
    this.ids = createIds((count) => random.bytes(count));
    const note =
      (level: string) =>
      (fields: Readonly<Record<string, unknown>>, message: string): void => {
        if (this.#alive) schedule.note(`${name} ${level}: ${message} ${describe(fields)}`);
      };
    this.log = { info: note("info"), warn: note("warn"), error: note("error") };
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get isWorking(): boolean {
    return this.#alive && !this.#paused;
  }

  /** Something of this process after a while. Returns a function that forgets it. */
  after(delayMs: number, label: string, action: () => void): () => void {
    let isForgotten = false;
    const forget = this.#schedule.after(delayMs, label === "" ? "" : `${this.name} ${label}`, () =>
      this.deliver(() => {
        if (!isForgotten) action();
      }),
    );
    return () => {
      isForgotten = true;
      forget();
    };
  }

  /** Now, or when the process continues; never when it has been killed. */
  deliver(action: () => void): void {
    if (!this.#alive) return;
    if (this.#paused) this.#held.push(action);
    else current.run(this, action);
  }

  /** Runs what begins in this process without having been sent to it. */
  enter<T>(work: () => T): T {
    return current.run(this, work);
  }

  onKilled(action: () => void): void {
    this.#onKilled.add(action);
  }

  kill(): void {
    if (!this.#alive) return;
    this.#schedule.note(`${this.name} is killed`);
    this.#alive = false;
    this.#held = [];
    for (const action of this.#onKilled) action();
  }

  pause(): void {
    this.#schedule.note(`${this.name} is paused`);
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#schedule.note(`${this.name} continues`);
    this.#paused = false;
    const held = this.#held;
    this.#held = [];
    // Each in a step of its own: what one sets free runs before the next.
    for (const action of held) this.#schedule.after(0, "", () => this.deliver(action));
  }
}

function describe(fields: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(fields).map(([name, value]) => {
    const shown = value instanceof Error ? `${value.name} ${value.message.split("\n")[0]}` : String(value);
    return `${name}=${shown}`;
  });
  return parts.join(" ");
}
