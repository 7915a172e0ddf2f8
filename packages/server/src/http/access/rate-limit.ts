import { HeadwayError } from "@headway-jobs/contract";
import type { Clock } from "@headway-jobs/engine";

const MAX_BUCKETS = 10_000;

/** A bucket of tokens per client: `perSecond` flow in, `burst` is what it holds. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(limit: { readonly perSecond: number; readonly burst: number }, clock: Clock) {
    this.#perSecond = limit.perSecond;
    this.#burst = Math.max(1, limit.burst);
    this.#clock = clock;
  }

  /** Takes one token or throws TOO_MANY_REQUESTS with the seconds until there is one. */
  take(client: string): void {
    if (this.#perSecond <= 0) return;
    const nowMs = this.#clock.nowMs();
    const bucket = this.#buckets.get(client) ?? { tokens: this.#burst, atMs: nowMs };
    const gained = (Math.max(0, nowMs - bucket.atMs) / 1_000) * this.#perSecond;
    const tokens = Math.min(this.#burst, bucket.tokens + gained);
    // Moved to the end: the map's first entry is then the client that was quiet longest.
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: Math.max(0, tokens - 1), atMs: nowMs });
    this.#forgetQuietest();
    if (tokens < 1) {
      throw new HeadwayError("TOO_MANY_REQUESTS", "This client sends more requests than the server takes.", {
        retryAfterS: (1 - tokens) / this.#perSecond,
      });
    }
  }

  #forgetQuietest(): void {
    if (this.#buckets.size <= MAX_BUCKETS) return;
    const [quietest] = this.#buckets.keys();
    if (quietest !== undefined) this.#buckets.delete(quietest);
  }
}
