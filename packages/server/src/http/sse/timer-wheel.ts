import type { Clock } from "@headway-jobs/engine";

/** Something that the wheel calls when it has been quiet for `everyMs`. */
export interface WheelMember {
  readonly everyMs: number;
  /** When it last wrote something, in milliseconds since the Unix epoch. */
  lastWriteMs(): number;
  beat(nowMs: number): void;
  /** Kept by the wheel. */
  wheelSlot: number;
}

const TICK_MS = 100;
const SLOTS = 600;
const NO_SLOT = -1;

/**
 * One timer for the heartbeats of all streams. A member waits in the slot of the tick at which it could be due; only then is it asked
 * when it last wrote, so that writing never touches the wheel.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: Set<WheelMember>[] = Array.from({ length: SLOTS }, () => new Set());
  #position = 0;
  #size = 0;
  #tickedAtMs = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(member: WheelMember): void {
    this.#place(member, member.everyMs);
    this.#size += 1;
    if (this.#stopTimer === undefined) {
      this.#tickedAtMs = this.#clock.nowMs();
      this.#arm();
    }
  }

  remove(member: WheelMember): void {
    if (member.wheelSlot === NO_SLOT) return;
    this.#slots[member.wheelSlot]?.delete(member);
    member.wheelSlot = NO_SLOT;
    this.#size -= 1;
    if (this.#size === 0) {
      this.#stopTimer?.();
      this.#stopTimer = undefined;
    }
  }

  #place(member: WheelMember, delayMs: number): void {
    const ticks = Math.min(SLOTS - 1, Math.max(1, Math.ceil(delayMs / TICK_MS)));
    member.wheelSlot = (this.#position + ticks) % SLOTS;
    this.#slots[member.wheelSlot]?.add(member);
  }

  #arm(): void {
    this.#stopTimer = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const nowMs = this.#clock.nowMs();
    // A busy loop or a suspended machine makes timers late: walk every slot that has passed, at most once around.
    const steps = Math.min(SLOTS, Math.max(1, Math.floor((nowMs - this.#tickedAtMs) / TICK_MS)));
    this.#tickedAtMs = nowMs;
    for (let step = 0; step < steps; step += 1) {
      this.#position = (this.#position + 1) % SLOTS;
      this.#visit(this.#position, nowMs);
    }
    this.#stopTimer = undefined;
    if (this.#size > 0) this.#arm();
  }

  #visit(position: number, nowMs: number): void {
    const due = this.#slots[position];
    if (due === undefined || due.size === 0) return;
    this.#slots[position] = new Set();
    for (const member of due) {
      if (member.wheelSlot !== position) continue;
      const remainingMs = member.lastWriteMs() + member.everyMs - nowMs;
      if (remainingMs > 0) {
        this.#place(member, remainingMs);
      } else {
        this.#place(member, member.everyMs);
        member.beat(nowMs);
      }
    }
  }
}

export { NO_SLOT };
