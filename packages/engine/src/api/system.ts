import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Ids, NodeClock } from "./ports.ts";

/** The longest pause that setTimeout keeps; longer ones would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's clock. A pause beyond 24 days calls back early, so callers look at the time again. */
export const systemClock: NodeClock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.max(0, Math.min(delayMs, LONGEST_TIMER_MS))).unref();
    return () => clearTimeout(timer);
  },
};

/** Ids from the machine's source of randomness. */
export const systemIds: Ids = createIds((bytes) => randomBytes(bytes));

/** Ids from any source of random bytes, so that a seeded one makes a repeatable run. */
export function createIds(random: (bytes: number) => Uint8Array): Ids {
  const nextUlid = monotonicFactory(() => (random(1)[0] ?? 0) / 256);
  return {
    jobId: (nowMs) => `job_${nextUlid(nowMs)}`,
    hex: (bytes) => Buffer.from(random(bytes)).toString("hex"),
  };
}
