import { createHash } from "node:crypto";

/** An action of a world that is due at a simulated time. */
interface Event {
  readonly atMs: number;
  /** Decides between events of one moment. */
  readonly order: number;
  readonly label: string;
  action: (() => void) | null;
}

/** Not to be replaced by a world's own. */
const nextTurn = globalThis.setImmediate;

/** Kept for a failing seed's report. */
const KEPT_LINES = 100_000;

/**
 * The one queue of everything that happens in a simulated world. Nothing else makes time pass: between two events the loop lets what the
 * first has set free run to its next call of a port.
 */
export class Schedule {
  readonly #heap: Event[] = [];
  readonly #hash = createHash("sha256");
  readonly #lines: string[] = [];
  #order = 0;
  #nowMs = 0;
  #steps = 0;
  #failure: Error | undefined;

  /** Milliseconds since the world began, with fractions. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get steps(): number {
    return this.#steps;
  }

  get trace(): readonly string[] {
    return this.#lines;
  }

  /** Returns a function that forgets the action. */
  after(delayMs: number, label: string, action: () => void): () => void {
    const event: Event = { atMs: this.#nowMs + Math.max(0, delayMs), order: (this.#order += 1), label, action };
    push(this.#heap, event);
    return () => (event.action = null);
  }

  /** Adds a line to the trace. */
  note(line: string): void {
    const text = `${this.#nowMs.toFixed(3)} ${line}`;
    this.#hash.update(text);
    this.#hash.update("\n");
    if (this.#lines.length < KEPT_LINES) this.#lines.push(text);
  }

  /** Ends the run at the end of this step. The first failure counts. */
  fail(message: string): void {
    this.note(`VIOLATION ${message}`);
    this.#failure ??= new Error(message);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Runs events until `isOver`, a failure, or the limit; false at the limit. */
  async run(isOver: () => boolean, untilMs: number): Promise<boolean> {
    while (!isOver()) {
      if (this.#failure !== undefined) return true;
      const [next] = this.#heap;
      if (next === undefined || next.atMs > untilMs) return false;
      const { action, atMs, label } = pop(this.#heap) ?? next;
      if (action === null) continue;
      this.#nowMs = Math.max(this.#nowMs, atMs);
      this.#steps += 1;
      if (label !== "") this.note(label);
      action();
      // Work that waits for the end of a turn may itself lead to such work.
      for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => nextTurn(resolve));
    }
    return true;
  }

  digest(): string {
    return this.#hash.copy().digest("hex").slice(0, 16);
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  heap.push(event);
  let at = heap.length - 1;
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt] as Event;
    if (!isBefore(event, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let childAt = 2 * at + 1;
    if (childAt >= heap.length) break;
    const right = heap[childAt + 1];
    if (right !== undefined && isBefore(right, heap[childAt] as Event)) childAt += 1;
    const child = heap[childAt] as Event;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = last;
  return first;
}
